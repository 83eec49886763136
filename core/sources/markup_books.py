"""Spreadsheets that are XML (Excel 2003) or web pages saved under a spreadsheet's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from core.errors import SourceError
from core.sources.markup import elements
from core.sources.sheet import CellError, Merge, Row, Rows, Sheet, SheetFacts, placed

MAX_SPAN = 1000
_SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_ROW_TAGS = (f"{_SPREADSHEET}Row",)


class _Parsed:
    """A book whose sheets are all in memory."""

    remark = ""

    def __init__(self, sheets: dict[str, Sheet], hidden: frozenset[str] = frozenset()) -> None:
        self._sheets = sheets
        self._hidden = hidden

    def sheets(self) -> list[SheetFacts]:
        """Return the sheets in order."""
        return [
            SheetFacts(
                name, len(sheet.rows), max(map(len, sheet.rows), default=0), name in self._hidden
            )
            for name, sheet in self._sheets.items()
        ]

    def read(self, name: str, most: int | None = None) -> Sheet:
        """Return a sheet, or its first rows."""
        sheet = self._sheets[name]
        return Sheet(sheet.rows[:most], sheet.merges, sheet.hidden_rows)

    def close(self) -> None:
        """Nothing is held open."""


class XmlBook(_Parsed):
    """A workbook in the XML of Excel 2003."""

    def __init__(self, file: Path) -> None:
        sheets: dict[str, Sheet] = {}
        with file.open("rb") as content:
            for _, page in elements(content, "Worksheet"):
                name = page.get(f"{_SPREADSHEET}Name", f"sheet {len(sheets) + 1}")
                sheets[name] = _xml_sheet(page)
        super().__init__(sheets)


class HtmlBook(_Parsed):
    """The tables of a web page that was saved under a spreadsheet's name."""

    remark = "The file is a web page (HTML) under a spreadsheet's name: its tables were read."

    def __init__(self, file: Path) -> None:
        from lxml import etree

        parser = etree.HTMLParser(no_network=True, remove_comments=True, huge_tree=False)
        tree = etree.parse(str(file), parser)
        tables = [] if tree.getroot() is None else list(tree.iter("table"))
        found = [_html_sheet(table) for table in tables if not list(table.iterdescendants("table"))]
        kept = [sheet for sheet in found if len(sheet.rows) > 1]
        if not kept:
            raise SourceError(
                "The file is a web page (HTML) without a table.",
                "Choose a file that holds a table.",
            )
        super().__init__({f"table {at}": sheet for at, sheet in enumerate(kept, start=1)})


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


def _html_sheet(table: Any) -> Sheet:
    rows, merges = Rows(None), list[Merge]()
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(table.iter("tr")):
        cells: list[Any] = []
        column = 0
        for cell in _html_cells(row):
            while (at, column) in taken:
                column += 1
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            text = " ".join("".join(cell.itertext()).split())
            placed(cells, column, text or None)
            if wide > 1 or high > 1:
                merges.append(Merge(at, column, at + high - 1, column + wide - 1))
                below = range(at + 1, at + high)
                taken |= {(r, c) for r in below for c in range(column, column + wide)}
            column += wide
        rows.add(_short(cells))
    return Sheet(rows.rows, tuple(merges))


def _html_cells(row: Any) -> Iterator[Any]:
    return (cell for cell in row if cell.tag in ("td", "th"))


def _span(cell: Any, name: str) -> int:
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), MAX_SPAN) if text.isdigit() else 1


def _short(cells: list[Any]) -> Row:
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)
