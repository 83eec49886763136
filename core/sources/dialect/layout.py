"""Guess how a table is laid out in a text: delimiter, quotes, title lines, header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from core.sources.dialect.cells import is_tidy, type_of
from core.sources.dialect.encoding import without_nul
from core.sources.dialect.header import Grid, header_of
from core.sources.dialect.tokens import Cut, lines_of, records_of

SAMPLE_LINES = 1000
_SCORED_ROWS = 120
_SCORED_CELLS = 2500
_REACH = 60
_DECIMAL_CELLS = 50_000
_DELIMITERS = (",", ";", "\t", "|", "\x1f", "ws")
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.I)


@dataclass(frozen=True)
class Layout:
    """A guess: how lines are cut, how many come before the header, and its height."""

    cut: Cut
    skip_lines: int
    header_rows: int
    decimal: str = "."


def guess_layout(text: str) -> Layout:
    """Return the likeliest layout of (the head of) a text.

    >>> guess_layout("Sales 2024\\n\\na;b\\n1,5;x\\n2,5;y\\n").skip_lines
    2
    """
    lines = lines_of(without_nul(text))[:SAMPLE_LINES]
    front, forced = _front_matter(lines)
    comment = _comment(lines[front:])
    cut = _best_cut(lines[front:], forced, comment)
    grid = Grid.of(records_of(lines, cut, first=front))
    skip, header_rows = header_of(grid)
    decimal = _decimal_mark(grid, cut)
    return Layout(cut, max(skip, front), header_rows, decimal)


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


def _best_cut(lines: Sequence[str], forced: str, comment: str) -> Cut:
    delimiters = (forced,) if forced else _DELIMITERS
    best, best_score = Cut("", '"', comment), 0.0
    for delimiter in delimiters:
        if delimiter != "ws" and not any(delimiter in line for line in lines):
            continue
        for quote in _quotes(lines, delimiter):
            cut = Cut(delimiter, quote, comment)
            score = _score(lines, replace(cut, reach=_REACH))
            if score > best_score + 1e-9:
                best, best_score = cut, score
    return best


def _quotes(lines: Sequence[str], delimiter: str) -> tuple[str, ...]:
    if delimiter == "ws":
        return ('"',)
    edge = re.escape(delimiter)
    pattern = re.compile(rf"(?:^|{edge})\s?'[^']*'\s?(?:{edge}|$)")
    filled = [line for line in lines[:200] if line.strip()]
    single = sum(bool(pattern.search(line)) for line in filled)
    return ('"', "'") if single >= 0.5 * len(filled) else ('"',)


def _score(lines: Sequence[str], cut: Cut) -> float:
    """Score a cut by how even its rows are and how tidy its cells (after CleverCSV's idea)."""
    rows = [record.cells for record in islice(records_of(lines, cut), _SCORED_ROWS)]
    if not rows:
        return 0.0
    widths = Counter(len(row) for row in rows)
    if cut.delimiter == "ws" and not _aligned(rows, widths):
        return 0.0
    even = sum(count * (width - 1) / width for width, count in widths.items() if width > 1)
    pattern = even / len(rows) / (1 + 0.25 * (len(widths) - 1))
    modal = widths.most_common(1)[0][1] / len(rows)
    cells = [cell for row in rows for cell in row][:_SCORED_CELLS]
    tidy = sum(is_tidy(cell) for cell in cells) / max(len(cells), 1)
    weight = 0.6 if cut.delimiter == "ws" else 1.0
    return weight * (pattern * (0.3 + 0.7 * modal)) * (0.1 + 0.9 * tidy)


def _aligned(rows: Sequence[list[str]], widths: Counter[int]) -> bool:
    """Accept spaces as the delimiter only for even rows that are mostly numbers."""
    width, count = widths.most_common(1)[0]
    if width < 2 or len(rows) < 2 or count < max(2, 0.75 * len(rows)):
        return False
    cells = [cell for row in rows if len(row) == width for cell in row]
    typed = sum(type_of(cell) in ("number", "date", "time") for cell in cells)
    return typed >= 0.6 * len(cells)


_COMMA = re.compile(r"[-+]?(?:\d+,\d{1,2}|\d+,\d{4,}|0,\d+|\d{1,3}(?:\.\d{3})+,\d+)\s?[€%]?")
_POINT = re.compile(r"[-+]?(?:\d+\.\d{1,2}|\d+\.\d{4,}|0\.\d+|\d{1,3}(?:,\d{3})+\.\d+)\s?[€$£%]?")


def _decimal_mark(grid: Grid, cut: Cut) -> str:
    """Return the decimal mark that unambiguous numbers show."""
    every = (cell.strip() for record in grid.records for cell in record.cells)
    cells = list(islice(every, _DECIMAL_CELLS))
    commas = sum(bool(_COMMA.fullmatch(cell)) for cell in cells)
    points = sum(bool(_POINT.fullmatch(cell)) for cell in cells)
    if commas == points == 0 and cut.delimiter in (";", "\t"):
        commas = sum(bool(re.fullmatch(r"[-+]?\d+,\d{3}", cell)) for cell in cells)
    return "," if commas > points else "."
