"""A sheet of plain values, whatever program wrote it, and what is worth saying about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from core.errors import LimitError

MAX_CELLS = 30_000_000
TELL_EVERY_ROWS = 2_000

Row = tuple[Any, ...]
Heard = Callable[[int], None]
"""Hears now and then how many rows are read, and may raise to stop the reading."""


class CellError(str):
    """What a formula that failed shows, such as #DIV/0!."""


class Merge(NamedTuple):
    """A block of cells that are shown as one; rows and columns count from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class SheetFacts:
    """What a person picks a sheet by."""

    name: str
    rows: int
    columns: int
    hidden: bool = False


@dataclass(frozen=True, eq=False)
class Sheet:
    """The rows that were read (empty cells are None), and what stands behind them.

    `uncomputed` counts, by column, formulas whose value the file does not hold.
    """

    rows: list[Row]
    merges: tuple[Merge, ...] = ()
    hidden_rows: int = 0
    hidden_columns: frozenset[int] = frozenset()
    uncomputed: Counter[int] = field(default_factory=Counter)


def unheard(rows: int) -> None:
    """Listen to nothing."""
    del rows


class Workbook(Protocol):
    """Sheets by name, each read as plain values; `remark` says what is odd about the file."""

    remark: str

    def sheets(self) -> list[SheetFacts]:
        """Return the sheets that can hold a table, in order."""

    def read(self, name: str, most: int | None = None, heard: Heard = unheard) -> Sheet:
        """Return a sheet, or its first `most` rows."""

    def close(self) -> None:
        """Close the file."""


class Rows:
    """Collect the rows of a sheet, until there are enough or too many."""

    def __init__(self, most: int | None, heard: Heard = unheard) -> None:
        self.rows: list[Row] = []
        self._most = most
        self._heard = heard
        self._told = 0
        self._cells = 0

    @property
    def full(self) -> bool:
        """Whether all the rows that were asked for are there."""
        return self._most is not None and len(self.rows) >= self._most

    def add(self, row: Row, at: int | None = None, times: int = 1) -> None:
        """Add a row, at a position further down if one is given, as often as it repeats."""
        gap = max(0, (at or 0) - len(self.rows))
        if self._most is not None:
            gap = min(gap, self._most - len(self.rows))
            times = min(times, self._most - len(self.rows) - gap)
        self._cells += gap + times * (len(row) + 1)
        if self._cells > MAX_CELLS:
            raise LimitError(
                f"The sheet has more than {MAX_CELLS:,} cells.",
                "Save it as CSV or Parquet and upload that.",
            )
        self.rows.extend([()] * gap)
        self.rows.extend([row] * times)
        if len(self.rows) - self._told >= TELL_EVERY_ROWS:
            self._told = len(self.rows)
            self._heard(self._told)


def placed(cells: list[Any], at: int, value: Any, times: int = 1) -> None:
    """Put a value at a column of a row that grows as needed."""
    if at > len(cells):
        cells.extend([None] * (at - len(cells)))
    if at == len(cells):
        cells.extend([value] * times)
        return
    cells[at : at + times] = [value] * times


def is_blank(cell: Any) -> bool:
    """Say whether a cell holds nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
