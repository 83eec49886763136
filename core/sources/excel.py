"""Spreadsheets: Excel (.xlsx, .xlsm, .xls), OpenDocument (.ods) and relatives; values only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from core.errors import SourceError, UnknownNameError
from core.params import Number, Text
from core.progress import Event, Report, silent
from core.sources import MEMBER, SOURCES, Choices, Loaded, Source, need_file
from core.sources.content import content_of
from core.sources.dialect.cells import MISSING
from core.sources.dialect.settings import DayFirst, Decimal, Missing, Signs, Thousands, rules_of
from core.text import count, listed, shown

if TYPE_CHECKING:
    from core.sources.areas import Area
    from core.sources.sheet import Sheet, SheetFacts, Workbook

_PROBE_ROWS = 200
_LOOKED_AT_ROWS = 5_000
_SHEETS_SHOWN = 200
_TABLE = 3
_ALL = "the whole sheet"


@SOURCES.add
@dataclass(frozen=True)
class Excel(Source):
    """One sheet of a spreadsheet file; formulas are read as their last values."""

    name: ClassVar[str] = "excel"
    label: ClassVar[str] = "Spreadsheet"
    what: ClassVar[str] = "Reads one table of one sheet of an Excel or OpenDocument file."
    right: ClassVar[str] = "For a sheet that holds a table with a header."
    wrong: ClassVar[str] = "For reports made to be looked at, or above a million rows."
    suffixes: ClassVar[tuple[str, ...]] = (".xlsx", ".xlsm", ".xls", ".ods")
    picked: ClassVar[tuple[str, ...]] = (MEMBER, "sheet", "area")

    sheet: Annotated[str, Text(200, help="The name of the sheet to read.")] = ""
    skip_rows: Annotated[
        int, Number(0, 100_000, integer=True, help="Rows above the header to leave out.")
    ] = 0
    header_rows: Annotated[
        int, Number(0, 10, integer=True, help="Rows that hold the column names; 0 for none.")
    ] = 1
    missing: Missing = MISSING
    decimal: Decimal = "."
    thousands: Thousands = "guess"
    signs: Signs = "take_off"
    day_first: DayFirst = "guess"
    area: Annotated[
        str,
        Text(
            30,
            label="Block of cells",
            help="Where the table stands, such as A3:F20; empty for the whole sheet.",
        ),
    ] = ""

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Recognise workbooks by their containers."""
        kind = content_of(head, name)
        return {"ole": 0.9, "spreadsheet xml": 0.9, "zip": 0.6}.get(kind, 0.0)

    @classmethod
    def guess(cls, file: Path) -> Excel:
        """Choose the first sheet that holds a table, visible ones first, and find its header.

        A cover of one cell or one column is read only where no visible sheet holds more.
        """
        from core.sources.grid import likeness
        from core.sources.sheet import is_blank
        from core.sources.workbook import opened

        best, most = None, (False, False, -1)
        with opened(file) as book:
            for facts in sorted(book.sheets(), key=lambda sheet: sheet.hidden):
                probe = book.read(facts.name, _PROBE_ROWS)
                guessed, part = cls(facts.name)._placed(book, probe)
                if all(is_blank(cell) for row in part.rows for cell in row):
                    continue
                like = likeness(part.rows, guessed._place())
                if like == _TABLE and not facts.hidden:
                    return guessed
                rank = (like > 0, not facts.hidden, like)
                if rank > most:
                    best, most = guessed, rank
        if best is None:
            raise SourceError("The spreadsheet is empty.", "Choose a file that holds a table.")
        return best

    def choices(self, file: Path) -> Choices:
        """Offer the sheets of the file, and the tables found on this one."""
        from core.sources.areas import areas
        from core.sources.workbook import opened

        with opened(file) as book:
            sheets = {facts.name: _words(facts) for facts in book.sheets()[:_SHEETS_SHOWN]}
            sheet = book.read(self._sheet_of(book), _LOOKED_AT_ROWS)
        found = areas(sheet, whole=len(sheet.rows) < _LOOKED_AT_ROWS)
        blocks = {"": _ALL, **{str(area): str(area) for area in found}}
        if self.area:
            blocks.setdefault(self.area, self.area)
        return {"sheet": sheets, **({"area": blocks} if len(blocks) > 2 else {})}

    def pick(self, file: Path, **picked: Any) -> Excel:
        """Read another sheet or block: where its header stands is guessed anew."""
        from core.sources.workbook import opened

        fresh = self.edit(**{"area": "", **picked})
        with opened(file) as book:
            probe = book.read(fresh._sheet_of(book), _PROBE_ROWS)
            return fresh._placed(book, probe, look="area" not in picked)[0]

    def describe(self) -> str:
        """Say which sheet is read and where its header stands."""
        where = f"header on row {self.skip_rows + 1:,}" if self.header_rows else "no header"
        if self.header_rows > 1:
            where = f"header on rows {self.skip_rows + 1} to {self.skip_rows + self.header_rows}"
        block = f", block {self.area}" if self.area else ""
        above = f"; {count(self.skip_rows, 'row')} above skipped" if self.skip_rows else ""
        return f"Sheet '{shown(self.sheet)}'{block}{above}; {where}."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read the sheet's values."""
        return self._read(need_file(file), self._rows_needed(rows), silent)

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        """Yield the sheet as one piece, telling meanwhile how far its rows and columns are."""
        yield self._read(need_file(file), None, report)

    def _read(self, file: Path, most: int | None, report: Report) -> Loaded:
        from core.sources.grid import table_of
        from core.sources.workbook import opened

        with opened(file) as book:
            name = self._sheet_of(book)
            sheets = book.sheets()
            size = next(facts for facts in sheets if facts.name == name)
            whole = book.read(name, most, partial(_rows_read, report, size))
            remark = [book.remark] if book.remark else []
        heard = partial(_columns_typed, report, size)
        loaded = table_of(self._cut(whole), self._place(), rules_of(self), heard)
        notes = [*remark, *self._notes(name, sheets), *self._other_tables(whole)]
        return Loaded(loaded.frame, (*notes, *loaded.notes), loaded.skipped)

    def _place(self) -> Any:
        from core.sources.grid import Place

        return Place(self.skip_rows, self.header_rows)

    def _sheet_of(self, book: Workbook) -> str:
        names = [facts.name for facts in book.sheets()]
        if not names:
            raise SourceError("The spreadsheet has no sheets.", "Choose another file.")
        sheet = self.sheet or names[0]
        if sheet not in names:
            raise UnknownNameError.of("sheet", sheet, names)
        return sheet

    def _rows_needed(self, rows: int | None) -> int | None:
        if rows is None:
            return None
        above = self._area().top if self.area else 0
        return above + self.skip_rows + self.header_rows + rows

    def _area(self) -> Area:
        from core.sources.areas import area_of

        return area_of(self.area)

    def _cut(self, sheet: Sheet) -> Sheet:
        from core.sources.areas import cropped

        return cropped(sheet, self._area()) if self.area else sheet

    def _placed(self, book: Workbook, probe: Sheet, look: bool = True) -> tuple[Excel, Sheet]:
        """Return the source with its header found, on the largest table when there are several."""
        from core.sources.areas import areas
        from core.sources.grid import place_of

        fresh = self
        if look:
            if len(probe.rows) >= _PROBE_ROWS:
                probe = book.read(self._sheet_of(book), _LOOKED_AT_ROWS)
            found = areas(probe, whole=len(probe.rows) < _LOOKED_AT_ROWS)
            fresh = self.edit(area=str(found[0]) if len(found) > 1 else "")
        block = fresh._cut(probe)
        place = place_of(block.rows, block.merges)
        return fresh.edit(skip_rows=place.skip_rows, header_rows=place.header_rows), block

    def _notes(self, name: str, sheets: list[SheetFacts]) -> list[str]:
        notes = []
        others = [facts for facts in sheets if facts.name != name]
        if others:
            seen = listed(facts.name for facts in others if not facts.hidden)
            hidden = listed(facts.name for facts in others if facts.hidden)
            words = [seen, f"hidden {hidden}" if hidden else ""]
            also = " and ".join(word for word in words if word)
            notes.append(f"Sheet '{shown(name)}' was read; the file also has {also}.")
        if any(facts.hidden and facts.name == name for facts in sheets):
            notes.append(f"Sheet '{shown(name)}' is hidden in the file.")
        if self.skip_rows or self.header_rows != 1 or self.area:
            notes.append(f"Read as: {self.describe()}")
        return notes

    def _other_tables(self, sheet: Sheet) -> list[str]:
        """Name the other tables of the sheet, which a person can choose."""
        from core.sources.areas import Area, areas

        beginning = type(sheet)(sheet.rows[:_LOOKED_AT_ROWS])
        found = areas(beginning, whole=len(sheet.rows) < _LOOKED_AT_ROWS)
        if len(found) < 2:
            return []
        mine = self._area() if self.area else Area(0, 0, None, 0)
        others = listed(str(area) for area in found if area != mine)
        seen = count(len(found), "table")
        read = f"{self.area} was read, not {others}" if self.area else f"all read as one: {others}"
        return [f"The sheet seems to hold {seen}: {read}."]


def _rows_read(report: Report, size: SheetFacts, rows: int) -> None:
    """Tell of the first half of the work: the cells of a sheet."""
    report(Event(min(rows, size.rows), 2 * size.rows, f"{count(rows, 'row')} read"))


def _columns_typed(report: Report, size: SheetFacts, columns: int) -> None:
    """Tell of the second half: the type of each column."""
    share = min(columns / max(size.columns, 1), 1.0)
    said = f"{count(columns, 'column')} of {size.columns:,} converted"
    report(Event(round((1 + share) * size.rows), 2 * size.rows, said))


def _words(facts: SheetFacts) -> str:
    size = f"{facts.rows:,} × {facts.columns:,}"
    return f"{shown(facts.name)} ({size}{', hidden' if facts.hidden else ''})"
