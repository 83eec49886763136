"""Tell whether the day or the month comes first in the dates of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice, pairwise, zip_longest

from core.sources.dialect.cells import closed_up
from core.sources.dialect.header import Grid

_COLUMNS = 500
_FEW_MOMENTS, _FEW_DAYS = 6, 5
_NOON = 12
_DAY_AND_MONTH = re.compile(
    r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ,]+(?:(\d{1,2}):(\d{2}).*)?.*)?"
)
_HALF = re.compile(r"\d\s?([ap])\.?\s?m", re.I)

Parts = tuple[int, int, int, int, int]


def date_order(grid: Grid, below: int) -> str:
    """Return whether the day comes first (yes, no), where the dates of all columns agree.

    A number above 12 tells it. Where none is, rows that follow each other in time do.
    """
    rows = [record.cells for record in grid.records if record.line > below]
    day = month = 0
    unclear = []
    for column in islice(zip_longest(*rows, fillvalue=""), _COLUMNS):
        found = [_parts(cell) for cell in column]
        parts = [each for each in found if each]
        if not parts or len(parts) < 0.5 * sum(bool(cell.strip()) for cell in column):
            continue
        day += any(first > 12 >= second for first, second, *_ in parts)
        month += any(second > 12 >= first for first, second, *_ in parts)
        unclear.append(parts)
    if not day and not month:
        ways = {_order_of_rows(parts) for parts in unclear}
        day, month = "yes" in ways, "no" in ways
    if bool(day) == bool(month):
        return "guess"
    return "yes" if day else "no"


def _parts(cell: str) -> Parts | None:
    """Return the numbers of a date: the first two, the year, and the hour and minute."""
    text = closed_up(cell.strip())
    found = _DAY_AND_MONTH.fullmatch(text)
    if found is None:
        return None
    first, second, year, hour, minute = (int(number or 0) for number in found.groups())
    half = _HALF.search(text)
    if half and hour <= _NOON:
        hour = hour % _NOON + _NOON * (half[1] in "pP")
    return first, second, year, hour, minute


def _order_of_rows(parts: Sequence[Parts]) -> str:
    """Return the order in which rows follow each other in time, or in even steps.

    >>> _order_of_rows([(m, d, 2024, 0, 0) for m in (3, 4, 5) for d in (2, 9)])
    'no'
    >>> _order_of_rows([(1, month, 2024, 0, 0) for month in range(1, 10)])
    ''
    """
    days = _moments([(*each[:3], 0, 0) for each in parts], True)
    if len(parts) < _FEW_MOMENTS or not days:
        return ""
    by_day, by_month = _moments(parts, True), _moments(parts, False)
    rising = [_is_sorted(by_day), _is_sorted(by_month)]
    if len(set(days)) >= _FEW_DAYS and rising[0] != rising[1]:
        return "yes" if rising[0] else "no"
    even = [_is_even(by_day), _is_even(by_month)]
    return "" if even[0] == even[1] else "yes" if even[0] else "no"


def _moments(parts: Sequence[Parts], day_first: bool) -> list[datetime]:
    """Return the moments that follow each other, none where a number is no day or hour."""
    try:
        return [
            datetime(year or 2000, *((b, a) if day_first else (a, b)), hour, minute)  # noqa: DTZ001
            for a, b, year, hour, minute in dict.fromkeys(parts)
        ]
    except ValueError:
        return []


def _is_sorted(moments: Sequence[datetime]) -> bool:
    pairs = list(pairwise(moments))
    return all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs)


def _is_even(moments: Sequence[datetime]) -> bool:
    """Say whether moments are as far apart, in time or in months."""
    if len(moments) < _FEW_MOMENTS:
        return False
    steps = {b - a for a, b in pairwise(moments)}
    months = {12 * (b.year - a.year) + b.month - a.month for a, b in pairwise(moments)}
    same = {(each.day, each.time()) for each in moments}
    return (len(steps) == 1 and steps != {timedelta()}) or (len(same) == 1 and len(months) == 1)
