"""Guess how a table is laid out in a text: delimiter, quotes, title lines, header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

from core.sources.dialect.cells import closed_up
from core.sources.dialect.cuts import best_cut, is_wrapped
from core.sources.dialect.doubt import is_set_apart
from core.sources.dialect.drawn import FRAME, NONE, drawing, undrawn
from core.sources.dialect.encoding import without_nul
from core.sources.dialect.header import Grid, header_of
from core.sources.dialect.tokens import Cut, lines_of, records_of, unwrapped

SAMPLE_LINES = 1000
_DECIMAL_CELLS = 50_000
_DATE_COLUMNS = 500
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.I)


@dataclass(frozen=True)
class Layout:
    """A guess: how lines are cut, how many come before the header, and its height.

    `wrapped` says that each whole line stands in quotes, `drawn` what stands around cells.
    """

    cut: Cut
    skip_lines: int
    header_rows: int
    decimal: str = "."
    wrapped: bool = False
    day_first: str = "guess"
    drawn: str = NONE


def guess_layout(text: str) -> Layout:
    """Return the likeliest layout of (the head of) a text.

    >>> guess_layout("Sales 2024\\n\\na;b\\n1,5;x\\n2,5;y\\n").skip_lines
    2
    """
    lines = lines_of(without_nul(text))[:SAMPLE_LINES]
    front, forced = _front_matter(lines)
    drawn = drawing(lines[front:])
    lines[front:] = [undrawn(line, drawn) for line in lines[front:]]
    forced = forced or ("|" if drawn == FRAME else "")
    comment = _comment(lines[front:])
    cut = best_cut(lines[front:], forced, comment)
    wrapped = is_wrapped(lines[front:], cut)
    if wrapped:
        lines = [unwrapped(line) for line in lines]
        cut = best_cut(lines[front:], forced, comment)
    grid = Grid.of(records_of(lines, cut, first=front))
    if grid.width == 1 and cut.delimiter:
        cut = Cut("", cut.quote, comment)  # the mark only stands in some of the texts
        grid = Grid.of(records_of(lines, cut, first=front))
    skip, header_rows = header_of(grid)
    if drawn != NONE and not header_rows:
        header_rows = _header_by_ruler(grid, skip)
    decimal = decimal_mark(grid, cut)
    order = date_order(grid, skip + header_rows)
    return Layout(cut, max(skip, front), header_rows, decimal, wrapped, order, drawn)


def _header_by_ruler(grid: Grid, skip: int) -> int:
    """Return 1 when a ruler below the first row says that it is the header."""
    first, *rows = [record for record in grid.records if record.line > skip]
    return int(is_set_apart(first, rows))


def _front_matter(lines: Sequence[str]) -> tuple[int, str]:
    """Return how many lines of YAML or `sep=` come first, and the delimiter they name."""
    if lines and lines[0].strip() == "---":
        for index, line in enumerate(lines[1:200], start=1):
            if line.strip() in ("---", "..."):
                return index + 1, ""
    named = _SEPARATOR_LINE.fullmatch(lines[0].strip(' "')) if lines else None
    return (1, named.group(1)) if named else (0, "")


def _comment(lines: Sequence[str]) -> str:
    """Return `#` when some lines begin with it and hold no delimiter that the others have."""
    marked = []
    quotes = 0
    for line in lines:
        if line.startswith("#") and quotes % 2 == 0:
            marked.append(line)
        quotes += line.count('"')
    others = [line for line in lines if line.strip() and not line.startswith("#")]
    if not marked or len(others) < 1 or len(marked) > len(others) * 2 + 20:
        return ""
    for mark in (",", ";", "\t", "|"):
        typical = Counter(line.count(mark) for line in others[:50]).most_common(1)[0][0]
        if typical and any(line.count(mark) == typical for line in marked):
            return ""
    return "#"


_COMMA = re.compile(r"[-+]?(?:\d+,\d{1,2}|\d+,\d{4,}|0,\d+|\d{1,3}(?:\.\d{3})+,\d+)\s?[€%]?")
_POINT = re.compile(r"[-+]?(?:\d+\.\d{1,2}|\d+\.\d{4,}|0\.\d+|\d{1,3}(?:,\d{3})+\.\d+)\s?[€$£%]?")


def decimal_mark(grid: Grid, cut: Cut) -> str:
    """Return the decimal mark that unambiguous numbers show."""
    every = (cell.strip() for record in grid.records for cell in record.cells)
    cells = list(islice(every, _DECIMAL_CELLS))
    commas = sum(bool(_COMMA.fullmatch(cell)) for cell in cells)
    points = sum(bool(_POINT.fullmatch(cell)) for cell in cells)
    if commas == points == 0 and cut.delimiter in (";", "\t"):
        commas = sum(bool(re.fullmatch(r"[-+]?\d+,\d{3}", cell)) for cell in cells)
    return "," if commas > points else "."


_DAY_AND_MONTH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})(?:[T ].*)?")


def date_order(grid: Grid, below: int) -> str:
    """Return whether the day comes first (yes, no), where the dates of all columns agree."""
    rows = [record.cells for record in grid.records if record.line > below]
    day = month = 0
    for column in islice(zip_longest(*rows, fillvalue=""), _DATE_COLUMNS):
        found = [_DAY_AND_MONTH.fullmatch(closed_up(cell.strip())) for cell in column]
        parts = [(int(match.group(1)), int(match.group(2))) for match in found if match]
        if len(parts) < 0.5 * sum(bool(cell.strip()) for cell in column):
            continue
        day += any(first > 12 >= second for first, second in parts)
        month += any(second > 12 >= first for first, second in parts)
    if bool(day) == bool(month):
        return "guess"
    return "yes" if day else "no"
