"""Sort rows into those that fit, those that can be mended, and those that cannot be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from core.sources import SkippedRow
from core.sources.dialect.cells import column_type, type_of
from core.sources.dialect.header import filled
from core.sources.dialect.tokens import Cut, Record, quoted_cells
from core.text import count, shown

TYPED = ("number", "date", "time")
SAMPLE_ROWS = 600
_SURE_ROWS = 20
_ENOUGH_ROWS = 8
_MOST_PIECES = 40
_FEW_VALUES = 0.3
BLANK = "blank"
_MENDED, _SHORT, _JOINED = "mended", "short", "joined"
_SAID = {
    _MENDED: "{rows} with a stray quote, delimiter or empty cell mended ({first}).",
    _SHORT: "{rows} {ends} early ({first}): the last cells became missing.",
    _JOINED: "{rows} mended: an unquoted text holds the delimiter there ({first}).",
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
    """Counts the rows that were mended, and where the first of each kind stands."""

    def __init__(self) -> None:
        self._numbers: Counter[str] = Counter()
        self._first: dict[str, int] = {}

    def add(self, what: str, line: int) -> None:
        """Take a row; nothing is counted for one that needed no mending."""
        if what:
            self._numbers[what] += 1
            self._first.setdefault(what, line)

    def notes(self) -> list[str]:
        """Return a sentence for each kind."""
        return [
            _SAID[what].format(
                rows=count(number, "row"),
                ends="ends" if number == 1 else "end",
                first=f"first on line {self._first[what]:,}",
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

    @classmethod
    def of(cls, body: Sequence[Record], head: Head, cut: Cut) -> RowSorter:
        """Learn from the first rows that have as many cells as they should."""
        fitting = [r.cells for r in body[:SAMPLE_ROWS] if len(r.cells) == head.width]
        columns = [[row[at] for row in fitting] for at in range(head.width)]
        sure = len(fitting) >= _SURE_ROWS
        types = tuple(column_type(column) for column in columns)
        always = tuple(sure and all(cell.strip() for cell in column) for column in columns)
        known = tuple(map(_repeated, columns))
        holds = tuple(any(cut.separator in cell for cell in column) for column in columns)
        return cls(head, types, always, sure, known, holds, len(fitting), cut)

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
            fixes.add(what, record.line)
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
            return None, _reason(record, width)
        if not record.closed or len(cells) > max(width, columns):
            return row, _MENDED
        return row, _SHORT if len(cells) < width else ""

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
        if len(cells) < width:
            padded = [*cells, *[""] * (width - len(cells))]
            if not self._conforms(padded):
                return None
        return cells if len(cells) == columns else _sized(cells, columns)

    def _without_one(self, cells: list[str], size: int) -> list[str] | None:
        """Take one blank cell out of a row that has one too many, where one place explains it."""
        while len(cells) > size + 1 and not cells[-1].strip():
            cells = cells[:-1]
        if len(cells) != size + 1:
            return None
        blanks = [at for at, cell in enumerate(cells) if not cell.strip()]
        found = {tuple(cells[:at] + cells[at + 1 :]) for at in blanks}
        fitting = [row for row in found if self._conforms(row)]
        return _sized(list(fitting[0]), self.head.columns) if len(fitting) == 1 else None

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
        quoted = quoted_cells(lines[record.line - 1], self.cut)
        found = []
        for at, kind in enumerate(self.types):
            end = at + extra + 1
            pieces = cells[at:end]
            if kind != "text" or any(quoted[at:end]) or _are_numbers(pieces):
                continue
            row = [*cells[:at], self.cut.separator.join(pieces), *cells[end:]]
            if self._conforms(row) and self._answers(row):
                found.append((at, row))
        for fits in (self._is_usual, self._is_holding, partial(_is_prose, cells, extra)):
            found = [one for one in found if fits(*one)] or found if len(found) > 1 else found
        return _sized(found[0][1], self.head.columns) if len(found) == 1 else None

    def _is_usual(self, at: int, row: Sequence[str]) -> bool:
        """Say whether other columns hold values that they hold elsewhere; prose repeats none."""
        pairs = zip(self.known, row, strict=False)
        return not self.known[at] and all(not known or c.strip() in known for known, c in pairs)

    def _answers(self, row: Sequence[str]) -> bool:
        """Say whether every column of yes and no still holds one of the two."""
        columns = zip(self.types, self.known, row, strict=False)
        return all(k != "boolean" or not seen or c.strip() in seen for k, seen, c in columns)

    def _is_holding(self, at: int, row: Sequence[str]) -> bool:
        """Say whether other cells of this column hold the delimiter, in quotes."""
        del row
        return self.holds[at]

    def _conforms(self, cells: Sequence[str]) -> bool:
        """Say whether every cell is of its column's type, and no column gains or loses."""
        for kind, always, cell in zip(self.types, self.always, cells, strict=False):
            own = type_of(cell)
            if own == "empty":
                if always:
                    return False
            elif (kind == "empty" and self.sure) or (kind in TYPED and own != kind):
                return False
        return True


def _repeated(column: Sequence[str]) -> frozenset[str]:
    """Return the values of a column where few occur again and again, else none."""
    values = frozenset(cell.strip() for cell in column)
    return values if len(values) <= _FEW_VALUES * len(column) else frozenset()


def _are_numbers(pieces: Sequence[str]) -> bool:
    return all(type_of(piece) in ("number", "empty") for piece in pieces)


def _is_prose(cells: Sequence[str], extra: int, at: int, row: Sequence[str]) -> bool:
    """Say whether a space follows the delimiters inside a text, and no others."""
    del row
    inside = range(at + 1, at + extra + 1)
    return all(cell.startswith(" ") is (place in inside) for place, cell in enumerate(cells))


def _sized(cells: list[str], columns: int) -> list[str]:
    return cells[:columns] + [""] * (columns - len(cells))


def _reason(record: Record, width: int) -> str:
    if not record.closed:
        return "a quote that is never closed"
    return f"{count(len(record.cells), 'cell')} instead of {width}"


def left_out(record: Record, lines: Sequence[str], why: str) -> SkippedRow:
    """Return the row that cannot be read, with its line."""
    text = "\n".join(lines[record.line - 1 : record.line - 1 + record.span])
    return SkippedRow(record.line, why, shown(text, 200))
