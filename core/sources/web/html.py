"""Read a web page as a tree: never its scripts, never anything it points to."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from core.errors import LimitError, SourceError

MAX_NODES = 2_000_000
_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SPACE = re.compile(r"\s+")
_FOOTNOTE = re.compile(r"\[[^\[\]]{1,12}\]|[*†‡]")
_UNSEEN = frozenset(("script", "style", "template", "noscript", "table", "select", "textarea"))
_BREAKS = frozenset(("br", "p", "div", "li", "ul", "ol", "dd", "dt", "hr", "tr", "td"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def tree_of(body: bytes, charset: str) -> Any:
    """Return the root of a page; `charset` is what the server claims, if anything."""
    from lxml import etree

    text = decoded(body, charset).replace("\x00", "")
    parser = etree.HTMLParser(
        encoding="utf-8",
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError("The page cannot be read as a web page.", "Check the address.") from error
    if root is None:
        raise SourceError("The page is empty.", "Check the address.")
    for at, _ in enumerate(root.iter()):
        if at > MAX_NODES:
            raise LimitError("The page is too large to be read.", "Look for a smaller part of it.")
    return root


def decoded(body: bytes, charset: str) -> str:
    """Return the text of a page by its mark, the server's word, its own word, or a guess."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    own = _META.search(body[:4096])
    named = own[1].decode("ascii").lower() if own else ""
    for encoding in filter(None, (charset, named)):
        try:
            codecs.lookup(encoding)
            # What says latin-1 means Windows-1252, as every browser reads it.
            usual = "cp1252" if encoding in ("iso-8859-1", "latin-1", "latin1") else encoding
            return body.decode(usual, "replace")
        except LookupError:
            continue
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def names_charset(body: bytes) -> bool:
    """Tell whether a page says itself how its letters are stored."""
    marked = any(body.startswith(mark) for mark, _ in _MARKS)
    return marked or _META.search(body[:4096]) is not None


def title_of(root: Any) -> str:
    """Return the title of a page, empty when it has none."""
    return " ".join((root.findtext(".//title") or "").split())


def text_of(element: Any) -> str:
    """Return what a person sees of an element: no scripts, no footnote marks, no nested table."""
    said = "".join(_texts(element)) if len(element) else element.text or ""
    text = _SPACE.sub(" ", said).strip()
    if text or not len(element):
        return text
    pictures = (picture.get("alt", "").strip() for picture in element.iter("img"))
    return next(filter(None, pictures), "")


def is_hidden(element: Any) -> bool:
    """Tell whether a page keeps an element out of sight."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def _texts(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and not _is_left_out(child):
            yield " " if child.tag in _BREAKS else ""
            yield from _texts(child)
            yield " " if child.tag in _BREAKS else ""
        yield child.tail or ""


def _is_left_out(element: Any) -> bool:
    if element.tag in _UNSEEN or is_hidden(element):
        return True
    return (
        element.tag == "sup"
        and _FOOTNOTE.fullmatch("".join(element.itertext()).strip()) is not None
    )
