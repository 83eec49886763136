"""A table on a web page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from core.errors import SourceError
from core.params import Choice, Number, Text
from core.sources import SOURCES, Loaded, Source
from core.sources.dialect.cells import MISSING
from core.sources.dialect.settings import DayFirst, Missing, Signs, Thousands, rules_of
from core.text import count, shown

if TYPE_CHECKING:
    from core.sources.web.pages import Visit, WebPage
    from core.sources.web.tables import WebTable


@SOURCES.add
@dataclass(frozen=True)
class WebTableSource(Source):
    """One of the tables that a web page shows."""

    name: ClassVar[str] = "web_table"
    label: ClassVar[str] = "Web page"
    what: ClassVar[str] = "Reads a table from a web page, if its owner lets programs read it."
    right: ClassVar[str] = "For a table that is published on a page and nowhere else."
    wrong: ClassVar[str] = "For pages that draw their tables by a program, or that offer a file."
    needs_file: ClassVar[bool] = False

    url: Annotated[str, Text(4096, label="Address", help="Where the page is, with https://.")] = ""
    table: Annotated[
        int, Number(1, 10_000, integer=True, help="Its place on the page, counted from 1.")
    ] = 1
    title: Annotated[
        str, Text(200, help="Its caption or heading; finds the table when the page has changed.")
    ] = ""
    decimal: Annotated[
        str,
        Choice(
            ("guess", ".", ","),
            labels=("Decide by the values", "Point (1.5)", "Comma (1,5)"),
            label="Decimal mark",
        ),
    ] = "guess"
    thousands: Thousands = "guess"
    signs: Signs = "take_off"
    day_first: DayFirst = "guess"
    missing: Missing = MISSING

    def describe(self) -> str:
        """Say which table of which page is read."""
        from core.fetch import parse

        if not self.url:
            return "A table of a web page."
        named = f"'{shown(self.title)}'" if self.title else f"Table {self.table}"
        return f"{named} of {shown(parse(self.url).plain, 120)}."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Fetch the page and read the table."""
        from core.sources.web.pages import read_page

        del file
        return self.read(read_page(self.url), rows)

    def read(self, page: WebPage, rows: int | None = None) -> Loaded:
        """Read the table from a page that was fetched."""
        from core.sources.web.tables import loaded

        table, notes = self._chosen(page)
        found = loaded(table, rules_of(self))
        if not len(found.frame):
            raise SourceError("The table has a header but no rows.", "Choose another table.")
        frame = found.frame if rows is None else found.frame.head(rows)
        return replace(found, frame=frame, notes=(page.origin, *notes, *found.notes))

    def visit(self, visit: Visit | None = None) -> WebPage:
        """Return the tables of the page, to choose from."""
        from core.sources.web.pages import read_page

        return read_page(self.url, visit)

    def _chosen(self, page: WebPage) -> tuple[WebTable, tuple[str, ...]]:
        """Find the table by place and title; a page may have changed since it was chosen."""
        by_title = [table for table in page.tables if table.title == self.title]
        by_place = [table for table in page.tables if table.number == self.table]
        if not self.title or any(table in by_title for table in by_place):
            if by_place:
                return by_place[0], ()
            raise SourceError(
                f"The page has no table {self.table}: it holds {count(len(page.tables), 'table')}.",
                "Choose one of them.",
            )
        if len(by_title) == 1:
            moved = by_title[0]
            return moved, (f"The table is now number {moved.number} on the page.",)
        raise SourceError(
            f"The page no longer holds one table named '{shown(self.title)}'.",
            "Look at the page, and choose its table anew.",
        )
