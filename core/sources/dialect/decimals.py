"""Tell the decimal mark of a table by its numbers: those that can be read in one way only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, islice, zip_longest

from core.sources.dialect.cells import CURRENCY
from core.sources.dialect.header import Grid
from core.sources.dialect.tokens import Cut

_MOST_CELLS = 50_000
_COLUMNS = 500
_MOST_NUMBERS = 0.8
_FEW_SMALL = 2
_SIGN = rf"(?:[{CURRENCY}%]|[A-Z]{{3}})"
_BEFORE, _AFTER = rf"[-+(]?{_SIGN}?\s?[-+(]?", rf"\s?{_SIGN}?\)?-?"
_COMMA = re.compile(
    rf"{_BEFORE}(?:\d+,\d{{1,2}}|\d+,\d{{4,}}|0,\d+|\d{{1,3}}(?:\.\d{{3}})+,\d+){_AFTER}"
)
_POINT = re.compile(
    rf"{_BEFORE}(?:\d+\.\d{{1,2}}|\d+\.\d{{4,}}|0\.\d+|\d{{1,3}}(?:,\d{{3}})+\.\d+){_AFTER}"
)
_NUMBER = re.compile(rf"{_BEFORE}(\d[\d.,]*){_AFTER}")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
_SMALL = re.compile(r"[1-9]\d{0,2}")
_THREE_BEHIND_COMMA = re.compile(r"[-+]?\d+,\d{3}")


def decimal_mark(grid: Grid, cut: Cut) -> str:
    """Return the decimal mark that unambiguous numbers show, else what whole columns do."""
    every = chain.from_iterable(record.cells for record in grid.records)
    texts = (cell.strip() for cell in every if "," in cell or "." in cell)
    cells = list(islice(texts, _MOST_CELLS))
    commas = sum(bool(_COMMA.fullmatch(cell)) for cell in cells)
    points = sum(bool(_POINT.fullmatch(cell)) for cell in cells)
    if commas != points or not cells:
        return "," if commas > points else "."
    if not commas and (groups := _marks_of_groups(grid, cut)):
        return "," if groups == {"."} else "."
    behind = cut.delimiter in (";", "\t") and any(map(_THREE_BEHIND_COMMA.fullmatch, cells))
    return "," if behind and not commas else "."


def _marks_of_groups(grid: Grid, cut: Cut) -> set[str]:
    """Return the marks that stand between thousands, by columns that tell it."""
    rows = [record.cells for record in grid.records if len(record.cells) == grid.width]
    columns = islice(zip_longest(*rows, fillvalue=""), _COLUMNS)
    return {mark for column in columns if (mark := _mark_of_groups(column, cut.delimiter))}


def _mark_of_groups(column: Sequence[str], delimiter: str) -> str:
    """Return the mark between thousands in a column that can be read in one way only.

    It stands twice in a number, or in none of the numbers below 1,000: were it a decimal mark,
    all others would have exactly three decimals and these none. Where commas part the cells,
    points are hardly ever such marks, so that only the first counts.

    >>> _mark_of_groups(["1.234.567", "890"], ","), _mark_of_groups(["1,234", "12", "820"], ";")
    ('.', ',')
    >>> _mark_of_groups(["1.234", "2.345", "3.456"], ";")
    ''
    """
    filled = [cell.strip() for cell in column if cell.strip()]
    numbers = [found[1] for cell in filled if (found := _NUMBER.fullmatch(cell))]
    if len(numbers) < max(1, _MOST_NUMBERS * (len(filled) - 1)):  # one may be the name
        return ""
    marks = {char for number in numbers for char in number if char in ",."}
    grouped = {number for number in numbers if _GROUPED.fullmatch(number)}
    small = {number for number in numbers if _SMALL.fullmatch(number)}
    if len(marks) != 1 or not {*numbers} <= grouped | small | {"0"}:
        return ""
    mark = marks.pop()
    twice = any(number.count(mark) > 1 for number in grouped)
    return mark if twice or (len(small) >= _FEW_SMALL and delimiter != ",") else ""
