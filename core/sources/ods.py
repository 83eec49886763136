"""Read the sheets of an OpenDocument spreadsheet from its XML."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree  # noqa: S405 - document types are refused before

from core.errors import LimitError

MAX_CELLS = 20_000_000
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class OdsBook:
    """The sheets of one file, read at once."""

    def __init__(self, file: Path) -> None:
        with zipfile.ZipFile(file) as archive, archive.open("content.xml") as content:
            root = ElementTree.parse(content).getroot()  # noqa: S314
        self._sheets = {
            sheet.get(f"{_TABLE}name", f"sheet {at}"): sheet
            for at, sheet in enumerate(root.iter(f"{_TABLE}table"), start=1)
        }

    def names(self) -> list[str]:
        """Return the names of the sheets, in order."""
        return list(self._sheets)

    def rows(self, sheet: str) -> Iterator[tuple[Any, ...]]:
        """Yield rows; empty ones at the end, which programs repeat a million times, are left."""
        waiting = 0
        total = 0
        for row in self._sheets[sheet].iter(f"{_TABLE}table-row"):
            cells = tuple(_cells(row))
            repeats = _repeats(row, "rows")
            if not cells:
                waiting += repeats
                continue
            total += (waiting + repeats) * len(cells)
            if total > MAX_CELLS:
                raise LimitError(f"The sheet has more than {MAX_CELLS:,} cells.", "Save it as CSV.")
            yield from [()] * waiting
            yield from [cells] * repeats
            waiting = 0

    def close(self) -> None:
        """Nothing is held open."""


def _repeats(element: ElementTree.Element, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _cells(row: ElementTree.Element) -> list[Any]:
    cells: list[Any] = []
    waiting = 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        value = _value(cell)
        repeats = _repeats(cell, "columns")
        if value is None:
            waiting += repeats
            continue
        cells += [None] * min(waiting, 20_000) + [value] * min(repeats, 20_000)
        waiting = 0
    return cells


def _value(cell: ElementTree.Element) -> Any:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in ("float", "currency", "percentage"):
        number = float(cell.get(f"{_OFFICE}value", "nan"))
        return int(number) if number.is_integer() else number
    if kind == "date":
        text = cell.get(f"{_OFFICE}date-value", "")
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return text or None
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    words = "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
    return words or None
