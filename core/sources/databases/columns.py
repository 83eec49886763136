"""Turn what a driver returns into columns whose type never depends on the rows.

A long answer comes in blocks, and every block must have the same types. So the type comes
from what the database declares, not from what a block happens to hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from core.errors import SourceError
from core.sources.databases import Column
from core.text import listed, shown, unique_names

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

KINDS = MappingProxyType(
    {
        "integer": "int64",
        "unsigned": "uint64",
        "decimal": "float64",
        "float": "float64",
        "boolean": "bool",
        "date": "timestamp",
        "moment": "timestamp",
        "moment_utc": "timestamp_utc",
        "seconds": "float64",
        "text": "string",
        "json": "string",
        "list": "string",
        "time": "string",
        "binary": "",
    }
)
EXACT_DIGITS = 15
ROUNDED = "Numbers with more than 15 digits were rounded"
NO_DATE = "Dates that no calendar here has (such as 'infinity' or year 0) became missing"
_NOTES = {
    "json": "Nested values (JSON) were kept as text",
    "list": "Lists were kept as text",
    "seconds": "Durations became seconds (a month counts as 30 days)",
    "time": "Times of day were kept as text",
}


def kept(columns: Sequence[Column]) -> tuple[tuple[int, ...], tuple[Column, ...], tuple[str, ...]]:
    """Return places and columns that can be read, and notes on the others.

    Binary columns are left out; names that occur twice are made different.
    """
    binary = [column.name for column in columns if column.kind == "binary"]
    places = tuple(at for at, column in enumerate(columns) if column.kind != "binary")
    if not places:
        raise SourceError(
            f"There is nothing but binary data in {listed(binary)}.", "Ask for other columns."
        )
    names = unique_names([columns[at].name for at in places])
    own = tuple(Column(name, columns[at].kind) for name, at in zip(names, places, strict=True))
    notes = [f"Columns with binary data were left out: {listed(binary)}."] if binary else []
    for kind, words in _NOTES.items():
        named = [column.name for column in own if column.kind == kind]
        if named:
            notes.append(f"{words}: {listed(named)}.")
    return places, own, tuple(notes)


def table_of(
    columns: Sequence[Column], places: Sequence[int], rows: Sequence[Sequence[Any]]
) -> tuple[pa.Table, tuple[str, ...]]:
    """Return rows of a driver as a typed table, and what had to be changed."""
    import pyarrow as pa

    cells = list(zip(*rows, strict=True)) if rows else [()] * (max(places) + 1)
    arrays, changes = [], dict[str, list[str]]()
    for column, at in zip(columns, places, strict=True):
        values, change = _typed(column, cells[at])
        arrays.append(values)
        if change:
            changes.setdefault(change, []).append(column.name)
    table = pa.Table.from_arrays(arrays, schema=schema_of(columns))
    return table, tuple(f"{words}: {listed(names)}." for words, names in changes.items())


def bytes_of(table: pa.Table, places: Sequence[int], rows: Sequence[Sequence[Any]]) -> int:
    """Return how many bytes rows need, with those of columns that were left out of the table."""
    others = set(range(len(rows[0]) if rows else 0)) - set(places)
    cells = (row[at] for row in rows for at in others) if others else ()
    left_out = sum(len(cell) for cell in cells if isinstance(cell, bytes | str))
    return int(table.nbytes) + left_out


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """Return the types of the columns of an answer."""
    import pyarrow as pa

    return pa.schema([(column.name, arrow_type(column.kind)) for column in columns])


def arrow_type(kind: str) -> pa.DataType:
    """Return the type in which values of a kind are kept."""
    import pyarrow as pa

    named = KINDS[kind]
    if named == "timestamp":
        return pa.timestamp("us")
    if named == "timestamp_utc":
        return pa.timestamp("us", tz="UTC")
    return pa.type_for_alias(named)


def frame_of(table: pa.Table) -> pd.DataFrame:
    """Return a typed table as a frame; whole numbers stay whole beside missing ones."""
    import pandas as pd
    import pyarrow as pa

    kinds = {
        pa.int64(): pd.Int64Dtype(),
        pa.uint64(): pd.UInt64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    frame: pd.DataFrame = table.to_pandas(types_mapper=kinds.get, ignore_metadata=True)
    return frame


def _typed(column: Column, values: Sequence[Any]) -> tuple[pa.Array, str]:
    import pyarrow as pa

    make = _MAKERS.get(column.kind)
    try:
        if make:
            return make(column.kind, values)
        return pa.array(values, type=arrow_type(column.kind)), ""
    except (pa.ArrowException, OverflowError, ValueError, TypeError) as error:
        raise SourceError(
            f"Column '{shown(column.name)}' holds values that do not fit its type.",
            "Leave the column out, or CAST it to text in the query.",
        ) from error


def _decimals(kind: str, values: Sequence[Any]) -> tuple[pa.Array, str]:
    """Read exact numbers as floats, and say when that costs digits."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts, _ = _words("text", values)
    try:
        floats = texts.cast(arrow_type(kind))
    except pa.ArrowInvalid:
        floats = pa.array([None if value is None else float(value) for value in values])
    written = texts.filter(pc.greater(pc.utf8_length(texts), EXACT_DIGITS))
    long = any(_digits(text) > EXACT_DIGITS for text in written.to_pylist())
    return floats, ROUNDED if long else ""


def _as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)


def _digits(text: str) -> int:
    """Return how many digits a number really has, without the zeros around it.

    >>> _digits("-0012.3400"), _digits("1E+20"), _digits("Infinity")
    (4, 1, 0)
    """
    plain = re.split("[eE]", text.lstrip("+-"))[0]
    return sum(letter.isdigit() for letter in plain.replace(".", "").strip("0"))


def _moments(kind: str, values: Sequence[Any]) -> tuple[pa.Array, str]:
    """Read dates as they are written; what is no date of this calendar becomes missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    first = next((value for value in values if value is not None), None)
    if not isinstance(first, str):
        return pa.array(values).cast(arrow_type(kind)), ""
    texts = pa.array(values, type=pa.string())
    try:
        if kind == "moment_utc":
            texts = pc.replace_substring_regex(texts, pattern=r"\+00$", replacement="Z")
        return texts.cast(arrow_type(kind)), ""
    except pa.ArrowInvalid:
        real = [text if text and _is_real(text) else None for text in texts.to_pylist()]
        return pa.array(real, type=pa.string()).cast(arrow_type(kind)), NO_DATE


def _is_real(text: str) -> bool:
    """Tell whether a day is one of the calendar from year 1 to 9999."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _durations(kind: str, values: Sequence[Any]) -> tuple[pa.Array, str]:
    import pyarrow as pa

    seconds = [None if value is None else value.total_seconds() for value in values]
    return pa.array(seconds, type=arrow_type(kind)), ""


def _words(kind: str, values: Sequence[Any]) -> tuple[pa.Array, str]:
    import pyarrow as pa

    try:
        return pa.array(values, type=arrow_type(kind)), ""
    except pa.ArrowTypeError:
        return pa.array(map(_as_text, values), type=arrow_type(kind)), ""


_MAKERS: dict[str, Callable[[str, Sequence[Any]], tuple[pa.Array, str]]] = {
    "decimal": _decimals,
    "date": _moments,
    "moment": _moments,
    "moment_utc": _moments,
    "seconds": _durations,
    "text": _words,
    "json": _words,
    "list": _words,
    "time": _words,
}
