"""Read files behind a fence: each in a process of its own, which may crash or be too greedy.

The server calls these instead of their namesakes in `core.loading`; tables and refusals are
the same. A reading has limits of memory and time, and ends alone: the server goes on. What
needs no file (a sample, a join of tables that are stored) is read at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.fenced.asking import AT_ONCE, FENCE, Fence, answered, fence_for, prepare
from core.sources import Choices, SkippedRow, Source, source_from_json, source_to_json
from core.table import Dataset

if TYPE_CHECKING:
    from core.sources.web.tree import Pointed

_ERRANDS = f"{__name__}.errands"


def read(
    path: str | Path | None, source: Source | None = None, name: str = ""
) -> tuple[Dataset, tuple[SkippedRow, ...]]:
    """Read a table and the rows that were skipped."""
    if source is not None and not source.needs_file:
        from core.loading import read as read_here

        loaded, called = read_here(path, source, name)
        return Dataset.of(loaded.frame, called, loaded.notes), loaded.skipped
    answer = answered(f"{_ERRANDS}:read", _asked(path, source, name))
    return _table(answer.table), _skipped(answer.values)


def skipped(path: str | Path | None, source: Source, name: str = "") -> tuple[SkippedRow, ...]:
    """Read a table of any size once more, for the rows that cannot be read."""
    fence = FENCE if path is None else fence_for(Path(path).stat().st_size)
    return _skipped(answered(f"{_ERRANDS}:skipped", _asked(path, source, name), fence).values)


def preview(
    path: str | Path | None, source: Source | None = None, rows: int = 50, name: str = ""
) -> Dataset:
    """Read the first rows only."""
    if source is not None and not source.needs_file:
        from core.loading import preview as preview_here

        return preview_here(path, source, rows, name)
    answer = answered(f"{_ERRANDS}:preview", {**_asked(path, source, name), "rows": rows})
    return _table(answer.table)


def detect(path: str | Path | None, name: str = "") -> Source:
    """Return the source for a file with its settings guessed."""
    return source_from_json(_values("detect", _asked(path, None, name))["source"])


def pick(
    path: str | Path | None, source: Source, picked: Mapping[str, str], name: str = ""
) -> Source:
    """Return the source for another part of the file, with its settings guessed for that."""
    asked = {**_asked(path, source, name), "picked": dict(picked)}
    return source_from_json(_values("pick", asked)["source"])


def choices(path: str | Path | None, source: Source, name: str = "") -> Choices:
    """Return what the file offers to pick: its sheets, the files of an archive, its lists."""
    found: Choices = _values("choices", _asked(path, source, name))["choices"]
    return found


def tree(path: str | Path | None, source: Source, name: str = "") -> Pointed | None:
    """Return a JSON file to point at its lists of records; None where that is not possible."""
    from core.sources.web.records import Place
    from core.sources.web.tree import Pointed

    found = _values("tree", _asked(path, source, name))["tree"]
    if found is None:
        return None
    places = tuple(
        Place(place["pointer"], place["rows"], tuple(place["fields"])) for place in found["places"]
    )
    return Pointed(found["answer"], places, found["paths"])


def is_heavy(path: str | Path, name: str, most: int) -> bool:
    """Tell whether a file unpacks to `most` bytes or has more cells than one waits for."""
    return bool(_values("is_heavy", {**_asked(path, None, name), "most": most})["heavy"])


def _values(errand: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return answered(f"{_ERRANDS}:{errand}", asked).values


def _asked(path: str | Path | None, source: Source | None, name: str) -> dict[str, Any]:
    return {
        "path": None if path is None else str(Path(path).absolute()),
        "name": name,
        "source": None if source is None else source_to_json(source),
    }


def _skipped(values: Mapping[str, Any]) -> tuple[SkippedRow, ...]:
    return tuple(SkippedRow(*row) for row in values["skipped"])


def _table(found: Dataset | None) -> Dataset:
    assert found is not None, "an errand that reads rows answers with a table"  # noqa: S101
    return found


__all__ = [
    "AT_ONCE",
    "FENCE",
    "Fence",
    "answered",
    "choices",
    "detect",
    "fence_for",
    "is_heavy",
    "pick",
    "prepare",
    "preview",
    "read",
    "skipped",
    "tree",
]
