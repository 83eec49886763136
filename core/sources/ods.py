"""Read the sheets of an OpenDocument spreadsheet from its XML, row by row."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from core.sources.sheet import CellError, Heard, Merge, Rows, Sheet, SheetFacts, placed, unheard

MAX_REPEATED = 20_000
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?")
_NUMBERS = ("float", "currency", "percentage")


class OdsBook:
    """The sheets of one file; the file is walked through once for each that is read."""

    remark = ""

    def __init__(self, file: Path) -> None:
        self._file = file

    def sheets(self) -> list[SheetFacts]:
        """Return the sheets in order, with the size of what is filled in them."""
        found = []
        for name, hidden, rows in self._tables():
            last, width = 0, 0
            at = 0
            for row in rows:
                cells, times = _filled(row), _repeats(row, "rows")
                at += times
                if cells:
                    last, width = at, max(width, cells)
            found.append(SheetFacts(name, last, width, hidden))
        return found

    def read(self, name: str, most: int | None = None, heard: Heard = unheard) -> Sheet:
        """Return the values of a sheet; empty rows at the end are repeated a million times."""
        for other, _, rows in self._tables():
            if other == name:
                return _sheet(rows, Rows(most, heard))
            for _ in rows:
                continue
        raise KeyError(name)

    def close(self) -> None:
        """Nothing is held open."""

    @contextmanager
    def _content(self) -> Iterator[IO[bytes]]:
        with zipfile.ZipFile(self._file) as archive, archive.open("content.xml") as content:
            yield content

    def _tables(self) -> Iterator[tuple[str, bool, Iterator[Any]]]:
        """Yield each sheet's name, whether it is hidden, and its rows; use them in turn."""
        from lxml import etree

        wanted = [f"{_STYLE}style", f"{_TABLE}table", f"{_TABLE}table-row"]
        with self._content() as content:
            walk = etree.iterparse(
                content,
                events=("start", "end"),
                tag=wanted,
                resolve_entities=False,
                no_network=True,
            )
            hidden: set[str] = set()
            number = 0
            for event, element in walk:
                if event == "end" and element.tag == f"{_STYLE}style":
                    hidden |= _hidden_style(element)
                if event == "start" and element.tag == f"{_TABLE}table":
                    number += 1
                    name = element.get(f"{_TABLE}name", f"sheet {number}")
                    style = element.get(f"{_TABLE}style-name", "")
                    yield name, style in hidden, _rows(walk)


def _rows(walk: Iterator[tuple[str, Any]]) -> Iterator[Any]:
    """Yield the rows of the table that has just begun, up to its end."""
    for event, element in walk:
        if event == "end" and element.tag == f"{_TABLE}table":
            return
        if event == "end" and element.tag == f"{_TABLE}table-row":
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _sheet(rows: Iterator[Any], found: Rows) -> Sheet:
    merges = list[Merge]()
    uncomputed, hidden, waiting = Counter[int](), 0, 0
    for row in rows:
        times = _repeats(row, "rows")
        cells = _cells(row, len(found.rows) + waiting, merges, uncomputed)
        if not cells:
            waiting += times
            continue
        hidden += times * (row.get(f"{_TABLE}visibility", "visible") != "visible")
        found.add(tuple(cells), len(found.rows) + waiting, times)
        waiting = 0
        if found.full:
            break
    return Sheet(found.rows, tuple(merges), hidden, uncomputed=uncomputed)


def _hidden_style(style: Any) -> set[str]:
    shown = [part.get(f"{_TABLE}display") for part in style]
    return {style.get(f"{_STYLE}name", "")} if "false" in shown else set()


def _repeats(element: Any, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _filled(row: Any) -> int:
    """Return how far a row reaches, without reading its values."""
    at = end = 0
    for cell in row:
        if cell.tag in _CELLS:
            at += _repeats(cell, "columns")
            end = at if len(cell) or cell.get(f"{_OFFICE}value-type") else end
    return end


def _cells(row: Any, at: int, merges: list[Merge], uncomputed: Counter[int]) -> list[Any]:
    cells: list[Any] = []
    column = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        value = _value(cell)
        times = min(_repeats(cell, "columns"), MAX_REPEATED)
        if value is not None:
            placed(cells, column, value, times)
            wide = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
            high = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
            if wide > 1 or high > 1:
                merges.append(Merge(at, column, at + high - 1, column + wide - 1))
        elif cell.get(f"{_TABLE}formula"):
            uncomputed[column] += 1
        column += times
    return cells


def _value(cell: Any) -> Any:
    kind = cell.get(f"{_OFFICE}value-type")
    if cell.get(f"{_CALC}value-type") == "error":
        return CellError(_words(cell) or "#VALUE!")
    if kind in _NUMBERS:
        number = float(cell.get(f"{_OFFICE}value", "nan"))
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if kind == "date":
        text = cell.get(f"{_OFFICE}date-value", "")
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return text or None
    if kind == "time":
        text = cell.get(f"{_OFFICE}time-value", "")
        return _duration(text) if text else _words(cell) or None
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    return cell.get(f"{_OFFICE}string-value") or _words(cell) or None


def _duration(text: str) -> Any:
    """Read an ISO duration such as PT27H17M54S; other texts stay texts."""
    found = _DURATION.fullmatch(text)
    if found is None or text.endswith(("P", "T")):
        return text
    days, hours, minutes = (int(part or 0) for part in found.group(2, 3, 4))
    seconds = float((found[5] or "0").replace(",", "."))
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] else length


def _words(cell: Any) -> str:
    """Return the paragraphs of a cell; a comment on it is not among them."""
    return "\n".join(_paragraph(part) for part in cell if part.tag == f"{_TEXT}p")


def _paragraph(element: Any) -> str:
    text = element.text or ""
    for part in element:
        if part.tag == f"{_TEXT}s":
            text += " " * min(int(part.get(f"{_TEXT}c", "1")), 1000)
        elif part.tag == f"{_TEXT}tab":
            text += "\t"
        elif part.tag == f"{_TEXT}line-break":
            text += "\n"
        elif part.tag != f"{_OFFICE}annotation":
            text += _paragraph(part)
        text += part.tail or ""
    return text
