"""What each column of a large text is read as, judged by the beginning of the file.

A cell further down may prove the judgement wrong. The reading then learns of a `Demotion`, and
begins again with that column in a more patient kind. The order is::

    integer -> number -> patient -> text          date -> patient -> text

`integer`, `number` and `date` are converted many cells at a time, and only where that cannot
change a value; `patient` columns are converted chunk by chunk as small files are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from core.sources.dialect.cells import MISSING
from core.sources.dialect.dates import DAYS
from core.sources.dialect.doubt import leading_note
from core.sources.dialect.numbers import DOUBT
from core.sources.dialect.values import typed_column

if TYPE_CHECKING:
    import pandas as pd

    from core.sources.dialect.reading import Plan, TextTable
    from core.sources.dialect.rows import Head
    from core.sources.dialect.values import Rules

INTEGER, NUMBER, DATE, PATIENT, TEXT = "integer", "number", "date", "patient", "text"
MOST_DIGITS = 15
DAY_FIRST, MONTH_FIRST = "day first", "month first"
_ORDERS: dict[str, bool] = {DAY_FIRST: True, MONTH_FIRST: False}
_RANK = {INTEGER: 0, DATE: 1, NUMBER: 1, PATIENT: 2, TEXT: 3}
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_PLAIN = {
    ".": re.compile(r"[-+]?(?:0|[1-9]\d{0,14})?(?:\.\d*)?(?:[eE][-+]?\d{1,3})?"),
    ",": re.compile(r"[-+]?(?:0|[1-9]\d{0,14})?(?:,\d*)?(?:[eE][-+]?\d{1,3})?"),
}
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?")

Item = TypeVar("Item")


@dataclass(frozen=True)
class BigText:
    """A text file, how it is cut, how its cells are read, and its first rows as texts."""

    file: Path
    plan: Plan
    rules: Rules
    head: Head
    sample: TextTable
    size: int


class Demotion(Exception):
    """A cell does not fit the kind its column was thought to have: take `kind` instead."""

    def __init__(self, place: int, kind: str) -> None:
        super().__init__(f"column {place} must be read as {kind}")
        self.place = place
        self.kind = kind


class Misjudged(Exception):
    """The whole file was looked through: read it again with these kinds."""

    def __init__(self, kinds: Kinds) -> None:
        super().__init__("some columns must be read as another kind")
        self.kinds = kinds


@dataclass(frozen=True)
class Cells:
    """What means missing, the decimal mark, and whether 'NA' is a value in a column."""

    missing: tuple[str, ...] = MISSING
    decimal: str = "."
    keeps_na: frozenset[int] = frozenset()

    def gaps(self, place: int) -> tuple[str, ...]:
        """Return the texts that mean missing in one column, without the empty one."""
        kept = ("NA",) if place in self.keeps_na else ()
        return tuple(text for text in self.missing if text and text not in kept)


@dataclass(frozen=True)
class Kinds:
    """What each column is read as, and the order of day and month in patient dates."""

    kinds: tuple[str, ...]
    cells: Cells
    orders: tuple[bool | None, ...]
    notes: tuple[tuple[str, str], ...]

    def demoted(self, found: Demotion) -> Kinds:
        """Return the kinds with one column read more patiently; it never turns back."""
        place, kind = found.place, found.kind
        if kind in _ORDERS:
            return replace(self, orders=_with(self.orders, place, _ORDERS[kind]))
        if _RANK[kind] <= _RANK[self.kinds[place]]:
            return self
        return replace(self, kinds=_with(self.kinds, place, kind))


def _with(values: tuple[Item, ...], place: int, value: Item) -> tuple[Item, ...]:
    return (*values[:place], value, *values[place + 1 :])


def judged(text: BigText) -> Kinds:
    """Judge every column by the first rows."""
    frame = text.sample.frame
    kinds, orders, notes, keeps = [], [], list[tuple[str, str]](), set()
    cells = Cells(text.rules.missing, text.rules.decimal)
    for place, name in enumerate(text.head.names):
        raw = frame.iloc[:, place]
        column = typed_column(raw, text.rules)
        kind = kind_of(raw.tolist(), column.values, cells)
        kinds.append(kind)
        orders.append(order_of(column.notes, text.rules.day_first))
        if any(note.startswith("'NA' was kept") for note in column.notes):
            keeps.add(place)
        called = name or f"column {place + 1}"
        told = [note for note in column.notes if kind == TEXT or note.startswith((DAYS, DOUBT))]
        told += [leading_note(raw, text.rules)] if kind == TEXT else []
        notes += [(note, called) for note in told if note and not _is_about_gaps(note)]
    return Kinds(
        tuple(kinds), replace(cells, keeps_na=frozenset(keeps)), tuple(orders), tuple(notes)
    )


def kind_of(texts: Sequence[str], typed: pd.Series, cells: Cells) -> str:
    """Judge a column by the texts at the beginning and what they became there."""
    known = [text for text in texts if text not in cells.missing]
    if not known or typed.isna().all():
        return PATIENT
    if typed.dtype.kind == "M":
        return DATE if all(map(_DATE.fullmatch, known)) else PATIENT
    if typed.dtype.kind not in "if":
        return TEXT
    if all(map(_WHOLE.fullmatch, known)):
        return INTEGER
    return NUMBER if all(map(_PLAIN[cells.decimal].fullmatch, known)) else PATIENT


def order_of(notes: tuple[str, ...], asked: bool | None) -> bool | None:
    """Return whether the day leads, None when nothing speaks for either."""
    said = next((note for note in notes if note.startswith("Dates were read as")), "")
    if asked is not None or not said or "please check" in said:
        return asked
    return "day/month" in said


def _is_about_gaps(note: str) -> bool:
    return note.startswith("Read as missing") or "became missing" in note
