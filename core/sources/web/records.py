"""Find the lists of records in a JSON answer, and turn one of them into a table.

A place in an answer is written as a JSON pointer (RFC 6901): `/data/items` is the list
`items` inside `data`, and the empty pointer is the whole answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import SourceError
from core.sources.dialect.cells import MISSING
from core.text import count, listed, shown

if TYPE_CHECKING:
    import pandas as pd

DEPTH, MAX_DEPTH = 2, 6
MOST_PLACES = 60
_WALK_DEPTH = 12
_WALK_ITEMS, _WALK_FIELDS = 20, 200
_LARGEST_EXACT = 2**53
_LARGEST_INT = 2**63
Records = list[dict[str, Any]]


@dataclass(frozen=True)
class Place:
    """A list of records in an answer: where, how many, their fields and the first of them."""

    pointer: str
    rows: int
    fields: tuple[str, ...]
    example: str

    @property
    def label(self) -> str:
        """Return the pointer as a way through the answer."""
        return " → ".join(parts_of(self.pointer)) or "the whole answer"


def parts_of(pointer: str) -> tuple[str, ...]:
    """Return the steps of a pointer.

    >>> parts_of("/data/a~1b/0")
    ('data', 'a/b', '0')
    """
    if pointer and not pointer.startswith("/"):
        raise SourceError(
            f"'{shown(pointer)}' is no place in an answer.", "Write it as /data/items."
        )
    parts = pointer.split("/")[1:]
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def below(pointer: str, part: object) -> str:
    """Return the pointer to a part of what a pointer points to."""
    return f"{pointer}/{str(part).replace('~', '~0').replace('/', '~1')}"


def value_at(answer: Any, pointer: str) -> Any:
    """Return what stands at a place of an answer, None when there is no such place."""
    value = answer
    for part in parts_of(pointer):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def places_in(answer: Any) -> tuple[Place, ...]:
    """Return every list of records in an answer, the likeliest first."""
    found = [_place(pointer, value) for pointer, value in _walk(answer, "", 0) if _is_rows(value)]
    # Most cells first: lists of tags and links are short and narrow.
    found.sort(key=lambda place: -place.rows * max(1, len(place.fields)))
    return tuple(found[:MOST_PLACES])


def records_at(answer: Any, pointer: str) -> Records:
    """Return the records at a place; a single record is a list of one."""
    value = value_at(answer, pointer)
    if value is None and pointer:
        raise SourceError(
            f"The answer holds nothing at '{shown(pointer)}'.", "Choose the list of records anew."
        )
    if isinstance(value, Mapping):
        return _from_keyed(value) if _is_keyed(value) else [dict(value)]
    if not isinstance(value, list):
        raise SourceError(
            f"The answer holds a single value at '{shown(pointer or '/')}', not records.",
            "Choose the list of records anew.",
        )
    return _from_list(value)


def frame_of(records: Records, depth: int) -> tuple[pd.DataFrame, list[str]]:
    """Return records as a table with one type per column, and notes on what was done."""
    import pandas as pd

    from core.sources.dialect.reading import check_columns
    from core.sources.dialect.values import Rules
    from core.sources.grid import value_column

    flat = [flattened(record, depth) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    check_columns(len(names))
    columns: list[pd.Series] = []
    found: dict[str, list[str]] = {}
    for name in names:
        cells, exact = _exact([record.get(name) for record in flat])
        values, notes = value_column(cells, Rules(MISSING))
        columns.append(values)
        for note in (*notes, *exact):
            found.setdefault(note, []).append(name)
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=range(len(records)))
    frame.columns = names
    partial = [name for name in names if any(name not in record for record in flat)]
    if partial:
        found.setdefault("Some records lack these fields, read as missing", []).extend(partial)
    return frame, [f"{note}: {listed(where)}." for note, where in found.items()]


def flattened(record: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """Spread nested records over columns `outer.inner`, so many levels deep.

    >>> flattened({"a": {"b": 1}, "c": [1, 2]}, depth=1)
    {'a.b': 1, 'c': '[1, 2]'}
    """
    flat: dict[str, Any] = {}
    for name, value in _spread(record, "", depth):
        turn, free = 1, name
        while free in flat:
            turn += 1
            free = f"{name} ({turn})"
        flat[free] = value
    return flat


def _spread(record: Mapping[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        key = _whole(f"{prefix}{name}")
        if isinstance(value, Mapping) and value and depth > 0:
            yield from _spread(value, f"{key}.", depth - 1)
        elif isinstance(value, Mapping | list):
            yield key, _whole(json.dumps(value, ensure_ascii=False))
        else:
            yield key, _whole(value) if isinstance(value, str) else value


def _whole(text: str) -> str:
    """Replace halves of surrogate pairs, which JSON can hold and no file in UTF-8 can."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _exact(cells: list[Any]) -> tuple[list[Any], tuple[str, ...]]:
    """Keep whole numbers that no column of numbers could hold exactly as texts."""
    whole = [cell for cell in cells if isinstance(cell, int) and not isinstance(cell, bool)]
    largest = max(map(abs, whole), default=0)
    gaps = len(whole) < len(cells)
    if largest < _LARGEST_EXACT or (largest < _LARGEST_INT and not gaps):
        return cells, ()
    texts = [str(cell) if isinstance(cell, int) else cell for cell in cells]
    return texts, ("Very long whole numbers were kept as text, digit by digit",)


