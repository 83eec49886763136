"""Fetch a web page as its owner wishes, and keep where and when it came from."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import NotAllowedError, SourceError
from core.fetch import Answer, Ask, Fetcher, Head, Manners, need_allowed, need_ok, robots_of
from core.fetch.url import Url
from core.sources.web.html import tree_of
from core.sources.web.secrets import blanked, safe_url
from core.sources.web.tables import WebTable, tables_in
from core.text import duration, shown

PAGE_BYTES = 20_000_000
PAGE_SECONDS = 20.0
LONGEST_DELAY = 30.0
_KINDS = ("text/html", "application/xhtml+xml", "text/plain", "")


@dataclass(frozen=True)
class Visit:
    """How pages are fetched; tests have a fetcher and manners of their own."""

    fetcher: Fetcher = field(
        default_factory=lambda: Fetcher().within(bytes=PAGE_BYTES, seconds=PAGE_SECONDS)
    )
    manners: Manners = field(default_factory=Manners)


@dataclass(frozen=True)
class WebPage:
    """The tables of a page, and where and when it was read."""

    head: Head
    tables: tuple[WebTable, ...] = field(repr=False)

    @property
    def origin(self) -> str:
        """Say where the page came from, and when."""
        return f"Read from {shown(self.head.url.plain, 160)} on {self.head.when}."


def read_page(address: str, visit: Visit | None = None) -> WebPage:
    """Return the tables of a page that programs may read."""
    answer = fetch_page(address, visit)
    return page_of(answer.body, answer.head)


def fetch_page(address: str, visit: Visit | None = None) -> Answer:
    """Return a page that programs may read, as it came."""
    visit = visit or Visit()
    url = safe_url(address)
    _heed(url, visit)
    answer = visit.fetcher.fetch(Ask(url, headers=(("Accept", "text/html"),)))
    if answer.head.url.origin != url.origin:
        _heed(answer.head.url, visit)
    need_ok(answer, blanked)
    if answer.head.content_type not in _KINDS:
        raise SourceError(
            f"The address leads to {shown(answer.head.content_type)}, not to a web page.",
            "Load it with the source for a file on the web, or as a REST API.",
        )
    return answer


def page_of(body: bytes, head: Head) -> WebPage:
    """Return the tables of a page that was fetched."""
    tables = tables_in(tree_of(body, head.charset))
    if not tables:
        raise SourceError(
            "The page holds no tables.",
            "A table that shows in a browser may be drawn by a program: look for a download or "
            "an API of the site.",
        )
    return WebPage(head, tables)


def _heed(url: Url, visit: Visit) -> None:
    """Keep to what a site asks of programs: which pages, and how slowly."""
    robots = robots_of(url, visit.fetcher)
    need_allowed(url, robots)
    if robots.delay > LONGEST_DELAY:
        raise NotAllowedError(
            f"'{shown(url.host)}' asks programs to wait {duration(robots.delay)} before each page.",
            "Look for a download or an API of the site.",
        )
    if robots.delay:
        visit.manners.sleep(robots.delay)
