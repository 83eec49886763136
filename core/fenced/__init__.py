"""Read what came from elsewhere behind a fence: each in a process of its own, which may crash.

The server calls these instead of their namesakes in `core.loading`; tables and refusals are
the same. A reading has limits of memory and time, and ends alone: the server goes on. What
needs no file (a sample, a join of tables that are stored) is read at once.

What the web gives is fetched by the server, whose address checks and secrets stay there, into
a temporary file, and parsed behind the fence (`core.fenced.web`). Read in the server stay

* previews of databases: rows that a driver decodes, 20 of them, within seconds; the query and
  the password go to a server that the person named. SQLite and DuckDB files have a reader
  process of their own (`core/sources/databases/file.py`);
* the first documents of MongoDB: no more than one batch, some 16 MB;
* what OpenML says about a data set, 1 MB of JSON.

Jobs read these whole, each in a process of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import SourceError
from core.fenced.asking import FENCE, Fence, answered, fence_for, prepare
from core.fenced.turns import AT_ONCE, OF_ONE_OWNER
from core.sources import Choices, SkippedRow, Source, source_from_json, source_to_json
from core.table import Dataset

if TYPE_CHECKING:
    from core.sources.web.tree import Pointed

TEXTS = ("csv", "fixed_width")
_ERRANDS = f"{__name__}.errands"


@dataclass(frozen=True)
class File:
    """A file to be read: where it is, the name that people know, and for whom it is read."""

    path: Path | None
    name: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Way:
    """How a file is read: by a source, or as is guessed, with settings otherwise than guessed."""

    source: Source | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)


AS_GUESSED = Way()


@dataclass(frozen=True, eq=False)
class Seen:
    """What a file holds: how it is read, and whether that is too much to wait for.

    table    the rows that were asked for, None where there are too many
    skipped  rows that could not be read
    choices  what else the file offers to pick, None where that was not looked at
    """

    source: Source
    heavy: bool
    table: Dataset | None = None
    skipped: tuple[SkippedRow, ...] = ()
    choices: Choices | None = None


def whole(file: File, way: Way, most: int) -> Seen:
    """Read all rows at once, unless the file unpacks to `most` bytes or has very many cells."""
    return _seen("whole", file, way, {"most": most})


def beginning(file: File, way: Way, most: int, rows: int) -> Seen:
    """Read the first rows: of plain text whatever its size, of others unless they are heavy."""
    return _seen("beginning", file, way, {"most": most, "rows": rows})


def read(file: File, source: Source | None = None) -> tuple[Dataset, tuple[SkippedRow, ...]]:
    """Read a table and the rows that were skipped."""
    if source is not None and not source.needs_file:
        from core.loading import read as read_here

        _need_at_once(source)
        loaded, called = read_here(None, source)
        return Dataset.of(loaded.frame, called, loaded.notes), loaded.skipped
    answer = answered(f"{_ERRANDS}:read", _asked(file, source), owner=file.owner)
    return table_in(answer.table), _skipped(answer.values)


def skipped(file: File, source: Source) -> tuple[SkippedRow, ...]:
    """Read a table of any size once more, for the rows that cannot be read."""
    fence = FENCE if file.path is None else fence_for(file.path.stat().st_size)
    answer = answered(f"{_ERRANDS}:skipped", _asked(file, source), fence, file.owner)
    return _skipped(answer.values)


def preview(file: File, source: Source | None = None, rows: int = 50) -> Dataset:
    """Read the first rows only."""
    if source is not None and not source.needs_file:
        from core.loading import preview as preview_here

        _need_at_once(source)
        return preview_here(None, source, rows)
    asked = {**_asked(file, source), "rows": rows}
    return table_in(answered(f"{_ERRANDS}:preview", asked, owner=file.owner).table)


def detect(file: File) -> Source:
    """Return the source for a file with its settings guessed."""
    return source_from_json(_values("detect", file, None)["source"])


def pick(file: File, source: Source, picked: Mapping[str, str]) -> Source:
    """Return the source for another part of the file, with its settings guessed for that."""
    return source_from_json(_values("pick", file, source, picked=dict(picked))["source"])


def choices(file: File, source: Source) -> Choices:
    """Return what the file offers to pick: its sheets, the files of an archive, its lists."""
    found: Choices = _values("choices", file, source)["choices"]
    return found


def tree(file: File, source: Source) -> Pointed | None:
    """Return a JSON file to point at its lists of records; None where that is not possible."""
    from core.sources.web.records import place_from
    from core.sources.web.tree import Pointed

    found = _values("tree", file, source)["tree"]
    if found is None:
        return None
    return Pointed(found["answer"], tuple(map(place_from, found["places"])), found["paths"])


def table_in(found: Dataset | None) -> Dataset:
    """Return the table of an answer that has one."""
    assert found is not None, "an errand that reads rows answers with a table"  # noqa: S101
    return found


def _seen(errand: str, file: File, way: Way, more: Mapping[str, int]) -> Seen:
    asked = {**_asked(file, way.source), "changes": dict(way.changes), **more}
    answer = answered(f"{_ERRANDS}:{errand}", asked, owner=file.owner)
    found = answer.values
    source = source_from_json(found["source"])
    return Seen(source, found["heavy"], answer.table, _skipped(found), found.get("choices"))


def _values(errand: str, file: File, source: Source | None, **more: Any) -> Mapping[str, Any]:
    asked = {**_asked(file, source), **more}
    return answered(f"{_ERRANDS}:{errand}", asked, owner=file.owner).values


def _asked(file: File, source: Source | None) -> dict[str, Any]:
    return {
        "path": None if file.path is None else str(file.path.absolute()),
        "name": file.name,
        "source": None if source is None else source_to_json(source),
    }


def _skipped(values: Mapping[str, Any]) -> tuple[SkippedRow, ...]:
    return tuple(SkippedRow(*row) for row in values.get("skipped", ()))


def _need_at_once(source: Source) -> None:
    """Refuse to fetch and parse in the server what a job reads in a process of its own."""
    if not source.at_once:
        raise SourceError(
            f"{source.label}: this is not read while you wait.", "Load it as a table of its own."
        )


__all__ = [
    "AS_GUESSED",
    "AT_ONCE",
    "FENCE",
    "OF_ONE_OWNER",
    "TEXTS",
    "Fence",
    "File",
    "Seen",
    "Way",
    "answered",
    "beginning",
    "choices",
    "detect",
    "fence_for",
    "pick",
    "prepare",
    "preview",
    "read",
    "skipped",
    "table_in",
    "tree",
    "whole",
]
