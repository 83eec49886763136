"""Spreadsheets that are XML (Excel 2003)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from core.sources.markup import elements
from core.sources.sheet import CellError, Heard, Merge, Rows, Sheet, SheetFacts, placed, unheard

_SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_ROW_TAGS = (f"{_SPREADSHEET}Row",)


class XmlBook:
    """A workbook in the XML of Excel 2003, whose sheets are all in memory."""

    remark = ""

    def __init__(self, file: Path) -> None:
        self._sheets: dict[str, Sheet] = {}
        with file.open("rb") as content:
            for _, page in elements(content, "Worksheet"):
                name = page.get(f"{_SPREADSHEET}Name", f"sheet {len(self._sheets) + 1}")
                self._sheets[name] = _xml_sheet(page)

    def sheets(self) -> list[SheetFacts]:
        """Return the sheets in order."""
        return [
            SheetFacts(name, len(sheet.rows), max(map(len, sheet.rows), default=0))
            for name, sheet in self._sheets.items()
        ]

    def read(self, name: str, most: int | None = None, heard: Heard = unheard) -> Sheet:
        """Return a sheet, or its first rows; all of them are in memory already."""
        del heard
        sheet = self._sheets[name]
        return Sheet(sheet.rows[:most], sheet.merges, sheet.hidden_rows)

    def close(self) -> None:
        """Nothing is held open."""


def _xml_sheet(page: Any) -> Sheet:
    rows, merges, hidden = Rows(None), list[Merge](), 0
    for row in page.iter(*_ROW_TAGS):
        at = int(row.get(f"{_SPREADSHEET}Index", len(rows.rows) + 1)) - 1
        cells: list[Any] = []
        column = 0
        for cell in row.iter(f"{_SPREADSHEET}Cell"):
            column = int(cell.get(f"{_SPREADSHEET}Index", column + 1)) - 1
            wide = int(cell.get(f"{_SPREADSHEET}MergeAcross", "0"))
            high = int(cell.get(f"{_SPREADSHEET}MergeDown", "0"))
            value = _xml_value(cell)
            if value is not None:
                placed(cells, column, value)
                if wide or high:
                    merges.append(Merge(at, column, at + high, column + wide))
            column += 1 + wide
        hidden += row.get(f"{_SPREADSHEET}Hidden") == "1"
        rows.add(tuple(cells), at)
    return Sheet(rows.rows, tuple(merges), hidden)


def _xml_value(cell: Any) -> Any:
    data = cell.find(f"{_SPREADSHEET}Data")
    if data is None:
        return None
    text = "".join(data.itertext())
    kind = data.get(f"{_SPREADSHEET}Type", "String")
    if kind == "Number":
        number = float(text)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == "DateTime":
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return text
    if kind == "Boolean":
        return text == "1"
    return CellError(text) if kind == "Error" else text or None
