"""Records that a REST API gives in JSON, page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from core.errors import SettingError
from core.params import Choice, Flag, Number, Secret, Text, Words
from core.progress import Report, silent
from core.sources import SOURCES, Loaded, ReadColumns, Source
from core.sources.dialect.cells import MISSING
from core.sources.dialect.settings import DayFirst, Decimal, Depth, Lists, Missing, Signs, Thousands
from core.text import listed, shown

if TYPE_CHECKING:
    from core.fetch import Ask
    from core.sources.web.paging import Paging

WAYS = ("none", "page", "offset", "cursor", "link", "next")
WAY_LABELS = (
    "One answer holds all",
    "Page number",
    "Offset and limit",
    "Cursor in the answer",
    "Link header",
    "Next address in the answer",
)
SENT = ("bearer", "header", "query", "basic")
SENT_LABELS = ("As a bearer token", "In a header", "In the address", "As the password of a user")
_URL_LENGTH = 4096


@SOURCES.add
@dataclass(frozen=True)
class HttpApi(Source):
    """A REST API that answers with JSON."""

    name: ClassVar[str] = "http_api"
    label: ClassVar[str] = "REST API"
    what: ClassVar[str] = "Asks a web service for records in JSON, all pages of them."
    right: ClassVar[str] = "For data that a service gives at an address, with or without a key."
    wrong: ClassVar[str] = "For millions of rows: ask its owner for a file or a database instead."
    needs_file: ClassVar[bool] = False

    url: Annotated[
        str, Text(_URL_LENGTH, label="Address", help="Where the records are, with https://.")
    ] = ""
    method: Annotated[str, Choice(("GET", "POST"))] = "GET"
    parameters: Annotated[
        tuple[str, ...], Words(100, help="What is added to the address, as name=value.")
    ] = ()
    headers: Annotated[
        tuple[str, ...], Words(50, help="Headers of the request, as Name: value. No keys.")
    ] = ()
    body: Annotated[str, Text(20_000, help="JSON to send with POST.", advanced=True)] = ""
    secret: Annotated[str, Secret(help="The name of the key, never the key itself.")] = ""
    sent_as: Annotated[str, Choice(SENT, labels=SENT_LABELS, label="How the secret is sent")] = (
        "bearer"
    )
    sent_name: Annotated[
        str, Text(100, label="Its name", help="The header, the parameter, or the user.")
    ] = ""
    rows_at: Annotated[
        str, Text(500, label="Place of the records", help="A JSON pointer such as /data/items.")
    ] = ""
    columns: ReadColumns = ()
    depth: Depth = 2
    lists: Lists = "join"
    decimal: Decimal = "."
    thousands: Thousands = "guess"
    signs: Signs = "take_off"
    day_first: DayFirst = "guess"
    missing: Missing = MISSING
    paging: Annotated[str, Choice(WAYS, labels=WAY_LABELS, label="Further pages")] = "none"
    number_param: Annotated[
        str, Text(100, label="Parameter", help="Carries the page, the offset or the cursor.")
    ] = "page"
    size_param: Annotated[
        str, Text(100, label="Parameter of the size", help="Empty when the server decides.")
    ] = ""
    size: Annotated[int, Number(1, 100_000, integer=True, label="Records on a page")] = 100
    first: Annotated[int, Number(0, 1_000_000, integer=True, label="First page")] = 1
    next_at: Annotated[
        str, Text(500, label="Place of the next page", help="A JSON pointer such as /links/next.")
    ] = ""
    in_body: Annotated[
        bool, Flag(label="Ask for pages in the body", help="For POST only.", advanced=True)
    ] = False
    other_hosts: Annotated[bool, Flag(label="Next pages on other hosts", advanced=True)] = False
    max_pages: Annotated[int, Number(1, 100_000, integer=True, log=True, advanced=True)] = 1000
    max_rows: Annotated[int, Number(1, 5_000_000, integer=True, log=True, advanced=True)] = 500_000
    rate: Annotated[
        float, Number(0.1, 50, log=True, label="Requests per second", advanced=True)
    ] = 5.0

    def describe(self) -> str:
        """Say which address is asked and how its pages are followed; never a key."""
        from core.fetch import parse

        if not self.url:
            return "A REST API."
        way = dict(zip(WAYS, WAY_LABELS, strict=True))[self.paging]
        pages = "" if self.paging == "none" else f", pages by {way[0].lower()}{way[1:]}"
        where = f", records at {shown(self.rows_at, 80)}" if self.rows_at else ""
        only = f", only {listed(self.columns)}" if self.columns else ""
        return f"{shown(parse(self.url).plain, 120)}{where}{only}{pages}."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read all pages, or as many as it takes for the first rows."""
        from core.sources.web.reading import read_all

        del file
        return read_all(self, rows)

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        """Read page after page; pages are put together until a piece is worth it."""
        from core.sources.web.reading import read_pieces

        del file
        return read_pieces(self, report)

    def ask(self) -> Ask:
        """Return the request as it is written here, before pages are asked for."""
        from core.fetch import Ask
        from core.sources.web.secrets import safe_pairs, safe_url, with_secret

        url = safe_url(self.url).with_query(safe_pairs(self.parameters, "=", "parameter"))
        headers = dict(safe_pairs(self.headers, ":", "header"))
        headers.setdefault("Accept", "application/json")
        body = self._body(headers)
        ask = Ask(url, self.method, tuple(headers.items()), body)
        return with_secret(ask, self.secret, self.sent_as, self.sent_name)

    def way(self) -> Paging:
        """Return how further pages are asked for."""
        from core.sources.web.paging import Paging

        return Paging(
            way=self.paging,
            number_param=self.number_param,
            size_param=self.size_param,
            size=self.size,
            first=self.first,
            pointer=self.next_at,
            body=self.in_body and self.method == "POST",
            other_hosts=self.other_hosts,
        )

    def paged(self, way: Paging) -> HttpApi:
        """Return the source with another way of asking for pages."""
        return replace(
            self,
            paging=way.way,
            number_param=way.number_param,
            size_param=way.size_param,
            size=way.size,
            first=way.first,
            next_at=way.pointer,
        )

    def _body(self, headers: dict[str, str]) -> bytes:
        if self.method != "POST" or not self.body.strip():
            return b""
        try:
            value: Any = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise SettingError("The body is not valid JSON.", "Correct it, or empty it.") from error
        headers.setdefault("Content-Type", "application/json")
        return json.dumps(value).encode()
