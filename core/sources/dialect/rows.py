"""Sort rows into those that fit, those that can be mended, and those that cannot be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from core.errors import LimitError
from core.sources import SkippedRow
from core.sources.dialect.cells import column_type, type_of
from core.sources.dialect.header import filled
from core.sources.dialect.tokens import Cut, Record, quoted_cells
from core.text import count, shown

TYPED = ("number", "date", "time")
SAMPLE_ROWS = 600
MOST_ADDED = 20_000_000
_SURE_ROWS = 20
_ENOUGH_ROWS = 8
_MOST_PIECES = 40
_FEW_VALUES = 0.3
BLANK = "blank"
Suits = Callable[[int, str], bool]  # whether a column, by its place, may hold a cell
LINES_NAMED = 5
STRICT, FIT, STOP = "strict", "fit", "stop"
_OPEN, _MENDED, _SHORT, _LONG, _JOINED = "open", "mended", "short", "long", "joined"
ENDS_EARLY = "early ("
_SAID = {
    _OPEN: "{rows} with a quote that is never closed mended ({where}).",
    _MENDED: "{rows} with a stray quote, delimiter or empty cell mended ({where}).",
    _SHORT: f"{{rows}} {{ends}} {ENDS_EARLY}{{where}}): the last cells became missing.",
    _LONG: "{rows} cut off behind the last column ({where}).",
    _JOINED: "{rows} mended: an unquoted text holds the delimiter there ({where}).",
}


@dataclass(frozen=True)
class Head:
    """What comes before the rows: names, the cells a row has, and the first line of rows.

    `kept` has the places of the columns to read where only some are; `names` are theirs then.
    """

    names: list[str]
    width: int
    first: int
    note: str = ""
    kept: tuple[int, ...] = ()

    @property
    def columns(self) -> int:
        """The number of columns of the table."""
        return len(self.names)


class Fixes:
    """Counts the rows that were mended, and where the first ones of each kind stand."""

    def __init__(self, most_added: int = MOST_ADDED) -> None:
        self._numbers: Counter[str] = Counter()
        self._first: dict[str, list[int]] = {}
        self._most_added = most_added
        self._added = 0

    def add(self, what: str, line: int, added: int = 0) -> None:
        """Take a row to which cells were added; one that needed no mending is not counted."""
        self._added += max(added, 0)
        if self._added > self._most_added:
            raise LimitError(
                f"By line {line:,}, rows that end early lack more than {self._most_added:,} cells.",
                "Correct the delimiter, or export the file again with all cells of each row.",
            )
        if what:
            self._numbers[what] += 1
            first = self._first.setdefault(what, [])
            if len(first) < LINES_NAMED:
                first.append(line)

    def notes(self) -> list[str]:
        """Return a sentence for each kind."""
        return [
            _SAID[what].format(
                rows=count(number, "row"),
                ends="ends" if number == 1 else "end",
                where=_where(self._first[what], number),
            )
            for what in _SAID
            if (number := self._numbers[what])
        ]


@dataclass(frozen=True)
class RowSorter:
    """What the rows that fit tell: the type of each column, and which are always filled.

    `known` has the values of columns in which few values occur again and again; `holds`
    tells which columns hold the delimiter in quoted cells.
    """

    head: Head
    types: tuple[str, ...]
    always: tuple[bool, ...]
    sure: bool
    known: tuple[frozenset[str], ...] = ()
    holds: tuple[bool, ...] = ()
    fitting: int = 0
    cut: Cut = Cut()
    odd: str = ""

    @classmethod
    def of(cls, body: Sequence[Record], head: Head, cut: Cut, odd: str = "") -> RowSorter:
        """Learn from the first rows that have as many cells as they should.

        `odd` says of rows of another length: `FIT` fills up or cuts off all of them, `STRICT`
        and `STOP` fill up none.
        """
        fitting = [r.cells for r in body[:SAMPLE_ROWS] if len(r.cells) == head.width]
        columns = [[row[at] for row in fitting] for at in range(head.width)]
        sure = len(fitting) >= _SURE_ROWS
        types = tuple(column_type(column) for column in columns)
        always = tuple(sure and all(cell.strip() for cell in column) for column in columns)
        known = tuple(map(_repeated, columns))
        holds = tuple(any(cut.separator in cell for cell in column) for column in columns)
        return cls(head, types, always, sure, known, holds, len(fitting), cut, odd)

    def sort(
        self, body: Iterable[Record], lines: Sequence[str]
    ) -> tuple[list[list[str]], list[SkippedRow], list[str]]:
        """Return the rows, those that were left out, and notes on what was mended."""
        good: list[list[str]] = []
        bad: list[SkippedRow] = []
        blank: list[list[str]] = []
        fixes = Fixes()
        for record in body:
            row, what = self.judged(record, lines)
            if what == BLANK:
                blank.append(record.cells)
                continue
            if row is None:
                bad.append(left_out(record, lines, what))
                continue
            fixes.add(what, record.line, self.head.width - len(record.cells))
            good.append(row)
        if blank and not good and not bad:
            kept = [_sized(cells, self.head.columns) for cells in blank]
            rows = "The only row is" if len(kept) == 1 else f"All {len(kept):,} rows are"
            return kept, bad, [f"{rows} empty."]
        empty = [f"{count(len(blank), 'empty row')} left out."] if blank else []
        return good, bad, [*empty, *fixes.notes()]

    def judged(self, record: Record, lines: Sequence[str]) -> tuple[list[str] | None, str]:
        """Return the row that a record is and how it was mended, or None and why it is left out."""
        cells, columns, width = record.cells, self.head.columns, self.head.width
        if not filled(cells) and (columns > 1 or len(cells) != width):
            return None, BLANK
        if len(cells) == width and self._is_header(cells):
            return None, "the header again"
        row = self._fitted(cells)
        if row is None and (row := self._joined(record, lines)) is not None:
            return row, _JOINED
        if row is None or (record.recut and not self._conforms(row)):
            row = _sized(cells, columns) if self.odd == FIT else None
        short = len(cells) < width
        if row is None or (short and self.odd in (STRICT, STOP)):
            return None, _reason(record, width)
        if not record.closed:
            return row, _OPEN
        if len(cells) <= max(width, columns):
            return row, _SHORT if short else ""
        return row, _LONG if self.odd == FIT and any(map(str.strip, cells[columns:])) else _MENDED

    def _is_header(self, cells: Sequence[str]) -> bool:
        names = self.head.names
        if not names or cells[0].strip() != names[0].strip() or not any(names):
            return False
        return all(a.strip() == b.strip() for a, b in zip(names, cells, strict=False))

    def _fitted(self, cells: list[str]) -> list[str] | None:
        """Return the row with as many cells as there are columns, or None."""
        columns, width = self.head.columns, self.head.width
        most = max(columns, width)
        if len(cells) > most:
            return self._without_one(cells, most)
        is_short = len(cells) < width
        if is_short and (any(self.always[len(cells) :]) or not self._conforms(cells)):
            return None
        return cells if len(cells) == columns else _sized(cells, columns)

    def _without_one(self, cells: list[str], size: int) -> list[str] | None:
        """Take one blank cell out of a row that has one too many, where one place explains it.

        Of blanks that are alike and side by side, any gives the same row.
        """
        end = len(cells)
        while end > size + 1 and not cells[end - 1].strip():
            end -= 1
        if end != size + 1:
            return None
        first, last = self._misfits(cells[:end], 1, self._suits)
        found = [
            at
            for at in range(last + 1, first + 1)
            if not cells[at].strip() and (at == 0 or cells[at] != cells[at - 1])
        ]
        if len(found) != 1:
            return None
        return _sized(cells[: found[0]] + cells[found[0] + 1 : end], self.head.columns)

    def _joined(self, record: Record, lines: Sequence[str]) -> list[str] | None:
        """Join the pieces of a text that holds the delimiter, where one place explains them.

        Other columns keep their type and their usual values. Of several places, one whose
        quoted cells hold delimiters is meant, or where spaces follow them as in prose. Quoted
        cells are no pieces, and numbers alone are no text.
        """
        cells, extra = record.cells, len(record.cells) - self.head.width
        many = 0 < extra <= _MOST_PIECES and self.head.width > 1
        if not (self.fitting >= _ENOUGH_ROWS and many and record.closed and record.span == 1):
            return None
        found = self._texts(cells, extra, quoted_cells(lines[record.line - 1], self.cut))
        if len(found) > 1:
            usual = self._around(cells, extra, self._is_usual)
            prose = _prose(cells, extra)
            for fits in (
                lambda at: at in usual and not self.known[at],
                lambda at: self.holds[at],
                lambda at: at == prose,
            ):
                found = [at for at in found if fits(at)] or found
        if len(found) != 1:
            return None
        at, end = found[0], found[0] + extra + 1
        joined = self.cut.separator.join(cells[at:end])
        return _sized([*cells[:at], joined, *cells[end:]], self.head.columns)

    def _texts(self, cells: Sequence[str], extra: int, quoted: Sequence[bool]) -> list[int]:
        """Return the places where pieces may be one text, and other cells suit their columns."""
        places = self._around(cells, extra, self._suits)
        answers = self._around(cells, extra, self._answers)
        marked = [0, *accumulate(quoted or [False] * len(cells))]
        worded = [0, *accumulate(type_of(cell) not in ("number", "empty") for cell in cells)]
        found = []
        for at in places:
            end = at + extra + 1
            is_text = self.types[at] == "text" and worded[end] > worded[at]
            if is_text and at in answers and marked[at] == marked[end]:
                joined = self.cut.separator.join(cells[at:end])
                if self._suits(at, joined):
                    found.append(at)
        return found

    def _around(self, cells: Sequence[str], extra: int, suits: Suits) -> range:
        """Return the places for a cell and `extra` more, beside which all cells suit."""
        first, last = self._misfits(cells, extra, suits)
        return range(max(last, 0), min(first + 1, self.head.width))

    def _misfits(self, cells: Sequence[str], extra: int, suits: Suits) -> tuple[int, int]:
        """Return the first cell that does not suit its column, and the last from the right.

        From the right, `extra` cells are too many; the column after the last stands for none
        from the left, -1 for none from the right.
        """
        size = len(cells) - extra
        left = (at for at in range(size) if not suits(at, cells[at]))
        right = (at for at in reversed(range(size)) if not suits(at, cells[at + extra]))
        return next(left, size), next(right, -1)

    def _is_usual(self, at: int, cell: str) -> bool:
        """Say whether a column holds a value elsewhere, if it holds few; prose repeats none."""
        return not self.known[at] or cell.strip() in self.known[at]

    def _answers(self, at: int, cell: str) -> bool:
        """Say whether a column of yes and no still holds one of the two."""
        return self.types[at] != "boolean" or self._is_usual(at, cell)

    def _conforms(self, cells: Sequence[str]) -> bool:
        """Say whether every cell is of its column's type, and no column gains or loses."""
        return all(self._suits(at, cell) for at, cell in enumerate(cells))

    def _suits(self, at: int, cell: str) -> bool:
        """Say whether a cell is of its column's type; what is beyond the columns may be any."""
        if at >= len(self.types):
            return True
        kind, own = self.types[at], type_of(cell)
        if own == "empty":
            return not self.always[at]
        return not ((kind == "empty" and self.sure) or (kind in TYPED and own != kind))


