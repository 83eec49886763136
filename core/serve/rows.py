"""From the rows of a request to a table of the columns that the model was trained on.

Every cell is read by itself, by the kind of its column, so that a row gets the same answer
whatever rows it is sent with.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from core.serve.refusal import Fault, Refusal
from core.text import count, listed, shown
from core.training.schema import ColumnSchema, Schema

if TYPE_CHECKING:
    from core.table import Dataset

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LARGEST = 1.7e308
_MISSING = "Send null where a value is not known."


class _Unreadable(Exception):
    """A cell that cannot be read as its column needs."""


def table_of(
    rows: Sequence[Mapping[str, Any]], schema: Schema, target: str
) -> tuple[Dataset, list[str]]:
    """Return the rows as a table with notes, or refuse them by row and field.

    Columns that never reach the model are left out; the target may be there and is ignored.
    """
    from core.table import Dataset

    faults = _faulty_cells(rows) or _absent(rows, schema)
    columns = {} if faults else {c.name: _column(rows, c, faults) for c in _used(schema)}
    if faults:
        raise refusal_of(faults)
    known = {column.name for column in schema.columns} | {target}
    extra = list(dict.fromkeys(name for row in rows for name in row if name not in known))
    notes = []
    if extra:
        notes.append(f"{count(len(extra), 'field')} unknown to the model ignored: {listed(extra)}.")
    return Dataset.of(_frame(columns, len(rows)), "request"), notes


def refusal_of(faults: Sequence[Fault]) -> Refusal:
    """Return the refusal whose sentence is the first fault."""
    first = min(faults, key=lambda fault: fault.row)
    where = f"Row {first.row}, field '{shown(first.field, 40)}'" if first.field else ""
    message = f"{where or f'Row {first.row}'}: {first.words}."
    return Refusal(422, message, _MISSING, sorted(faults, key=lambda fault: fault.row))


def _used(schema: Schema) -> list[ColumnSchema]:
    return [column for column in schema.columns if column.required]


def _frame(columns: Mapping[str, list[Any]], rows: int) -> Any:
    import pandas as pd

    series = {name: pd.Series(values, dtype=object) for name, values in columns.items()}
    return pd.DataFrame(series, index=pd.RangeIndex(rows))


def _faulty_cells(rows: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """Find what no table can hold, in fields that the model does not know as well."""
    return [
        Fault(place, name.encode("utf-8", "replace").decode(), words)
        for place, row in enumerate(rows, 1)
        for name, value in row.items()
        if (words := _objection(value) or _objection(name))
    ]


def _objection(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a list or an object stands where a single value is needed"
    if isinstance(value, float) and not math.isfinite(value):
        return "not a finite number (NaN, Infinity, or too large)"
    if isinstance(value, int) and abs(value) > _LARGEST:
        return "the number is too large"
    if isinstance(value, str) and not value.isascii() and _is_broken(value):
        return "the text holds half a character (a lone surrogate)"
    return ""


def _is_broken(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


def _absent(rows: Sequence[Mapping[str, Any]], schema: Schema) -> list[Fault]:
    words = "the field is missing, and the model needs it"
    return [
        Fault(place, column.name, words)
        for place, row in enumerate(rows, 1)
        for column in _used(schema)
        if column.name not in row
    ]


def _column(
    rows: Sequence[Mapping[str, Any]], column: ColumnSchema, faults: list[Fault]
) -> list[Any]:
    read = _READERS[column.kind]
    values = []
    for place, row in enumerate(rows, 1):
        value = row[column.name]
        try:
            values.append(None if value is None else read(value))
        except _Unreadable as error:
            faults.append(Fault(place, column.name, str(error)))
    return values


def _number(value: Any) -> float | int:
    """Read a number, or a text that is exactly one."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        text = value.strip()
        whole = text.lstrip("+-").isdigit() and len(text) < 19
        value = int(text) if whole else float(text)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _LARGEST:
        raise _Unreadable(f"'{shown(value, 40)}' is no number")
    return value


def _category(value: Any) -> str:
    """Read a category as the training table spells it."""
    from core.tasks.supervised import label_of

    return label_of(value)


def _date(value: Any) -> datetime.datetime:
    """Read an ISO date or time; one with a time zone is taken to UTC, as tables are."""
    try:
        moment = datetime.datetime.fromisoformat(value.strip())
        if moment.tzinfo is None:
            return moment
        return moment.astimezone(datetime.UTC).replace(tzinfo=None)
    except (ValueError, AttributeError, OverflowError) as error:
        raise _Unreadable(
            f"'{shown(value, 40)}' is no date, such as 2026-01-31 or 2026-01-31T12:00"
        ) from error


_READERS: dict[str, Callable[[Any], Any]] = {
    "number": _number,
    "category": _category,
    "date": _date,
}
