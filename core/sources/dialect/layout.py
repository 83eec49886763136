"""Guess how a table is laid out in a text: delimiter, quotes, title lines, header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.sources.dialect.cells import type_of
from core.sources.dialect.cuts import best_cut, is_wrapped
from core.sources.dialect.date_order import date_order
from core.sources.dialect.decimals import decimal_mark
from core.sources.dialect.doubt import is_set_apart
from core.sources.dialect.drawn import FRAME, NONE, drawing, undrawn
from core.sources.dialect.encoding import without_nul
from core.sources.dialect.fields_line import is_fields_line, line_of_fields
from core.sources.dialect.header import Grid, header_of
from core.sources.dialect.lines import lines_of, unwrapped
from core.sources.dialect.preamble import main_part
from core.sources.dialect.tokens import Cut, records_of, split_line

SAMPLE_LINES = 1000
_MARKS = (",", ";", "\t", "|")
_FEW_WORDS, _SAME_SIZE, _HEADER_LINES = 2, 0.9, 3
_FEW_LINES = 5
_TYPED = ("number", "date", "time")
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
    grid = main_part(grid)
    skip, header_rows = header_of(grid)
    if drawn != NONE and not header_rows:
        header_rows = _header_by_ruler(grid, skip)
    fields = line_of_fields(lines, grid.records, grid.width, cut)
    skip, header_rows = (fields, 1) if fields >= 0 else (skip, header_rows)
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
    """Return `#` when some lines begin with it and are neither the header nor rows."""
    marked = []
    quotes = 0
    for at, line in enumerate(lines):
        if line.startswith("#") and quotes % 2 == 0:
            marked.append(at)
        quotes += line.count('"')
    others = [at for at, line in enumerate(lines) if line.strip() and not line.startswith("#")]
    if not marked or len(others) < 1 or len(marked) > len(others) * 2 + 20:
        return ""
    if any(is_fields_line(lines[at]) for at in marked if at < others[0]):
        return "#"
    if _names_words([lines[at] for at in marked if at < others[0]], [lines[at] for at in others]):
        return ""
    tables = any(_hold_rows(lines, mark, marked, others) for mark in _MARKS)
    return "" if tables else "#"


def _names_words(above: Sequence[str], rows: Sequence[str]) -> bool:
    """Say whether a marked line above rows of words has a name for each of their words."""
    if any(mark in rows[0] for mark in _MARKS):
        return False
    sizes = Counter(len(row.split()) for row in rows[:50])
    size, number = sizes.most_common(1)[0]
    same = size > _FEW_WORDS and number >= _SAME_SIZE * sizes.total()
    sizes_above = {(len(line.split()), len(line[1:].split())) for line in above[-_HEADER_LINES:]}
    return same and any(size in pair for pair in sizes_above)


def _begins_with_names(lines: Sequence[str], mark: str) -> bool:
    """Say whether the first line has names, and each of the next ones a value that is no text."""
    first, *below = ([*map(type_of, split_line(line, Cut(mark))[0])] for line in lines[:_FEW_LINES])
    typed = [any(kind in _TYPED for kind in kinds) for kinds in below]
    return bool(typed) and all(typed) and not {*first} & {*_TYPED, "empty"}


def _hold_rows(
    lines: Sequence[str], mark: str, marked: Sequence[int], others: Sequence[int]
) -> bool:
    """Say whether marked lines are rows or the header: they hold a delimiter as the others do.

    Beside plain comments, a few of them below such a row are rows that were commented out.
    """
    cells = {at: len(split_line(lines[at], Cut(mark))[0]) for at in (*marked, *others[:50])}
    counts = Counter(cells[at] for at in others[:50])
    usual = {number for number, often in counts.items() if number > 2 and often > 1}
    usual |= {counts.most_common(1)[0][0]} - {1}
    rows = [at for at in marked if cells[at] in usual]
    if rows and rows[-1] < others[0] and _begins_with_names([lines[at] for at in others], mark):
        return False
    if not rows:
        return False
    plain = (at for at in marked if cells[at] not in usual)
    noted = any(at < others[0] or not lines[at][1:2].strip() for at in plain)
    like = [at for at in others[:50] if cells[at] == cells[rows[0]]]
    return not (noted and len(rows) <= len(like) and like[0] < rows[0])
