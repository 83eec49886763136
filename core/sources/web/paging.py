"""How an API gives its rows page by page: recognised in its first answer, then followed.

Each way is a function from the page just read to the request for the next one, or None.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.errors import NotAllowedError, SourceError
from core.fetch import Ask, Head, Url
from core.sources.web.records import Records, value_at
from core.text import shown

NONE, PAGE, OFFSET, CURSOR, LINK, NEXT = "none", "page", "offset", "cursor", "link", "next"
_ABOUT = (
    *("meta", "metadata", "_meta", "pagination", "paging", "page", "page_info", "pageInfo"),
    "info",
)
_AMBIGUOUS = ("count",)  # of all rows, or of those on this page
_TOTALS = (
    *("total", "total_count", "totalCount", "total_results", "totalResults", "totalElements"),
    *("total_items", "totalItems", "total_records", "totalRecords", "numFound", "@odata.count"),
    *_AMBIGUOUS,
)
_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"[^\"]*\"|[^\s;,]+))*)")
_REL = re.compile(r"rel\s*=\s*\"?([^\";]+)\"?", re.IGNORECASE)


@dataclass(frozen=True)
class Paging:
    """The way and its words: which parameters to send, and where the answer says what is next.

    body  whether the parameters go into the JSON body of a POST instead of the address
    """

    way: str = NONE
    number_param: str = "page"
    size_param: str = ""
    size: int = 100
    first: int = 1
    pointer: str = ""
    body: bool = False
    other_hosts: bool = False


@dataclass(frozen=True)
class Page:
    """A page that was read: its request, its place in the row, what came, and how many so far."""

    ask: Ask
    turn: int
    head: Head
    answer: Any = field(repr=False)
    records: Records = field(repr=False)
    rows: int = 0
    first_rows: int = 0


def first_ask(ask: Ask, paging: Paging) -> Ask:
    """Return the request for the first page."""
    if paging.way == PAGE:
        return _numbered(ask, paging, paging.first)
    if paging.way == OFFSET:
        return _numbered(ask, paging, 0)
    if paging.way == CURSOR and paging.size_param:
        return with_params(ask, {paging.size_param: paging.size}, paging.body)
    return ask


def next_ask(page: Page, paging: Paging) -> Ask | None:
    """Return the request for the page after this one, None when this was the last."""
    return _NEXT[paging.way](page, paging)


def total_of(answer: Any, here: int) -> int | None:
    """Return how many rows an answer says there are in all, when `here` of them are in it."""
    if not isinstance(answer, Mapping):
        return None
    for place in (answer, *(answer[name] for name in _ABOUT if name in answer)):
        for name in _TOTALS if isinstance(place, Mapping) else ():
            value = place.get(name)
            known = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            if known and not (name in _AMBIGUOUS and value <= here):
                return int(value)
    return None


def with_params(ask: Ask, params: Mapping[str, Any], body: bool) -> Ask:
    """Return a request with parameters set in its address, or in its JSON body."""
    if not body:
        pairs = [(name, str(value)) for name, value in params.items()]
        return replace(ask, url=ask.url.with_query(pairs))
    try:
        values = json.loads(ask.body or b"{}")
    except ValueError as error:
        raise SourceError("The body is not valid JSON.", "Correct it.") from error
    if not isinstance(values, dict):
        raise SourceError(
            "Pages can be asked for in a body only when it is an object.",
            "Send them in the address.",
        )
    return replace(ask, body=json.dumps({**values, **params}).encode())


def _none(page: Page, paging: Paging) -> None:
    del page, paging


def _after_number(page: Page, paging: Paging) -> Ask | None:
    if _is_over(page):
        return None
    return _numbered(page.ask, paging, paging.first + page.turn)


def _after_offset(page: Page, paging: Paging) -> Ask | None:
    return None if _is_over(page) else _numbered(page.ask, paging, page.rows)


def _is_over(page: Page) -> bool:
    """A page is the last when it is empty or shorter than the first, unless more is promised."""
    if not page.records:
        return True
    total = total_of(page.answer, len(page.records))
    if total is not None and total > len(page.records):
        return page.rows >= total
    return len(page.records) < page.first_rows


def _numbered(ask: Ask, paging: Paging, number: int) -> Ask:
    params: dict[str, Any] = {paging.number_param: number}
    if paging.size_param:
        params[paging.size_param] = paging.size
    return with_params(ask, params, paging.body)


def _after_cursor(page: Page, paging: Paging) -> Ask | None:
    cursor = value_at(page.answer, paging.pointer)
    if cursor is None or cursor == "" or isinstance(cursor, bool | Mapping | list):
        return None
    value = cursor if paging.body else str(cursor)
    return with_params(page.ask, {paging.number_param: value}, paging.body)


def _after_link(page: Page, paging: Paging) -> Ask | None:
    link = next_link(page.head)
    return _to(page, link, paging) if link else None


def _after_next(page: Page, paging: Paging) -> Ask | None:
    link = value_at(page.answer, paging.pointer)
    return _to(page, link, paging) if isinstance(link, str) and link.strip() else None


def next_link(head: Head) -> str:
    """Return the address that a Link header calls the next one, empty without any."""
    for address, words in _LINK.findall(head.headers.get("link", "")):
        found = _REL.search(words)
        if found and "next" in found[1].lower().split():
            return str(address)
    return ""


def _to(page: Page, link: str, paging: Paging) -> Ask:
    """Follow an address that the answer gives, on the same host unless others are allowed."""
    here = page.head.url
    there = _kept_secure(here, here.join(link))
    if there.host != here.host and not paging.other_hosts:
        raise NotAllowedError(
            f"The next page lies on another host: '{shown(there.host)}'.",
            "Allow it under 'Next pages on other hosts' if you trust it.",
        )
    if there.origin == page.ask.url.origin:
        return replace(page.ask, url=there)
    return replace(page.ask, url=there, secret_headers=(), secret_query=())


def _kept_secure(here: Url, there: Url) -> Url:
    """Stay on https where a server behind a proxy writes its own addresses with http."""
    same = here.host == there.host and (here.scheme, there.scheme) == ("https", "http")
    return replace(there, scheme="https", port=here.port) if same else there


_NEXT: Mapping[str, Callable[[Page, Paging], Ask | None]] = {
    NONE: _none,
    PAGE: _after_number,
    OFFSET: _after_offset,
    CURSOR: _after_cursor,
    LINK: _after_link,
    NEXT: _after_next,
}