def _walk(value: Any, pointer: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield everything that may hold records; records themselves are not looked into."""
    if depth > _WALK_DEPTH:
        return
    if isinstance(value, Mapping):
        yield pointer, value
        if not _is_keyed(value):
            for name, item in list(value.items())[:_WALK_FIELDS]:
                yield from _walk(item, below(pointer, name), depth + 1)
    elif isinstance(value, list):
        yield pointer, value
        if not _is_rows(value):
            for at, item in enumerate(value[:_WALK_ITEMS]):
                if isinstance(item, Mapping) or _is_rows(item):
                    yield from _walk(item, below(pointer, at), depth + 1)


def _is_rows(value: Any) -> bool:
    """Tell whether a list may be a table: records, or rows of values with the same length."""
    if isinstance(value, Mapping):
        return _is_keyed(value)
    if not isinstance(value, list) or not value:
        return False
    if _all_of(value, Mapping):
        return True
    if not _all_of(value, list):
        return not any(isinstance(item, Mapping | list) for item in value)
    return len(value) > 1 and all(_are_values(row) for row in value[:_WALK_ITEMS])


def _is_keyed(value: Mapping[str, Any]) -> bool:
    """Tell whether a mapping holds records of one kind, each under a key of its own."""
    items = list(value.values())
    if len(items) < 2 or not all(isinstance(item, Mapping) and item for item in items):
        return False
    first = set(items[0])
    return all(len(first & set(item)) * 2 >= len(first) for item in items[1:_WALK_ITEMS])


def _are_values(row: list[Any]) -> bool:
    return bool(row) and not any(isinstance(cell, Mapping | list) for cell in row)


def _all_of(items: Iterable[Any], kind: type) -> bool:
    return all(isinstance(item, kind) for item in items)


def _place(pointer: str, value: Any) -> Place:
    records = _from_keyed(value) if isinstance(value, Mapping) else _from_list(value)
    fields = tuple(dict.fromkeys(name for record in records[:50] for name in record))
    return Place(pointer, len(records), fields, json.dumps(records[0], ensure_ascii=False)[:600])


def _from_keyed(value: Mapping[str, Any]) -> Records:
    return [{"key": key, **item} for key, item in value.items()]


def _from_list(items: Sequence[Any]) -> Records:
    if not items:
        return []
    if _all_of(items, list):
        return _from_rows(items)
    return [dict(item) if isinstance(item, Mapping) else {"value": item} for item in items]


def _from_rows(rows: Sequence[list[Any]]) -> Records:
    """Read rows of values; a first row of different texts over other values names them."""
    first, rest = rows[0], rows[1:]
    named = bool(rest) and _all_of(first, str) and len(set(first)) == len(first)
    width = max(map(len, rows))
    if named and len(first) == width:
        return [dict(zip(first, row, strict=False)) for row in rest]
    names = [f"column {at + 1}" for at in range(width)]
    return [dict(zip(names, row, strict=False)) for row in rows]


def said_of(place: Place) -> str:
    """Say how large a list is and what its records hold."""
    fields = count(len(place.fields), "field")
    return f"{count(place.rows, 'record')} with {fields}: {listed(place.fields, 6)}"
