"""Find and cut the columns of a text whose cells stand at fixed positions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from core.sources.dialect.cells import column_type, type_of
from core.sources.dialect.cuts import score
from core.sources.dialect.drawn import BAR, NONE, drawing
from core.sources.dialect.lines import lines_of
from core.sources.dialect.tokens import Cut, Record

SAMPLE_LINES = 1000
_MOST_TITLES = 20
_MOST_ENDS = 10
_TOLERATED = 0.02
_MOST_WIDTH = 2000
_TYPED = ("number", "date", "time")
_RULE = re.compile(r"\s*[-=]{2,}[ +|][-=+| ]*[-=]{2}\s*")
_COUNTED = re.compile(r"\s*\(?\d+ rows?\b")
_RULER = re.compile(r"[-=]+")
_RUN = re.compile(r" {2,}")
_DIGITS = re.compile(r"\d+")
_TABBED = re.compile(r"\S {2,}\S")
_DELIMITERS = (",", ";", "\t", "|")
_EVEN_ENOUGH = 0.4
_FEW_TYPED = 2


@dataclass(frozen=True)
class Columns:
    """Where the columns of a text begin (from 0), in which lines that was seen."""

    starts: tuple[int, ...]
    first: int
    last: int
    ruled: bool = False


def confidence(lines: Sequence[str]) -> float:
    """Say from 0 to 1 how surely lines are cut at fixed positions and not by a delimiter."""
    filled = [line for line in lines[:200] if line.strip()]
    if len(filled) < 3 or (any(map(BAR.search, filled)) and drawing(filled) != NONE):
        return 0.0
    spaced = sum(bool(_TABBED.search(line)) for line in filled)
    ruled = any(_RULE.fullmatch(line) for line in filled)
    if spaced < 0.5 * len(filled) and not ruled:
        return 0.0
    found = columns_of(lines)
    if len(found.starts) < 2 or _is_delimited(filled, len(found.starts)):
        return 0.0
    # Runs of spaces cut such a text as well, and need no positions.
    sizes = {len(line.split()) for line in filled if not line.startswith("#")}
    even = len(sizes) == 1 and score(filled, Cut("ws")) > 0
    even = even and not _are_parted(filled, len(found.starts))
    return 0.3 if even and not found.ruled else 0.4 + 0.3 * found_share(lines, found)


def _are_parted(lines: Sequence[str], columns: int) -> bool:
    """Say whether runs of spaces part lines into columns, of which some hold several words."""
    runs = {len(_RUN.split(line.strip())) for line in lines}
    return runs == {columns} and any(len(line.split()) > columns for line in lines)


def _is_delimited(lines: Sequence[str], columns: int) -> bool:
    """Say whether a delimiter cuts lines evenly, into no fewer cells than there are columns.

    A comma inside of names or numbers cuts each line in two, be it of many columns.
    """
    return any(
        _cells(lines, mark) >= columns and score(lines, Cut(mark)) > _EVEN_ENOUGH
        for mark in _DELIMITERS
    )


def _cells(lines: Sequence[str], mark: str) -> int:
    """Return the number of cells into which a delimiter cuts most of the lines."""
    return 1 + Counter(line.count(mark) for line in lines).most_common(1)[0][0]


def found_share(lines: Sequence[str], found: Columns) -> float:
    """Return the share of lines that respect the columns."""
    body = [line for line in lines[found.first : found.last] if line.strip()]
    return sum(not crosses(line, found.starts) for line in body) / max(len(lines), 1)


def columns_of(lines: Sequence[str]) -> Columns:
    """Find where columns begin: below a rule of dashes, or where all lines are blank.

    Titles above and notes below a table have no blank columns, so that lines are taken
    off at both ends as long as that shows more columns.
    """
    lines = [line.expandtabs(8) for line in lines[:SAMPLE_LINES]]
    for at, line in enumerate(lines):
        if _RULE.fullmatch(line) and at:
            starts = tuple(found.start() for found in _RULER.finditer(line))
            return Columns((0, *starts[1:]), at - 1, len(lines), True)
    best = Columns((0,), 0, len(lines))
    most = 1.0
    for first, last in _windows(lines):
        starts = _blank_starts(lines[first:last])
        worth = len(starts) - 0.1 * (first + len(lines) - last)
        whole = (first, last) == (0, len(lines))
        if whole or (worth > most + 1e-9 and not _loses_rows(lines, best, first, last)):
            best, most = Columns(starts, first, last), worth
    return replace(best, starts=_beside_words(lines[best.first : best.last], best.starts))


def _loses_rows(lines: Sequence[str], found: Columns, first: int, last: int) -> bool:
    """Say whether a narrower range of lines leaves out rows of the columns that were found."""
    slicer = Slicer(found.starts)
    typed = _typed_columns(lines[found.first : found.last], slicer)
    if len(typed) < _FEW_TYPED:
        return False
    left = [*lines[found.first : first], *lines[last : found.last]]
    return any(
        all(type_of(cells[at]) == kind for at, kind in typed.items())
        for cells in map(slicer.cells, left)
    )


def _windows(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield ranges of lines, the whole first; those at the ends may be titles and notes."""
    size = len(lines)
    firsts = [at for at in range(min(_MOST_TITLES, size // 2) + 1) if not at or lines[at].strip()]
    lasts = [size - at for at in range(min(_MOST_ENDS, size // 3) + 1)]
    for last in lasts:
        for first in firsts:
            if last - first >= 3 or (first, last) == (0, size):
                yield first, last


def _blank_starts(lines: Sequence[str]) -> tuple[int, ...]:
    """Return the first position of each column between columns of blanks."""
    filled = [line for line in lines if line.strip()]
    if not filled:
        return (0,)
    inked, blank = _ink(filled)
    width = len(blank)
    starts = [0]
    at = blank.index(False) if False in blank else width
    while at < width:
        if not blank[at]:
            at += 1
            continue
        end = at
        while end < width and blank[end]:
            end += 1
        if end < width and _is_gap(filled, starts[-1], at, end):
            starts.append(end if inked[end] >= 0.5 * len(filled) else at + 1)
        at = end
    return tuple(starts)


def _ink(lines: Sequence[str]) -> tuple[Counter[int], list[bool]]:
    """Return in how many lines each place is filled, and which places count as blank."""
    width = min(max(map(len, lines)), _MOST_WIDTH)
    allowed = int(_TOLERATED * len(lines))
    inked = Counter(at for line in lines for at, char in enumerate(line[:width]) if char != " ")
    return inked, [inked[at] <= allowed for at in range(width)]


def _beside_words(lines: Sequence[str], starts: tuple[int, ...]) -> tuple[int, ...]:
    """Move the beginnings of columns inside their gaps, off the words of lines at the top.

    >>> _beside_words(["town  people", *["Rome      12"] * 60], (0, 10))
    (0, 5)
    """
    filled = [line for line in lines if line.strip()]
    top = filled[:_MOST_TITLES]
    if not any(_parts_words(line, starts) for line in top):
        return starts
    blank = [*_ink(filled)[1], False]
    moved = [0]
    for start in starts[1:]:
        low = high = min(start, len(blank) - 1)
        while low > moved[-1] + 1 and blank[low - 1]:
            low -= 1
        while blank[high]:
            high += 1
        places = [start, *range(low + 1, high + 1)]
        moved.append(min(places, key=lambda at: _words_at(top, at)))
    return tuple(moved)


def _words_at(lines: Sequence[str], place: int) -> tuple[int, int]:
    """Count the lines with a word across a place, and those with words on both sides of it."""
    return (
        sum(crosses(line, [place]) for line in lines),
        sum(_parts_words(line, [place]) for line in lines),
    )


def _parts_words(line: str, starts: Sequence[int]) -> bool:
    """Say whether no more than one space parts the texts at a place where a column begins."""
    size = len(line)
    return any(1 < at < size and line[at] != " " and line[at - 2 : at] != "  " for at in starts)


def _is_gap(lines: Sequence[str], start: int, gap: int, end: int) -> bool:
    """Say whether blanks part two columns, and are not the spaces between words of texts."""
    if end - gap > 1:
        return True
    left = [line[start:gap].strip() for line in lines[1:]]
    right = [line[end : end + 12].split(" ")[0] for line in lines[1:]]
    word = len(lines[0][end:].split(" ")[0])
    if word and not any(line[gap : end + word].strip() for line in lines[1:]):
        return False
    kinds = column_type(left), column_type(right)
    head = lines[0][end : end + 12].split(" ")[0]
    if kinds == ("date", "time") and type_of(head) in ("time", "empty"):
        return False  # a moment: the time has no name of its own
    if set(kinds) & {*_TYPED}:
        return True
    if _is_wide_below(lines[1:], start, gap, end):
        return True
    return len(lines) >= 20 and bool(lines[0][start:gap].strip()) and head != ""


def _is_wide_below(lines: Sequence[str], start: int, gap: int, end: int) -> bool:
    """Say whether it is the name above that fills a gap which is wide in all rows."""
    if not all(line[start:gap].strip() and line[end:].strip() for line in lines):
        return False
    beside = (line[gap - 1] + line[end : end + 1] for line in lines)
    blank = [side.isspace() for pair in beside for side in pair]
    return all(blank[::2]) or all(blank[1::2])


def crosses(line: str, starts: Sequence[int]) -> bool:
    """Say whether a word of a line runs across the place where a column begins."""
    size = len(line)
    return any(0 < at < size and line[at] != " " and line[at - 1] != " " for at in starts)


@dataclass(frozen=True)
class Slicer:
    """Cuts lines at fixed positions."""

    starts: tuple[int, ...]

    @cached_property
    def _pieces(self) -> tuple[slice, ...]:
        ends: tuple[int | None, ...] = (*self.starts[1:], None)
        return tuple(slice(a, b) for a, b in zip(self.starts, ends, strict=True))

    def cells(self, line: str) -> list[str]:
        """Return the cells of a line, without the blanks around them."""
        line = line.expandtabs(8) if "\t" in line else line
        return [line[piece].strip() for piece in self._pieces]

    def records(self, lines: Sequence[str], first: int = 0, comment: str = "") -> Iterator[Record]:
        """Yield the rows from a line on; blank lines and rules of dashes are left out."""
        for at in range(first, len(lines)):
            line = lines[at]
            if not line.strip() or _RULE.fullmatch(line) or (comment and line.startswith(comment)):
                continue
            yield Record(at + 1, self.cells(line))


def lines_to_skip(lines: Sequence[str], found: Columns) -> tuple[int, int]:
    """Return how many lines at the top and at the end are no part of the table."""
    first = found.first
    while first < found.last and not lines[first].strip():
        first += 1
    last = found.last if found.last < min(len(lines), SAMPLE_LINES) else len(lines)
    slicer = Slicer(found.starts)
    if not found.ruled and last < len(lines):
        last += _rows_below(lines[first:last], lines[last:], slicer)
    while last > first and any(map(str.strip, lines[first:last])):
        start = last
        while start > first and lines[start - 1].strip():
            start -= 1
        block = lines[start:last]
        if start <= first + 1 or len(block) > _MOST_ENDS:
            break
        typed = _typed_columns(lines[first + 1 : start], slicer)
        if not all(_is_note(line, slicer, typed) for line in block):
            break
        last = start - 1
    while not found.ruled and last > first + 3 and _is_foreign(lines[first:last], slicer):
        last -= 1
    return first, len(lines) - last


def _is_foreign(lines: Sequence[str], slicer: Slicer) -> bool:
    """Say whether the last line fits no column, running across some or filling others with words.

    One word in a column of numbers may stand for a gap.
    """
    cells, typed = slicer.cells(lines[-1]), _typed_columns(lines[1:-1], slicer)
    odd = [type_of(cells[at]) == "text" for at in typed]
    if len(typed) < _FEW_TYPED or any(type_of(cells[at]) == kind for at, kind in typed.items()):
        return False
    return crosses(lines[-1], slicer.starts) or sum(odd) >= _FEW_TYPED


def _typed_columns(table: Sequence[str], slicer: Slicer) -> dict[int, str]:
    """Return the type of each column of numbers, dates or times, by its place."""
    columns = zip(*(record.cells for record in slicer.records(table)), strict=True)
    types = enumerate(map(column_type, columns))
    return {at: kind for at, kind in types if kind in _TYPED}


def _rows_below(table: Sequence[str], below: Sequence[str], slicer: Slicer) -> int:
    """Count the lines right below the positions that were found which are rows all the same."""
    typed = {at: kind for at, kind in _typed_columns(table, slicer).items() if at}
    number = 0
    for line in below:
        cells = slicer.cells(line)
        if not typed or any(type_of(cells[at]) != kind for at, kind in typed.items()):
            break
        number += 1
    return number


def _is_note(line: str, slicer: Slicer, typed: Mapping[int, str]) -> bool:
    """Say whether a line apart from the table is no row of it."""
    if _COUNTED.match(line) or crosses(line, slicer.starts):
        return True
    cells = slicer.cells(line)
    foreign = len(typed) > 1 and not any(type_of(cells[at]) == typed[at] for at in typed)
    return foreign or not any(cells[1:])


def page_lines(text: str) -> list[str]:
    """Return the lines of a text, without the form feeds that begin a page."""
    lines = lines_of(text)
    return [line.strip("\f") for line in lines] if "\f" in text else lines


def page_headings(lines: Sequence[str], first: int, rows: int) -> list[int]:
    """Return the places of lines that repeat the header, and the titles above it, on each page.

    `first` is the place of the header, `rows` its height. Page numbers in titles may differ.
    """
    header = [line.rstrip() for line in lines[first : first + rows]]
    titles = {_without_digits(line) for line in lines[:first]}
    found: list[int] = []
    for at in range(first + rows, len(lines)) if any(header) else ():
        if lines[at].rstrip() != header[0] or not _are_same(lines[at : at + rows], header):
            continue
        top = at
        while top > first + rows and _may_head(lines[top - 1], titles):
            top -= 1
        found += [place for place in range(top, at + rows) if lines[place].strip()]
    return found


def _are_same(lines: Sequence[str], others: Sequence[str]) -> bool:
    return [line.rstrip() for line in lines] == others


def _may_head(line: str, titles: Collection[str]) -> bool:
    return not line.strip() or _RULE.fullmatch(line) is not None or _without_digits(line) in titles


def _without_digits(line: str) -> str:
    return " ".join(_DIGITS.sub("0", line).split())
