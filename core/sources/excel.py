"""Spreadsheets: Excel (.xlsx, .xlsm, .xls) and OpenDocument (.ods); values only."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, ClassVar

from core.errors import SourceError, UnknownNameError
from core.params import Choice, Number, Text, Words
from core.sources import SOURCES, Loaded, Source, need_file
from core.sources.content import content_of
from core.sources.dialect.cells import MISSING
from core.sources.grid import Place, holds_table, place_of, table_of
from core.text import count, listed, shown

_PROBE_ROWS = 200


@SOURCES.add
@dataclass(frozen=True)
class Excel(Source):
    """One sheet of a spreadsheet file; formulas are read as their last values."""

    name: ClassVar[str] = "excel"
    label: ClassVar[str] = "Spreadsheet"
    what: ClassVar[str] = "Reads one sheet of an Excel or OpenDocument file."
    right: ClassVar[str] = "For a sheet that holds one table with a header."
    wrong: ClassVar[str] = "For reports with several tables on a sheet, or above a million rows."
    suffixes: ClassVar[tuple[str, ...]] = (".xlsx", ".xlsm", ".xls", ".ods")

    sheet: Annotated[str, Text(200, help="The name of the sheet to read.")] = ""
    skip_rows: Annotated[
        int, Number(0, 100_000, integer=True, help="Rows above the header to leave out.")
    ] = 0
    header_rows: Annotated[
        int, Number(0, 10, integer=True, help="Rows that hold the column names; 0 for none.")
    ] = 1
    missing: Annotated[tuple[str, ...], Words(help="Texts that mean 'no value'.")] = MISSING
    decimal: Annotated[
        str,
        Choice((".", ","), labels=("Point (1.5)", "Comma (1,5)"), label="Decimal mark in texts"),
    ] = "."

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Recognise workbooks by their containers."""
        kind = content_of(head, name)
        if kind == "ole":
            return 0.9
        return 0.6 if kind == "zip" else 0.0

    @classmethod
    def guess(cls, file: Path) -> Excel:
        """Choose the first sheet that holds a table, and find its header."""
        from core.sources.workbook import opened

        with opened(file) as book:
            names = book.names()
            fallback: Excel | None = None
            for sheet in names:
                rows = list(islice(book.rows(sheet), _PROBE_ROWS))
                place = place_of(rows)
                guessed = cls(sheet, place.skip_rows, place.header_rows)
                if holds_table(rows, place):
                    return guessed
                if fallback is None and any(any(c not in (None, "") for c in row) for row in rows):
                    fallback = guessed
        if fallback is None:
            raise SourceError("The spreadsheet is empty.", "Choose a file that holds a table.")
        return fallback

    def describe(self) -> str:
        """Say which sheet is read and where its header stands."""
        where = f"header on row {self.skip_rows + 1:,}" if self.header_rows else "no header"
        if self.header_rows > 1:
            where = f"header on rows {self.skip_rows + 1} to {self.skip_rows + self.header_rows}"
        above = f"; {count(self.skip_rows, 'row')} above skipped" if self.skip_rows else ""
        return f"Sheet '{shown(self.sheet)}'{above}; {where}."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read the sheet's values."""
        from core.sources.dialect.values import Rules
        from core.sources.workbook import opened

        with opened(need_file(file)) as book:
            names = book.names()
            sheet = self.sheet or names[0]
            if sheet not in names:
                raise UnknownNameError.of("sheet", sheet, names)
            most = None if rows is None else self.skip_rows + self.header_rows + rows
            grid = list(islice(book.rows(sheet), most))
        loaded = table_of(
            grid, Place(self.skip_rows, self.header_rows), Rules(self.missing, self.decimal)
        )
        notes = []
        if len(names) > 1:
            others = listed([name for name in names if name != sheet])
            notes.append(f"Sheet '{shown(sheet)}' was read; the file also has {others}.")
        if self.skip_rows or self.header_rows != 1:
            notes.append(f"Read as: {self.describe()}")
        return Loaded(loaded.frame, (*notes, *loaded.notes))
