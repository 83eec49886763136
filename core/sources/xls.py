"""Read the sheets of an old Excel workbook (.xls)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from core.sources.sheet import CellError, Heard, Merge, Row, Rows, Sheet, SheetFacts, unheard

_VISIBLE = 0


class XlsBook:
    """One open workbook of the old binary kind."""

    remark = ""

    def __init__(self, file: Path) -> None:
        self._book = _opened(file)

    def sheets(self) -> list[SheetFacts]:
        """Return the sheets in order."""
        return [
            SheetFacts(page.name, page.nrows, page.ncols, page.visibility != _VISIBLE)
            for page in self._book.sheets()
        ]

    def read(self, name: str, most: int | None = None, heard: Heard = unheard) -> Sheet:
        """Return the values of a sheet; what formulas gave last is all that is stored."""
        page = self._book.sheet_by_name(name)
        rows = Rows(most, heard)
        for row in self._rows(page):
            if rows.full:
                break
            rows.add(row)
        merges = [
            Merge(top, left, bottom - 1, right - 1)
            for top, bottom, left, right in page.merged_cells
        ]
        hidden = [at for at, row in page.rowinfo_map.items() if row.hidden and at < page.nrows]
        columns = [at for at, column in page.colinfo_map.items() if column.hidden]
        return Sheet(rows.rows, tuple(merges), len(hidden), frozenset(columns))

    def close(self) -> None:
        """Let go of the file."""
        self._book.release_resources()

    def _rows(self, page: Any) -> Iterator[Row]:
        for at in range(page.nrows):
            yield tuple(_value(cell, self._book.datemode) for cell in page.row(at))


class _Silence:
    """A log that says nothing."""

    def write(self, text: str) -> None:
        """Drop a line."""
        del text

    def flush(self) -> None:
        """Keep nothing."""


def _opened(file: Path) -> Any:
    """Read formats too, which tell merged cells; some files have them broken."""
    import xlrd

    try:
        return xlrd.open_workbook(str(file), formatting_info=True, logfile=_Silence())
    except (NotImplementedError, AssertionError, KeyError, IndexError):
        return xlrd.open_workbook(str(file), logfile=_Silence())


def _value(cell: Any, datemode: int) -> Any:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return CellError(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date(cell.value, datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if isinstance(cell.value, float) and cell.value.is_integer() and abs(cell.value) < 1e15:
        return int(cell.value)
    return cell.value


def _date(value: float, datemode: int) -> Any:
    import xlrd

    try:
        moment: datetime = xlrd.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):
        return value
    return moment.time() if 0 <= value < 1 else moment