def _repeated(column: Sequence[str]) -> frozenset[str]:
    """Return the values of a column where few occur again and again, else none."""
    values = frozenset(cell.strip() for cell in column)
    return values if len(values) <= _FEW_VALUES * len(column) else frozenset()


def _prose(cells: Sequence[str], extra: int) -> int:
    """Return where a text begins that holds all cells after a space but its first, else -1."""
    spaced = [at for at, cell in enumerate(cells) if cell.startswith(" ")]
    side_by_side = len(spaced) == extra and spaced[-1] - spaced[0] == extra - 1
    return spaced[0] - 1 if side_by_side else -1


def _sized(cells: list[str], columns: int) -> list[str]:
    return cells[:columns] + [""] * (columns - len(cells))


def _where(lines: Sequence[int], number: int) -> str:
    """Name some lines: all of them, or the first of so many."""
    named = [f"{line:,}" for line in lines]
    words = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    line = "lines" if len(lines) > 1 else "line"
    return f"{'first on ' if number > len(lines) else ''}{line} {words}"


def _reason(record: Record, width: int) -> str:
    if not record.closed:
        return "a quote that is never closed"
    return f"{count(len(record.cells), 'cell')} instead of {width}"


def left_out(record: Record, lines: Sequence[str], why: str) -> SkippedRow:
    """Return the row that cannot be read, with its line."""
    text = "\n".join(lines[record.line - 1 : record.line - 1 + record.span])
    return SkippedRow(record.line, why, shown(text, 200))
