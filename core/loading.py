"""Load a table from any file, as the Data page's first guess would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.errors import LimitError, SourceError
from core.sources import MAX_IMPORT_BYTES, MEMBER, Choices, Loaded, Source
from core.sources.content import refuse
from core.sources.guessing import guessed
from core.sources.joining.side import Reader, Side, by_itself, placed, side_from_json
from core.sources.unpack import Plain, plain
from core.sources.web.tree import Pointed, tree_of
from core.table import Dataset
from core.text import shown
from core.total_row import total_note

_PREVIEW_BYTES = 4_000_000


def load(path: str | Path | None, source: Source | None = None, name: str = "") -> Dataset:
    """Read a table; `.notes` of the result say what was guessed, repaired or skipped.

    `source` holds corrected settings from `detect`; `name` is the file's shown name when
    it is stored under another. `path` is None for sources that need no file.
    """
    loaded, called = read(path, source, name)
    return Dataset.of(loaded.frame, called, loaded.notes)


def read(
    path: str | Path | None, source: Source | None = None, name: str = ""
) -> tuple[Loaded, str]:
    """Read rows with the list of those that were skipped, and the name of the table."""
    if source is not None and not source.needs_file:
        return _brought(source) or source.load(), source.describe().rstrip(".")
    with opened(path, name, member=source.member if source else "") as found:
        return _whole(source or guessed(found), found), title_of(found.name)


def _brought(source: Source) -> Loaded | None:
    """Read a file that lies elsewhere; None where a source has none."""
    elsewhere = source.brought()
    if elsewhere is None:
        return None
    with elsewhere as (reader, found):
        return _whole(reader, found)


def _whole(source: Source, found: Plain) -> Loaded:
    loaded = _streamed(source, found.file) or source.load(found.file)
    notes = (*found.notes, *loaded.notes, *total_note(loaded.frame))
    return Loaded(loaded.frame, notes, loaded.skipped)


def load_again(facts: Mapping[str, Any], folder: Path) -> Dataset:
    """Load the table that a recipe's source names; files lie in `folder`, beside the recipe.

    The tables of a join or an append are read in the same way, whatever is inside them.
    """
    side = side_from_json(dict(facts))
    if side.source is None:
        raise SourceError("The recipe names no data file.", "Add: --data FILE")
    loaded = _beside(folder)(replace(side, source=placed(side.source, _beside(folder))))
    called = title_of(side.file) if side.file else side.source.describe().rstrip(".")
    return Dataset.of(loaded.frame, called, loaded.notes)


def _beside(folder: Path) -> Reader:
    def read_side(side: Side) -> Loaded:
        if side.source is None or not side.source.needs_file:
            return by_itself(side)
        if not side.file:
            raise SourceError("The recipe names no data file.", "Add: --data FILE")
        places = [Path(side.file), folder / side.file]
        if side.path:
            places.append(Path(side.path))
        path = next((place for place in places if place.exists()), places[1])
        return read(path, side.source)[0]

    return read_side


def detect(path: str | Path, name: str = "") -> Source:
    """Return the source for a file with its settings guessed, to be shown and corrected."""
    with opened(path, name, _PREVIEW_BYTES) as found:
        return guessed(found)


def preview(
    path: str | Path | None, source: Source | None = None, rows: int = 50, name: str = ""
) -> Dataset:
    """Read the first rows only, in well under a second whatever the size of the file."""
    if source is not None and not source.needs_file:
        loaded = source.load(rows=rows)
        return Dataset.of(loaded.frame, source.describe().rstrip("."), loaded.notes)
    with opened(path, name, _PREVIEW_BYTES, source.member if source else "") as found:
        chosen = source or guessed(found)
        loaded = chosen.load(found.file, rows)
        return Dataset.of(loaded.frame, title_of(found.name), (*found.notes, *loaded.notes))


def choices(path: str | Path | None, source: Source, name: str = "") -> Choices:
    """Return what the file offers to pick: its sheets, the files of an archive, its lists."""
    with opened(path, name, _PREVIEW_BYTES, source.member) as found:
        return {**found.choices, **source.choices(found.file)}


def tree(path: str | Path | None, source: Source, name: str = "") -> Pointed | None:
    """Return a JSON file to point at its lists of records; None where that is not possible."""
    with opened(path, name, _PREVIEW_BYTES, source.member) as found:
        return tree_of(found.file)


def pick(
    path: str | Path | None, source: Source, picked: Mapping[str, str], name: str = ""
) -> Source:
    """Return the source for another part of the file, with its settings guessed for that."""
    member = picked.get(MEMBER, source.member)
    with opened(path, name, _PREVIEW_BYTES, member) as found:
        if member != source.member:
            return guessed(found)
        return source.pick(found.file, **picked)


@contextmanager
def opened(
    path: str | Path | None, name: str, most: int | None = None, member: str = ""
) -> Iterator[Plain]:
    """Give a file as it can be read: unpacked, or another part of an archive, and checked.

    With `most`, no more than so many bytes are unpacked, for a look at the beginning.
    """
    if path is None:
        raise SourceError("No file was given.", "Choose a file to read.")
    file = Path(path)
    called = name or file.name
    _check(file, shown(called))
    with plain(file, shown(called, 200), most, member) as found:
        refuse(found.kind, found.name)
        yield found


def _check(file: Path, called: str) -> None:
    try:
        size = file.stat().st_size
        regular = file.is_file()
    except (OSError, ValueError) as error:
        raise SourceError(
            f"There is no file '{called}'.", "Check the name and the folder."
        ) from error
    if not regular:
        raise SourceError(f"'{called}' is not a file.", "Choose a file that holds a table.")
    if size == 0:
        raise SourceError(f"The file is empty: '{called}'.", "Choose a file that holds a table.")
    if size > MAX_IMPORT_BYTES:
        raise LimitError(
            f"The file has {size / 1e9:,.1f} GB; the limit is {MAX_IMPORT_BYTES / 1e9:,.0f} GB.",
            "Keep only the rows and columns you need, or save it as Parquet.",
        )


def _streamed(source: Source, file: Path) -> Loaded | None:
    """Read a large file by way of the disk, as an import does; None when it is read at once."""
    from pyarrow import parquet

    with TemporaryDirectory(prefix="modelwright-") as folder:
        target = Path(folder) / "table.parquet"
        done = source.write(file, target)
        if done is None:
            return None
        return Loaded(parquet.read_table(target).to_pandas(), done.notes, done.skipped)


def title_of(name: str) -> str:
    """Return the name of a table by the name of its file."""
    stem, dot, _ = name.rpartition(".")
    return stem if dot and stem else name
