"""Sort rows into those that fit, those that can be mended, and those that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.sources import SkippedRow
from core.sources.dialect.cells import column_type, type_of
from core.sources.dialect.header import filled
from core.sources.dialect.tokens import Record
from core.text import count, shown

TYPED = ("number", "date", "time")
SAMPLE_ROWS = 600
_SURE_ROWS = 20


@dataclass(frozen=True)
class Head:
    """What comes before the rows: names, the cells a row has, and the first line of rows."""

    names: list[str]
    width: int
    first: int
    note: str = ""

    @property
    def columns(self) -> int:
        """The number of columns of the table."""
        return len(self.names)


@dataclass(frozen=True)
class RowSorter:
    """What the rows that fit tell: the type of each column, and which are always filled."""

    head: Head
    types: tuple[str, ...]
    always: tuple[bool, ...]
    sure: bool

    @classmethod
    def of(cls, body: Sequence[Record], head: Head) -> RowSorter:
        """Learn from the first rows that have as many cells as they should."""
        fitting = [r.cells for r in body[:SAMPLE_ROWS] if len(r.cells) == head.width]
        columns = [[row[at] for row in fitting] for at in range(head.width)]
        sure = len(fitting) >= _SURE_ROWS
        types = tuple(column_type(column) for column in columns)
        always = tuple(sure and all(cell.strip() for cell in column) for column in columns)
        return cls(head, types, always, sure)

    def sort(
        self, body: Iterable[Record], lines: Sequence[str]
    ) -> tuple[list[list[str]], list[SkippedRow], list[str]]:
        """Return the rows, those that were left out, and notes on what was mended."""
        good: list[list[str]] = []
        bad: list[SkippedRow] = []
        blank: list[list[str]] = []
        short: list[int] = []
        mended: list[int] = []
        columns, width = self.head.columns, self.head.width
        title = [name.strip() for name in self.head.names] if any(self.head.names) else []
        for record in body:
            cells = record.cells
            if not filled(cells) and (columns > 1 or len(cells) != width):
                blank.append(cells)
                continue
            if len(cells) == width and title == [cell.strip() for cell in cells]:
                bad.append(_bad(record, lines, "the header again"))
                continue
            row = self._fitted(cells)
            if row is None or (record.recut and not self._conforms(row)):
                bad.append(_bad(record, lines, _reason(record, width)))
                continue
            if not record.closed or len(cells) > max(width, columns):
                mended.append(record.line)
            elif len(cells) < width:
                short.append(record.line)
            good.append(row)
        if blank and not good and not bad:
            kept = [_sized(cells, columns) for cells in blank]
            rows = "The only row is" if len(kept) == 1 else f"All {len(kept):,} rows are"
            return kept, bad, [f"{rows} empty."]
        return good, bad, _fixes(len(blank), mended, short)

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


def _sized(cells: list[str], columns: int) -> list[str]:
    return cells[:columns] + [""] * (columns - len(cells))


def _reason(record: Record, width: int) -> str:
    if not record.closed:
        return "a quote that is never closed"
    return f"{count(len(record.cells), 'cell')} instead of {width}"


def _bad(record: Record, lines: Sequence[str], reason: str) -> SkippedRow:
    return SkippedRow(record.line, reason, shown(lines[record.line - 1], 200))


def _fixes(blank: int, mended: Sequence[int], short: Sequence[int]) -> list[str]:
    notes = []
    if blank:
        notes.append(f"{count(blank, 'empty row')} left out.")
    if mended:
        rows = count(len(mended), "row")
        notes.append(
            f"{rows} with a stray quote, delimiter or empty cell mended "
            f"(first on line {mended[0]:,})."
        )
    if short:
        rows = "1 row ends" if len(short) == 1 else f"{len(short):,} rows end"
        notes.append(f"{rows} early (first on line {short[0]:,}): the last cells became missing.")
    return notes
