"""A table in a web page that was saved as a file, whatever the file is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from core.errors import LimitError, SettingError, SourceError
from core.params import Number, Text
from core.sources import MEMBER, SOURCES, Choices, Loaded, Source, need_file
from core.sources.content import HEAD_BYTES, content_of
from core.sources.dialect.cells import MISSING
from core.sources.dialect.settings import DayFirst, Decimal, Missing, Signs, Thousands, rules_of
from core.text import count, shown

if TYPE_CHECKING:
    from core.sources.grid import Place
    from core.sources.web.tables import WebTable

MAX_BYTES = 60_000_000
_MOST_SHOWN = 200


@SOURCES.add
@dataclass(frozen=True)
class HtmlTable(Source):
    """One table of a web page (HTML), as many systems export it under a spreadsheet's name."""

    name: ClassVar[str] = "html"
    label: ClassVar[str] = "HTML file"
    what: ClassVar[str] = "Reads a table from a web page that was saved or exported as a file."
    right: ClassVar[str] = "For exports named .xls or .csv that hold a web page."
    wrong: ClassVar[str] = "For a page on the web, which the web page source fetches itself."
    suffixes: ClassVar[tuple[str, ...]] = (".html", ".htm", ".mht", ".mhtml")
    picked: ClassVar[tuple[str, ...]] = (MEMBER, "table")

    table: Annotated[str, Text(10, help="Its place in the page, counted from 1.")] = "1"
    skip_rows: Annotated[
        int, Number(0, 100_000, integer=True, help="Rows above the header to leave out.")
    ] = 0
    header_rows: Annotated[
        int, Number(0, 10, integer=True, help="Rows that hold the column names; 0 for none.")
    ] = 1
    decimal: Decimal = "."
    thousands: Thousands = "guess"
    signs: Signs = "take_off"
    missing: Missing = MISSING
    day_first: DayFirst = "guess"

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Recognise web pages."""
        return 0.8 if content_of(head, name) in ("html", "mhtml") else 0.0

    @classmethod
    def guess(cls, file: Path) -> HtmlTable:
        """Choose the largest table of the page, and find its header."""
        tables = _tables(file)
        largest = max(tables, key=lambda table: len(table.rows) * table.width)
        return cls()._placed(largest)

    def choices(self, file: Path) -> Choices:
        """Offer the tables of the page that hold data."""
        return {"table": {str(one.number): _words(one) for one in _tables(file)[:_MOST_SHOWN]}}

    def pick(self, file: Path, **picked: Any) -> HtmlTable:
        """Read another table of the page: where its header stands is guessed anew."""
        fresh = self.edit(**picked)
        return fresh._placed(fresh._chosen(_tables(file)))

    def describe(self) -> str:
        """Say which table is read and where its header stands."""
        first, rows = self.skip_rows + 1, self.header_rows
        where = f"header on row {first:,}" if rows else "no header: columns are numbered"
        if rows > 1:
            where = f"header on rows {first:,} to {first + rows - 1:,}"
        above = f"; {count(self.skip_rows, 'row')} above skipped" if self.skip_rows else ""
        return f"Table {shown(self.table, 10)} of the page{above}; {where}."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read the cells as a browser would draw them, then give each column its type."""
        from core.sources.web.tables import placed

        tables = _tables(need_file(file))
        table = self._chosen(tables)
        found = placed(table, self._place(), rules_of(self))
        if not len(found.frame):
            raise SourceError(
                f"{_named(table)} of the page has a header but no rows.", "Choose another table."
            )
        frame = found.frame if rows is None else found.frame.head(rows)
        return Loaded(frame, (_note(table, tables), *found.notes), found.skipped)

    def _place(self) -> Place:
        from core.sources.grid import Place

        return Place(self.skip_rows, self.header_rows)

    def _chosen(self, tables: tuple[WebTable, ...]) -> WebTable:
        for table in tables:
            if str(table.number) == self.table:
                return table
        numbers = ", ".join(str(table.number) for table in tables[:10])
        raise SettingError(
            f"The page has no table '{shown(self.table, 10)}' with data.",
            f"Choose one of: {numbers}.",
        )

    def _placed(self, table: WebTable) -> HtmlTable:
        from core.sources.web.tables import decimal_of, place_in

        place = place_in(table)
        return self.edit(
            table=str(table.number),
            skip_rows=place.skip_rows,
            header_rows=place.header_rows,
            decimal=decimal_of(table.rows[place.skip_rows + place.header_rows :]),
        )


def _tables(file: Path) -> tuple[WebTable, ...]:
    """Return the tables of a page that hold data, not those that only arrange it."""
    from core.sources.web.html import title_of

    if file.stat().st_size > MAX_BYTES:
        raise LimitError(
            f"The file is a web page (HTML) of more than {MAX_BYTES / 1e6:.0f} MB.",
            "Export the table again as CSV or .xlsx.",
        )
    roots = _pages(file.read_bytes())
    every = [table for table in _tables_in(roots) if not table.nests and len(table.rows) > 1]
    found = tuple(table for table in every if table.is_data) or tuple(every)
    if found:
        return found
    title = title_of(roots[0])
    called = f", titled '{shown(title)}'," if title else ""
    raise SourceError(
        f"The file is a web page (HTML){called} without a table.",
        "It may be a sign-in page or an error message in place of the export: "
        "open it in a browser.",
    )


def _pages(content: bytes) -> list[Any]:
    """Return the roots of a page, or of all pages that were saved in one file."""
    from core.sources.mhtml import pages_in
    from core.sources.web.html import tree_of

    is_archive = content_of(content[:HEAD_BYTES]) == "mhtml"
    pages = pages_in(content) if is_archive else [(content, "")]
    return [tree_of(body, charset or _charset(body)) for body, charset in pages]


def _tables_in(roots: list[Any]) -> Iterator[WebTable]:
    """Yield the tables of all pages, numbered through."""
    from core.sources.web.tables import tables_in

    before = 0
    for root in roots:
        for table in tables_in(root):
            yield replace(table, number=table.number + before)
        before += sum(1 for _ in root.iter("table"))


def _charset(body: bytes) -> str:
    """Return the encoding of a page that does not name one itself, by its letters."""
    from core.sources.dialect.encoding import guess_encoding
    from core.sources.web.html import names_charset

    return "" if names_charset(body) else guess_encoding(body)


def _note(table: WebTable, tables: tuple[WebTable, ...]) -> str:
    """Say what the file really is, and which of its tables was read."""
    if len(tables) == 1:
        return "The file is a web page (HTML), whatever its name says: its table was read."
    return (
        f"The file is a web page (HTML) with {count(len(tables), 'table')}: {_named(table)} "
        "was read; please check that it is the right one."
    )


def _named(table: WebTable) -> str:
    plain = f"Table {table.number}"
    return plain if table.title == plain else f"{plain} ('{shown(table.title, 60)}')"


def _words(table: WebTable) -> str:
    size = f"{count(len(table.rows), 'row')} × {count(table.width, 'column')}"
    return f"{_named(table)}: {size}"
