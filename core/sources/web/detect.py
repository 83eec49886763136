"""See in the first answer of an API how it gives its pages, and say it in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

from core.fetch import Head
from core.sources.web.paging import (
    CURSOR,
    LINK,
    NEXT,
    OFFSET,
    PAGE,
    Paging,
    next_link,
    total_of,
)
from core.sources.web.records import below, parts_of, value_at
from core.text import count

_NEXT_NAMES = ("next", "nexturl", "nextlink", "nextpage", "nextpageurl", "odatanextlink", "href")
_CURSORS: Mapping[str, str] = {
    "nextcursor": "cursor",
    "nextpagetoken": "page_token",
    "nexttoken": "next_token",
    "continuationtoken": "continuation_token",
    "continuation": "continuation",
    "endcursor": "after",
    "nextafter": "after",
    "after": "after",
    "cursor": "cursor",
    "scrollid": "scroll_id",
    "pagetoken": "page_token",
    "bookmark": "bookmark",
}
_PAGES = ("page", "pagenumber", "currentpage", "pageno", "pagenum", "pageindex", "p")
_SIZES = (
    "perpage",
    "pagesize",
    "limit",
    "size",
    "count",
    "pagelimit",
    "itemsperpage",
    "top",
    "take",
)
_OFFSETS = ("offset", "skip", "start", "startindex", "from")
_DEPTH = 4
_MOST_SCALARS, _LONGEST = 2_000, 4_096


@dataclass(frozen=True)
class Seen:
    """What the first answer tells: the paging, in words, and the rows it promises."""

    paging: Paging
    sentence: str
    total: int | None = None


def paging_of(head: Head, answer: Any, rows: int) -> Seen:
    """Return the way in which an API gives its pages, as far as its first answer shows."""
    total = total_of(answer, rows)
    looks = _SURE if total is not None and rows >= total else (*_SURE, *_LIKELY)
    for look in looks:
        seen = look(head, answer, total)
        if seen is not None:
            more = f" It promises {count(total, 'record')} in all." if total else ""
            return Seen(seen.paging, seen.sentence + more, total)
    if total is None:
        return Seen(Paging(), "Nothing in the answer speaks of further pages.")
    if rows >= total:
        return Seen(Paging(), f"The answer says that it holds all {count(total, 'record')}.", total)
    return Seen(
        Paging(),
        f"The answer holds {rows:,} of {count(total, 'record')}, but does not show how to ask "
        "for more: choose the way below.",
        total,
    )


def outline_of(answer: Any) -> Any:
    """Return what in an answer may tell of further pages: the single values outside of lists.

    >>> outline_of({"meta": {"next": "/p2", "tags": ["a"]}, "rows": [{"id": 1}]})
    {'meta': {'next': '/p2'}}
    """
    outline: dict[str, Any] = {}
    for pointer, _, value in islice(_scalars(answer), _MOST_SCALARS):
        if not isinstance(value, str) or len(value) <= _LONGEST:
            *above, name = parts_of(pointer)
            inside = outline
            for part in above:
                inside = inside.setdefault(part, {})
            inside[name] = value
    return [outline["0"], []] if isinstance(answer, list) and outline else outline


def _by_link(head: Head, answer: Any, total: int | None) -> Seen | None:
    del answer, total
    if not next_link(head):
        return None
    return Seen(Paging(LINK), "The answer names the next page in its Link header.")


def _by_next(head: Head, answer: Any, total: int | None) -> Seen | None:
    del total
    for pointer, name, value in _scalars(answer):
        is_link = isinstance(value, str) and value.startswith(("http://", "https://", "/", "?"))
        above = _plain(" ".join(parts_of(pointer)[-2:]))
        if is_link and (name in _NEXT_NAMES[:-1] or (name == "href" and "next" in above)):
            where = " → ".join(parts_of(pointer))
            other = head.url.join(str(value)).host != head.url.host
            note = " It lies on another host, which has to be allowed." if other else ""
            return Seen(
                Paging(NEXT, pointer=pointer),
                f"The answer names the address of the next page in '{where}'.{note}",
            )
    return None


def _by_cursor(head: Head, answer: Any, total: int | None) -> Seen | None:
    del total
    sent = {_plain(name): name for name, _ in parse_qsl(head.url.query, keep_blank_values=True)}
    for pointer, name, value in _scalars(answer):
        usual = _CURSORS.get(name)
        if usual is None or isinstance(value, bool) or value in ("", None):
            continue
        camel = any(letter.isupper() for letter in parts_of(pointer)[-1])
        param = sent.get(_plain(usual)) or (_camel(usual) if camel else usual)
        where = " → ".join(parts_of(pointer))
        return Seen(
            Paging(CURSOR, number_param=param, pointer=pointer),
            f"The answer gives a mark for the next page in '{where}'; it is sent back as "
            f"'{param}'.",
        )
    return None


def _by_offset(head: Head, answer: Any, total: int | None) -> Seen | None:
    offset = _param(head, answer, _OFFSETS)
    size = _param(head, answer, _SIZES, total)
    if offset is None or size is None:
        return None
    return Seen(
        Paging(OFFSET, number_param=offset[0], size_param=size[0], size=max(1, size[1])),
        f"Pages are asked for by '{offset[0]}' and '{size[0]}', {size[1]:,} records each.",
    )


def _by_page(head: Head, answer: Any, total: int | None) -> Seen | None:
    number = _param(head, answer, _PAGES)
    if number is None:
        return None
    size = _param(head, answer, _SIZES, total)
    named, each = size or ("", 100)
    by_size = f", {count(each, 'record')} each" if size else ""
    return Seen(
        Paging(PAGE, number_param=number[0], size_param=named, size=max(1, each), first=number[1]),
        f"Pages are asked for by '{number[0]}', beginning with {number[1]}{by_size}.",
    )


_Look = Callable[[Head, Any, int | None], Seen | None]
_SURE: tuple[_Look, ...] = (_by_link, _by_next, _by_cursor)
_LIKELY: tuple[_Look, ...] = (_by_offset, _by_page)


def _param(
    head: Head, answer: Any, names: tuple[str, ...], total: int | None = None
) -> tuple[str, int] | None:
    """Return a parameter of the request, or else a field of the answer, with its number.

    A field that holds the number of all records, such as 'count', is no size of a page.
    """
    for name, value in parse_qsl(head.url.query, keep_blank_values=True):
        if _plain(name) in names and value.isascii() and value.isdigit():
            return name, int(value[:9])
    for pointer, name, value in _scalars(answer):
        if name not in names or (total is not None and value == total):
            continue
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return parts_of(pointer)[-1], value
    return None


def _scalars(answer: Any, pointer: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield every single value outside of lists: its place, its name in plain letters, itself."""
    value = value_at(answer, pointer)
    if isinstance(value, list) and not pointer and value and isinstance(value[0], Mapping):
        # Some answers are a list of two: facts about the page, then the records.
        is_pair = len(value) == 2 and isinstance(value[1], list)
        yield from _scalars(answer, below(pointer, 0)) if is_pair else ()
    if not isinstance(value, Mapping) or len(parts_of(pointer)) > _DEPTH:
        return
    for name, item in value.items():
        place = below(pointer, name)
        if isinstance(item, Mapping):
            yield from _scalars(answer, place)
        elif not isinstance(item, list):
            yield place, _plain(name), item


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
