"""Turn JSON values into flat rows: nested records become columns, lists what was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice, zip_longest
from typing import Any

from core.sources import MAX_SKIPPED_SHOWN, SkippedRow
from core.text import count, listed, shown

JOIN, COUNT, ROWS, DROP = "join", "count", "rows", "drop"
_HEADER_SAMPLE = 20
_WORDS = {
    JOIN: "Lists were joined with '; '",
    COUNT: "Lists were replaced by their number of items",
    ROWS: "Each item of a list became a row of its own",
    DROP: "Lists were left out",
}

_SINGLE = frozenset((str, int, float, bool, type(None)))

Record = dict[str, Any]


@dataclass(frozen=True)
class Flattening:
    """How deep records are taken apart, and what becomes of lists in cells."""

    depth: int = 2
    lists: str = JOIN


@dataclass(eq=False)
class Flattener:
    """Make rows of values one after another, and remember what should be said about them."""

    how: Flattening
    skipped: list[SkippedRow] = field(default_factory=list)
    lost: int = 0
    number: int = 0
    nested: bool = False
    too_deep: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    shapes: set[str] = field(default_factory=set)

    def rows(self, values: Iterable[Any]) -> Iterator[Record]:
        """Yield flat rows of records, of lists under a header, or of single values."""
        stream = iter(values)
        first = list(islice(stream, _HEADER_SAMPLE))
        every = chain(first, stream)
        if any(isinstance(value, Mapping) for value in first):
            return self._of_records(every)
        if first and all(isinstance(value, list) for value in first):
            return self._of_lists(every, first)
        return ({"value": value} for value in every)

    def skip(self, line: int, reason: str, text: str) -> None:
        """Remember a row that could not be read."""
        self.lost += 1
        if len(self.skipped) < MAX_SKIPPED_SHOWN:
            self.skipped.append(SkippedRow(line, reason, shown(text, 200)))

    def notes(self) -> list[str]:
        """Return what should be said, in sentences."""
        notes = []
        if self.lost:
            notes.append(f"{count(self.lost, 'record')} could not be read and left out.")
        if self.nested:
            notes.append("Nested records became columns such as 'outer.inner'.")
        if self.too_deep:
            notes.append(
                f"Records more than {self.how.depth} levels deep were kept as JSON text: "
                f"{listed(sorted(self.too_deep))}."
            )
        if self.listed:
            notes.append(f"{_WORDS[self.how.lists]}: {listed(sorted(self.listed))}.")
        if self.shapes:
            kinds = listed(sorted(self.shapes))
            notes.append(f"The coordinates of shapes other than points were left out: {kinds}.")
        return notes

    def _of_records(self, values: Iterable[Any]) -> Iterator[Record]:
        for value in values:
            self.number += 1
            if not isinstance(value, Mapping):
                self.skip(self.number, "not a record", json.dumps(value))
                continue
            row: Record = {}
            if value.get("type") == "Feature" and "geometry" in value:
                self._feature(value, row)
            else:
                self._flatten(value, "", 0, row)
            if self.how.lists == ROWS and any(isinstance(cell, list) for cell in row.values()):
                yield from self._expanded(row)
            else:
                yield row

    def _of_lists(self, values: Iterable[list[Any]], first: list[list[Any]]) -> Iterator[Record]:
        names = first[0]
        headed = len(first) > 1 and names and all(isinstance(name, str) for name in names)
        if headed and len(set(names)) == len(names):
            next(iter_ := iter(values))
            yield from self._under(iter_, list(names))
            return
        size = max(map(len, first))
        yield from self._under(values, [f"column {at + 1}" for at in range(size)])

    def _under(self, values: Iterable[Any], names: list[str]) -> Iterator[Record]:
        for value in values:
            self.number += 1
            if not isinstance(value, list):
                self.skip(self.number, "not a list", json.dumps(value))
                continue
            names += [f"column {at + 1}" for at in range(len(names), len(value))]
            row: Record = {}
            self._flatten(dict(zip(names, value, strict=False)), "", 0, row)
            yield row

    def _flatten(self, record: Mapping[str, Any], prefix: str, level: int, row: Record) -> None:
        for name, given in record.items():
            key = f"{prefix}{name}"
            if type(given) in _SINGLE:
                row[key] = given
                continue
            value = _unwrapped(given)
            if isinstance(value, Mapping):
                if value and level < self.how.depth:
                    self.nested = True
                    self._flatten(value, f"{key}.", level + 1, row)
                    continue
                if value:
                    self.too_deep.add(key)
                row[key] = json.dumps(value, ensure_ascii=False) if value else None
            elif isinstance(value, list):
                self._list(key, value, row)
            else:
                row[key] = value

    def _list(self, key: str, value: list[Any], row: Record) -> None:
        self.listed.add(key)
        if self.how.lists == COUNT:
            row[key] = len(value)
        elif self.how.lists == JOIN:
            row[key] = _joined(value)
        elif self.how.lists == ROWS:
            row[key] = value

    def _expanded(self, row: Record) -> Iterator[Record]:
        """Repeat a row for each item of its lists, which go side by side."""
        lists = {key: cell for key, cell in row.items() if isinstance(cell, list)}
        for items in zip_longest(*(cells or [None] for cells in lists.values())):
            fresh: Record = {}
            for key, cell in {**row, **dict(zip(lists, items, strict=True))}.items():
                value = _unwrapped(cell)
                if isinstance(value, Mapping) and value:
                    self._flatten(value, f"{key}.", 1, fresh)
                else:
                    fresh[key] = _joined(value) if isinstance(value, list) else value
            yield {
                key: _joined(cell) if isinstance(cell, list) else cell
                for key, cell in fresh.items()
            }

    def _feature(self, value: Mapping[str, Any], row: Record) -> None:
        """Take a place on a map apart: its properties, and where it is if it is a point."""
        if "id" in value:
            row["id"] = value["id"]
        properties = value.get("properties")
        self._flatten(properties if isinstance(properties, Mapping) else {}, "", 0, row)
        geometry = value.get("geometry")
        if not isinstance(geometry, Mapping):
            return
        where, kind = geometry.get("coordinates"), str(geometry.get("type"))
        if kind == "Point" and isinstance(where, list) and len(where) >= 2:
            row["longitude"], row["latitude"] = where[0], where[1]
        else:
            row["geometry"] = kind
            self.shapes.add(kind)


def rows_of_mapping(value: Mapping[str, Any], kind: str) -> Iterator[Any]:
    """Yield the records of a value that holds columns, or records under keys."""
    if kind == "keyed":
        keys = list(dict.fromkeys(key for inner in value.values() for key in inner))
        if all(key.isdigit() for key in keys):  # columns of values under row numbers
            yield from ({name: value[name].get(key) for name in value} for key in keys)
            return
        counted = list(value) == [str(at) for at in range(len(value))]
        yield from (record if counted else {"key": key, **record} for key, record in value.items())
    elif kind != "columns":
        yield dict(value)
    elif isinstance(value.get("columns"), list) and isinstance(value.get("data"), list):
        yield [str(name) for name in value["columns"]]
        yield from value["data"]
    else:
        for cells in zip(*value.values(), strict=True):
            yield dict(zip(value, cells, strict=True))


def _unwrapped(value: Any) -> Any:
    """Return what stands in a typed wrapper such as {"$oid": "..."} of a database export."""
    while isinstance(value, Mapping) and len(value) == 1:
        key, inner = next(iter(value.items()))
        if not key.startswith("$"):
            break
        value = inner
    return value


def _joined(value: list[Any]) -> str | None:
    if any(isinstance(item, Mapping | list) for item in value):
        return json.dumps(value, ensure_ascii=False)
    return "; ".join("" if item is None else str(item) for item in value) or None
