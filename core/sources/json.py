"""JSON: records in a list, in lines, in columns or under keys, wherever they are in the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, ClassVar, TextIO

from core.errors import SourceError
from core.params import Text
from core.progress import Event, Report, silent
from core.sources import MEMBER, SOURCES, Choices, Loaded, Source, need_file
from core.sources.content import content_of
from core.sources.dialect.cells import MISSING
from core.sources.dialect.settings import (
    DayFirst,
    Decimal,
    Depth,
    Lists,
    Missing,
    Signs,
    Thousands,
    rules_of,
)
from core.sources.json_reader import DEEP, Oddities, Reader, opened
from core.sources.json_rows import Flattener, Flattening, Record, rows_of_mapping
from core.sources.json_shape import LINES, TABLES, VALUES, Look, Spot, kind_of, look, parts_of
from core.text import count, shown

PIECE_ROWS = 100_000
TELL_EVERY_ROWS = 5_000
_FEW_BAD_SHARE, _FEW_BAD = 0.05, 3
_CHECK_AFTER = 1000
_SHOWN_SPOTS = 50
_NAMED_SPOTS = 3


@SOURCES.add
@dataclass(frozen=True)
class Json(Source):
    """Records in JSON; nested records become columns named `outer.inner`."""

    name: ClassVar[str] = "json"
    label: ClassVar[str] = "JSON"
    what: ClassVar[str] = "Reads records from JSON, JSON lines or GeoJSON."
    right: ClassVar[str] = "For answers of web services, event logs and places on a map."
    wrong: ClassVar[str] = "For deep trees: pick one list of records first."
    suffixes: ClassVar[tuple[str, ...]] = (".json", ".jsonl", ".ndjson", ".geojson")
    picked: ClassVar[tuple[str, ...]] = (MEMBER, "rows_at")

    missing: Missing = MISSING
    rows_at: Annotated[
        str,
        Text(
            500,
            label="Where the rows are",
            help="The keys that lead to the list of records, such as data.items; "
            "empty when the file is the list.",
        ),
    ] = ""
    depth: Depth = 2
    lists: Lists = "join"
    decimal: Decimal = "."
    thousands: Thousands = "guess"
    signs: Signs = "take_off"
    day_first: DayFirst = "guess"

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Recognise text that begins as JSON."""
        return 0.8 if content_of(head, name) == "json" else 0.0

    @classmethod
    def guess(cls, file: Path) -> Json:
        """Find where the rows are."""
        found = look(file)
        return cls(rows_at=found.spots[0].path if found.spots else "")

    def choices(self, file: Path) -> Choices:
        """Offer every list of records in the file."""
        spots = look(file).spots[:_SHOWN_SPOTS]
        return {"rows_at": {spot.path: _words(spot) for spot in spots}} if spots else {}

    def describe(self) -> str:
        """Say where the rows are read from."""
        where = f", rows at '{shown(self.rows_at)}'" if self.rows_at else ""
        return f"JSON{where}."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read all records; keys that some records lack become missing values."""
        from core.sources.blocks import Blocks

        blocks = Blocks()
        with self._reading(need_file(file)) as (flat, _, notes):
            for _ in blocks.take(islice(flat.found, rows)):
                continue
            if not blocks.rows:
                raise SourceError("The file holds no records.", "Choose a file with data.")
            if not blocks.columns:
                raise SourceError("The records have no fields.", "Choose a file with data.")
            frame, changes = blocks.frame(rules_of(self))
            return Loaded(frame, (*notes(), *changes), tuple(flat.skipped))

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        """Yield the records a hundred thousand at a time."""
        from core.sources.blocks import Agreed, Blocks

        path = need_file(file)
        size, done, agreed = path.stat().st_size, 0, Agreed()
        with self._reading(path) as (flat, text, notes):

            def tell(rows: int) -> None:
                said = f"{count(rows, 'record')} read"
                report(Event(min(text.buffer.tell(), size), size, said))

            while True:
                blocks = Blocks(agreed)
                for _ in blocks.take(_heard(islice(flat.found, PIECE_ROWS), done, tell)):
                    continue
                if not blocks.columns:
                    break
                done += blocks.rows
                tell(done)
                frame, changes = blocks.frame(rules_of(self))
                skipped, flat.skipped = tuple(flat.skipped), []
                yield Loaded(frame, (*notes(), *changes), skipped)
        if not done:
            raise SourceError("The file holds no records.", "Choose a file with data.")

    @contextmanager
    def _reading(self, file: Path) -> Iterator[tuple[Any, TextIO, Any]]:
        """Open a file for its rows; also what to say about them once they were read."""
        found, oddities = look(file), Oddities()
        flat = _Rows(Flattening(self.depth, self.lists))
        with opened(file) as text:
            flat.found = flat.rows(self._values(text, found, oddities, flat))
            told = self._place(found)
            yield flat, text, lambda: [*told, *flat.notes(), *oddities.notes()]

    def _place(self, found: Look) -> list[str]:
        """Say where the rows are, and name the other lists of records."""
        if not self.rows_at or len(found.spots) < 2:
            return []
        others = [s for s in found.spots if s.kind in TABLES and s.path not in ("", self.rows_at)]
        named = [f"'{shown(spot.path, 40)}' ({_size(spot)})" for spot in others]
        also = ", ".join(named[:_NAMED_SPOTS])
        if len(named) > _NAMED_SPOTS:
            also += f" and {len(named) - _NAMED_SPOTS} more"
        rest = f"; the file also has {also}" if named else ""
        return [f"Rows were read from '{shown(self.rows_at)}'{rest}."]

    def _values(
        self, text: TextIO, found: Look, oddities: Oddities, flat: Flattener
    ) -> Iterator[Any]:
        if found.layout == LINES:
            yield from _lines(text, oddities, flat)
            return
        reader = Reader(text, oddities)
        if found.layout == VALUES:
            while reader.peek():
                value = reader.value()
                yield from value if isinstance(value, list) and _is_table(value) else (value,)
                if reader.peek() == ",":
                    reader.skip(",")
            return
        reader.into(parts_of(self.rows_at))
        if reader.peek() == "[":
            yield from reader.members()
            return
        value = reader.value()
        if not isinstance(value, dict):
            raise SourceError("The JSON holds a single value, not a table.", "Choose another file.")
        yield from rows_of_mapping(value, kind_of(value))


class _Rows(Flattener):
    """A flattener with the rows that are still to come."""

    found: Iterator[Record]


def _heard(rows: Iterator[Record], before: int, tell: Callable[[int], None]) -> Iterator[Record]:
    """Yield rows, telling now and then how many there are with those before."""
    for number, row in enumerate(rows, start=before + 1):
        yield row
        if number % TELL_EVERY_ROWS == 0:
            tell(number)


def _is_table(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(item, dict) for item in value)


def _lines(text: TextIO, oddities: Oddities, flat: Flattener) -> Iterator[Any]:
    """Decode line by line; a few broken lines are left out, many stop the reading."""
    decode = oddities.decoder.decode
    good = 0
    first: tuple[int, str] | None = None
    for at, line in enumerate(text, start=1):
        stripped = line.strip(" \t\r\n\x1e").rstrip(",")
        if not stripped:
            continue
        try:
            value = decode(stripped)
        except RecursionError as error:
            raise DEEP from error
        except ValueError as error:
            first = first or (
                at,
                error.msg if isinstance(error, json.JSONDecodeError) else "number",
            )
            flat.skip(at, "not valid JSON", stripped)
            if flat.lost > _CHECK_AFTER:
                _check(flat.lost, good, first)
            continue
        good += 1
        yield value
    if first:
        _check(flat.lost, good, first)


def _check(lost: int, good: int, first: tuple[int, str]) -> None:
    if lost > max(_FEW_BAD, _FEW_BAD_SHARE * good):
        raise SourceError(
            f"The JSON is broken on line {first[0]:,}: {first[1]}; "
            f"{count(lost, 'line')} of {good + lost:,} cannot be read.",
            "Correct the file, or export it again.",
        )


def _words(spot: Spot) -> str:
    return f"{shown(spot.path) or 'the whole file'} ({_size(spot)})"


def _size(spot: Spot) -> str:
    return f"{'more than ' if spot.open_end else ''}{count(spot.rows, 'row')}"
