"""Cut lines into cells, forgiving stray quotes and never running away with an open one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

MAX_QUOTED_LINES = 500
MAX_QUOTED_CHARACTERS = 1_000_000

NEVER = "\x1f"
_SPACES = re.compile(r"[ \t]+")
_TABLESPACE = " \u00a0"
_AFTER_QUOTE = f"{_TABLESPACE}\t"
_BLANKS = (" ", "\t")


@dataclass(frozen=True)
class Cut:
    """How lines are cut: a delimiter (`ws` for runs of spaces, empty for none) and a quote.

    A quote within a cell is doubled, or stands behind `escape` where that is not empty.
    A record that begins with `comment` is left out; an open quote reaches `reach` lines down.
    """

    delimiter: str = ","
    quote: str = '"'
    comment: str = ""
    reach: int = MAX_QUOTED_LINES
    escape: str = ""

    @property
    def separator(self) -> str:
        """The text that parts two cells when they are joined again."""
        return " " if self.delimiter == "ws" else self.delimiter

    def marked(self) -> Cut:
        """Return the same cut with a delimiter where it has none: one that no line may hold."""
        return self if self.delimiter else replace(self, delimiter=NEVER)


@dataclass(frozen=True)
class Record:
    """One row of cells, the line where it starts, and how many lines it spans.

    `closed` is false for a row that was repaired; `recut` is true when that took another
    delimiter than the rest of the table has.
    """

    line: int
    cells: list[str]
    span: int = 1
    closed: bool = True
    recut: bool = False


def split_line(line: str, cut: Cut, literal: int = -1) -> tuple[list[str], bool]:
    """Return the cells of a line, and whether every quote was closed.

    A closing quote stands before a delimiter or the end; any other is part of the text.
    The quote at position `literal` opens nothing: that is how a stray one is repaired.

    >>> split_line('a,"b, c",d', Cut())
    (['a', 'b, c', 'd'], True)
    """
    if cut.delimiter == "ws":
        return _split_spaces(line, cut)
    escaped = bool(cut.escape) and cut.escape in line
    if not escaped and (not cut.quote or cut.quote not in line):
        return (line.split(cut.delimiter) if cut.delimiter else [line]), True
    cells: list[str] = []
    position, size = 0, len(line)
    while True:
        start = _past_spaces(line, position, cut)
        if cut.quote and line.startswith(cut.quote, start) and start != literal:
            end = _closing(line, start + 1, cut)
            if end < 0:
                cells.append(line[start + 1 :])
                return cells, False
            cells.append(_inside(line[start + 1 : end], cut))
            position = _after(line, end + 1, cut)
        else:
            end = _next_delimiter(line, position, cut)
            cells.append(_literal(line[position:end], cut))
            position = end
        if position >= size:
            return cells, True
        position += len(cut.delimiter)


def quoted_cells(line: str, cut: Cut) -> list[bool]:
    """Tell for each cell of a line whether it stands in quotes.

    >>> quoted_cells('a,"b, c",d', Cut())
    [False, True, False]
    """
    if cut.delimiter == "ws":
        return []
    found: list[bool] = []
    position, size = 0, len(line)
    while True:
        start = _past_spaces(line, position, cut)
        end = (
            _closing(line, start + 1, cut)
            if cut.quote and line.startswith(cut.quote, start)
            else -1
        )
        found.append(end >= 0)
        position = _after(line, end + 1, cut) if end >= 0 else _next_delimiter(line, position, cut)
        if position >= size:
            return found
        position += len(cut.delimiter)


def _past_spaces(line: str, position: int, cut: Cut) -> int:
    """Return where a cell begins after the spaces before it, which only delimiters may be."""
    skip = "" if cut.delimiter == " " else _TABLESPACE
    skip += "" if cut.delimiter in _BLANKS else "\t"
    while position < len(line) and line[position] in skip:
        position += 1
    return position


def records_of(lines: Sequence[str], cut: Cut, width: int = 0, first: int = 0) -> Iterator[Record]:
    """Yield records from line index `first`; lines with nothing but spaces are left out.

    With `width`, a record that has another number of cells is repaired where one stray
    quote explains it.
    """
    index, total = first, len(lines)
    reader = RecordReader(lines, cut, width)
    while index < total:
        if is_left_out(lines[index], cut):
            index += 1
            continue
        record = reader.at(index)
        yield record
        index += record.span


def is_left_out(line: str, cut: Cut) -> bool:
    """Say whether a line is a comment, or holds nothing but spaces."""
    if cut.comment and line.startswith(cut.comment):
        return True
    blank = not line.strip(" \t\u00a0\x00")
    return blank and (not cut.delimiter or cut.delimiter not in line)


class RecordReader:
    """Reads one record after another, further down each time, at the lines that are asked for.

    An open quote may go on for hundreds of lines. What those below it are is found out once,
    however many lines have an open quote: the work grows as the text does.
    """

    def __init__(self, lines: Sequence[str], cut: Cut, width: int = 0) -> None:
        self._lines = lines
        self._cut = cut
        self._width = width
        self._open = _Open(lines, cut)
        self._fitting = _Fitting(lines, cut, width)
        self._literal = _Fitting(lines, replace(cut, quote=""), width)

    def at(self, index: int) -> Record:
        """Return the record at a line, repaired where one stray quote explains it."""
        cells, closed = split_line(self._lines[index], self._cut)
        number, end = len(cells), index
        if not closed and (found := self._open.closed_below(index)):
            (end, more), closed = found, True
            number += more
        span = end + 1 - index
        if self._width and (not closed or number != self._width):
            repaired = self._repaired(Record(index + 1, cells, span, closed), number)
            if repaired:
                return repaired
        elif not closed:
            return Record(index + 1, _literal_split(self._lines[index], self._cut), 1, False)
        elif end > index and (alone := self._alone(index, end)):
            return Record(index + 1, alone, 1, False)
        if end > index:
            cells = _cells_through(self._lines, index, end, self._cut)
        return Record(index + 1, cells, span)

    def _alone(self, index: int, end: int) -> list[str]:
        """Return the cells of a line that is a row without those below it, or nothing.

        A text stands right behind a closing quote there, as in "red"ish, or an inch mark right
        before one; and the line where its quote is closed has all its quotes in pairs.
        """
        line, quote = self._lines[index], self._cut.quote
        paired = self._lines[end].count(quote) % 2 == 0
        if not paired or not self._fitting.number(index + 1, end + 1):
            return []
        if line.count(quote) % 2:
            readings = [split_line(_with_inches(line, self._cut), self._cut)]
        else:
            places = _places(line, quote, 12)
            readings = [split_line(line, self._cut, literal=start) for start in places]
        return next((c for c, closed in readings if closed and len(c) == self._width), [])

    def _repaired(self, record: Record, number: int) -> Record | None:
        """Return another reading of a row of so many cells; its own are those of its first line."""
        lines, cut, width = self._lines, self._cut, self._width
        line = lines[record.line - 1]
        if number == 1 and width > 2 and (cells := recut(line, cut, width)):
            return Record(record.line, cells, 1, False, True)
        last = None if record.closed else self._cut_short(record)
        if last and len(last.cells) == width and all(map(str.strip, lines[record.line :])):
            return last
        if cut.quote and cut.delimiter:
            for cells, closed in _other_quotes(line, cut):
                if closed and len(cells) == width:
                    return Record(record.line, cells, 1, False)
        if last and len(last.cells) <= width:
            return last
        inside = self._fitting.number(record.line, record.line + record.span - 1)
        if not record.closed or inside:
            return Record(record.line, _literal_split(line, cut), 1, False)
        return None

    def _cut_short(self, record: Record) -> Record | None:
        """Return the last row of a text that ends inside of quotes, as a broken download does.

        Lines of which most are rows by themselves are none.
        """
        total = len(self._lines)
        below = total - record.line
        if not 0 < below <= self._cut.reach:
            return None
        for rows in (self._fitting, self._literal):
            if 2 * rows.number(record.line, total) > below:
                return None
        *cells, start = record.cells
        text = _inside("\n".join([start, *self._lines[record.line :]]), self._cut)
        if len(text) > MAX_QUOTED_CHARACTERS:
            return None
        return Record(record.line, [*cells, text], 1 + below, False)


class _Open:
    """Finds where quotes that are open at the end of a line are closed; asked further down.

    `_cells` and `_lengths` have the totals of the lines from `_first` on: the cells that a line
    adds to a record whose quote is open above it, and its characters.
    """

    def __init__(self, lines: Sequence[str], cut: Cut) -> None:
        self._lines = lines
        self._cut = cut
        self._begin(0)

    def closed_below(self, index: int) -> tuple[int, int] | None:
        """Return the line where a record ends, and the cells below its first line."""
        first, limit = index + 1, min(len(self._lines), index + self._cut.reach)
        if first > self._first + len(self._cells) - 1:
            self._begin(first)
        place = bisect_left(self._ends, first)
        while place == len(self._ends):
            at = self._first + len(self._cells) - 1
            if at >= limit:
                return None
            self._look(at)
        start, end = first - self._first, self._ends[place] - self._first
        above = len(self._lines[index]) + self._lengths[end] - self._lengths[start]
        if end > start and above > MAX_QUOTED_CHARACTERS:
            return None
        return self._ends[place], self._cells[end + 1] - self._cells[start]

    def _begin(self, first: int) -> None:
        self._first = first
        self._cells, self._lengths = [0], [0]
        self._ends: list[int] = []

    def _look(self, at: int) -> None:
        """Take in the next line."""
        _, rest, closed = _opened_above(self._lines[at], self._cut)
        self._cells.append(self._cells[-1] + len(rest))
        self._lengths.append(self._lengths[-1] + len(self._lines[at]) + 1)
        if closed:
            self._ends.append(at)


class _Fitting:
    """Counts the lines that are rows by themselves; asked further down."""

    def __init__(self, lines: Sequence[str], cut: Cut, width: int) -> None:
        self._lines = lines
        self._cut = cut
        self._width = width
        self._first = 0
        self._totals = [0]

    def number(self, first: int, end: int) -> int:
        """Return how many lines from `first` to before `end` have as many cells as a row."""
        if first > self._first + len(self._totals) - 1:
            self._first, self._totals = first, [0]
        for at in range(self._first + len(self._totals) - 1, end):
            fits = len(split_line(self._lines[at], self._cut)[0]) == self._width
            self._totals.append(self._totals[-1] + fits)
        return self._totals[end - self._first] - self._totals[first - self._first]


def _opened_above(line: str, cut: Cut) -> tuple[str | None, list[str], bool]:
    """Cut a line below an open quote: the rest of that cell (None: all), others, all closed."""
    end = _closing(line, 0, cut) if cut.quote in line else -1
    if end < 0:
        return None, [], False
    start = _after(line, end + 1, cut)
    if start >= len(line):
        return line[:end], [], True
    return line[:end], *split_line(line[start + len(cut.delimiter) :], cut)


def _cells_through(lines: Sequence[str], first: int, last: int, cut: Cut) -> list[str]:
    """Return the cells of a record whose quotes are open at the ends of its lines."""
    complete = split_line(lines[first], cut)[0]
    pieces = [complete.pop()]
    for line in lines[first + 1 : last + 1]:
        start, rest, closed = _opened_above(line, cut)
        if start is None:
            pieces.append(line)
            continue
        complete += [_inside("\n".join([*pieces, start]), cut), *rest]
        if not closed:
            pieces = [complete.pop()]
    return complete


def _other_quotes(line: str, cut: Cut) -> Iterator[tuple[list[str], bool]]:
    """Yield other readings of a line: an inch mark before a closing quote, a stray quote."""
    quote, other = cut.quote, _with_inches(line, cut)
    if other != line:
        yield split_line(other, cut)
    if line.count(quote) % 2:
        for start in _places(line, quote, 12):
            cells, closed = split_line(line, cut, literal=start)
            yield [_without_stray(cell, quote) for cell in cells], closed


def _with_inches(line: str, cut: Cut) -> str:
    """Return a line in which an inch mark before a closing quote is doubled, as it should be."""
    quote, mark = cut.quote, re.escape(cut.delimiter)
    return re.sub(rf"(?<=[^{mark}{quote}]){quote}{quote}(?={mark})", quote * 3, line)


def _places(line: str, quote: str, most: int) -> list[int]:
    return [found.start() for found in islice(re.finditer(re.escape(quote), line), most)]


def _without_stray(cell: str, quote: str) -> str:
    """Take off a quote that opens a cell and is never closed."""
    text = cell.lstrip()
    return text[1:] if text.startswith(quote) and text.count(quote) == 1 else cell


def recut(line: str, cut: Cut, width: int) -> list[str]:
    """Return the cells of a line that was written with another delimiter, or nothing."""
    for delimiter in (";", "\t", "|", ",", " "):
        if delimiter != cut.delimiter and delimiter in line:
            cells, closed = split_line(line, Cut(delimiter, cut.quote or '"'))
            if closed and len(cells) == width:
                return cells
    return []


def _literal_split(line: str, cut: Cut) -> list[str]:
    return line.split(cut.delimiter) if cut.delimiter else [line]


def _split_spaces(line: str, cut: Cut) -> tuple[list[str], bool]:
    if cut.quote and cut.quote in line:
        found = re.findall(rf"{cut.quote}([^{cut.quote}]*){cut.quote}(?:\s+|$)|(\S+)", line)
        return [quoted or bare for quoted, bare in found], True
    return _SPACES.split(line.strip()), True


def _closing(line: str, position: int, cut: Cut) -> int:
    quote, size = cut.quote, len(line)
    begin = position
    while True:
        found = line.find(quote, position)
        if found < 0:
            return -1
        if cut.escape and _is_escaped(line, found, begin, cut.escape):
            position = found + 1
            continue
        if line.startswith(quote, found + 1):
            position = found + 2
            continue
        after = _after(line, found + 1, cut)
        if after >= size or (cut.delimiter and line.startswith(cut.delimiter, after)):
            return found
        position = found + 1


def _is_escaped(line: str, at: int, begin: int, escape: str) -> bool:
    """Say whether an odd number of escape characters stands before a place."""
    before = at
    while before > begin and line[before - 1] == escape:
        before -= 1
    return (at - before) % 2 == 1


def _inside(text: str, cut: Cut) -> str:
    """Return what a quoted cell means: doubled and escaped quotes are one."""
    if cut.escape and cut.escape in text:
        return _unescaped(text, cut)
    return text.replace(cut.quote * 2, cut.quote)


def _literal(text: str, cut: Cut) -> str:
    return _unescaped(text, cut) if cut.escape and cut.escape in text else text


def _unescaped(text: str, cut: Cut) -> str:
    """Take out escape characters that stand before what they protect, and no others."""
    mark = re.escape(cut.escape)
    kept = "|".join(re.escape(text) for text in (cut.quote, cut.delimiter, cut.escape) if text)
    doubled = f"|{re.escape(cut.quote)}(?={re.escape(cut.quote)})" if cut.quote else ""
    return re.sub(rf"{mark}({kept}){doubled}", lambda found: found.group(1) or "", text)


def _next_delimiter(line: str, position: int, cut: Cut) -> int:
    size = len(line)
    if not cut.delimiter:
        return size
    begin = position
    while (found := line.find(cut.delimiter, position)) >= 0:
        if not cut.escape or not _is_escaped(line, found, begin, cut.escape):
            return found
        position = found + 1
    return size


def _after(line: str, position: int, cut: Cut) -> int:
    """Return where the spaces after a closing quote end; spaces that delimit are kept."""
    size = len(line)
    if cut.delimiter in _BLANKS:
        return position
    while position < size and line[position] in _AFTER_QUOTE:
        position += 1
    return position
