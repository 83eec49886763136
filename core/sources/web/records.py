"""Find the lists of records in a JSON answer, and turn one of them into a table.

A place in an answer is written as a JSON pointer (RFC 6901): `/data/items` is the list
`items` inside `data`, and the empty pointer is the whole JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.errors import SourceError
from core.sources.json_rows import Flattener, Flattening, Record, rows_of_mapping
from core.sources.json_shape import kind_of
from core.text import count, listed, shown

if TYPE_CHECKING:
    import pandas as pd

    from core.sources.blocks import Agreed
    from core.sources.dialect.values import Rules

MOST_PLACES = 60
_WALK_DEPTH = 12
_WALK_ITEMS, _WALK_FIELDS = 20, 200
_FIELDS_FROM = 50
_TABLES = ("keyed", "columns")
Records = list[Any]


@dataclass(frozen=True)
class Place:
    """A list of records in an answer: where, how many, and their fields."""

    pointer: str
    rows: int
    fields: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return the pointer as a way through the answer."""
        return " → ".join(parts_of(self.pointer)) or "the whole JSON"


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
    found = [place_at(pointer, value) for pointer, value in _walk(answer, "", 0) if _is_rows(value)]
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
        return list(rows_of_mapping(value, kind_of(value)))
    if not isinstance(value, list):
        raise SourceError(
            f"The answer holds a single value at '{shown(pointer or '/')}', not records.",
            "Choose the list of records anew.",
        )
    return value


@dataclass(frozen=True)
class Kept:
    """What the pieces of a table have in common: the columns asked for, and how they are read.

    `agreed` is filled as pieces are read, see `Blocks`; `again` says that one came before.
    """

    columns: tuple[str, ...] = ()
    again: bool = False
    agreed: Agreed = field(default_factory=dict)


def frame_of(
    records: Records, how: Flattening, rules: Rules, kept: Kept | None = None
) -> tuple[pd.DataFrame, list[str]]:
    """Return records as a table with one type per column, and notes on what was done."""
    from core.sources.blocks import Blocks

    kept = kept or Kept()
    flat, blocks = Flattener(how), Blocks(kept.agreed)
    for _ in blocks.take(map(_whole, flat.rows(records))):
        continue
    if not blocks.columns:
        raise SourceError("The records have no fields.", "Choose another list of records.")
    if kept.columns:
        blocks.keep(kept.columns, kept.again)
    frame, changes = blocks.frame(rules)
    return frame, [*flat.notes(), *changes]


def _whole(record: Record) -> Record:
    """Replace halves of surrogate pairs, which JSON can hold and no file in UTF-8 can."""
    return {_utf8(name): _utf8(value) for name, value in record.items()}


def _utf8(value: Any) -> Any:
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-8", "replace").decode("utf-8")


def _walk(value: Any, pointer: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield everything that may hold records; records themselves are not looked into."""
    if depth > _WALK_DEPTH:
        return
    if isinstance(value, Mapping):
        yield pointer, value
        if kind_of(value) not in _TABLES:
            for name, item in list(value.items())[:_WALK_FIELDS]:
                yield from _walk(item, below(pointer, name), depth + 1)
    elif isinstance(value, list):
        yield pointer, value
        if not _is_rows(value):
            for at, item in enumerate(value[:_WALK_ITEMS]):
                if isinstance(item, Mapping) or (_is_rows(item) and isinstance(item[0], Mapping)):
                    yield from _walk(item, below(pointer, at), depth + 1)


def _is_rows(value: Any) -> bool:
    """Tell whether a list may be a table: records, or rows of values with the same length."""
    if isinstance(value, Mapping):
        return kind_of(value) in _TABLES
    if not isinstance(value, list) or not value:
        return False
    if _all_of(value, Mapping):
        return True
    if not _all_of(value, list):
        return not any(isinstance(item, Mapping | list) for item in value)
    return len(value) > 1 and all(_are_values(row) for row in value[:_WALK_ITEMS])


def _are_values(row: list[Any]) -> bool:
    return bool(row) and not any(isinstance(cell, Mapping | list) for cell in row)


def _all_of(items: Iterable[Any], kind: type) -> bool:
    return all(isinstance(item, kind) for item in items)


def place_at(pointer: str, value: Any) -> Place:
    """Return what a list of records holds, or a single record."""
    records = list(rows_of_mapping(value, kind_of(value))) if isinstance(value, Mapping) else value
    rows = list(Flattener(Flattening(0)).rows(records[:_FIELDS_FROM]))
    fields = tuple(dict.fromkeys(name for row in rows for name in row))
    header = len(records[:_FIELDS_FROM]) - len(rows)
    return Place(pointer, len(records) - header, fields)


def place_from(values: Mapping[str, Any]) -> Place:
    """Return a place that crossed between processes as JSON."""
    return Place(values["pointer"], values["rows"], tuple(values["fields"]))


def said_of(place: Place) -> str:
    """Say how large a list is and what its records hold."""
    fields = count(len(place.fields), "field")
    return f"{count(place.rows, 'record')} with {fields}: {listed(place.fields, 6)}"
