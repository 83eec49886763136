"""Walk through XML of unknown origin: nothing is expanded, fetched or kept longer than needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any

from core.errors import SourceError

_DECLARATION = "<!DOCTYPE"
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_MARKS = tuple(_DECLARATION.encode(encoding) for encoding in _ENCODINGS)


def elements(
    content: IO[bytes], tags: str | Sequence[str], keep: bool = False
) -> Iterator[tuple[str, Any]]:
    """Yield the elements with these local names as they end, and forget each after its turn.

    With `keep`, what was seen stays: for short documents whose parts are looked at together.
    """
    from lxml import etree

    wanted = [f"{{*}}{tag}" for tag in ([tags] if isinstance(tags, str) else tags)]
    walk = etree.iterparse(
        content, events=("end",), tag=wanted, resolve_entities=False, no_network=True
    )
    for _, element in walk:
        yield etree.QName(element).localname, element
        if keep:
            continue
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def refuse_declarations(head: bytes) -> None:
    """Refuse document types, which office programs never write and entity bombs need."""
    upper = head.upper()
    if any(mark in upper for mark in _MARKS):
        raise SourceError(
            "The spreadsheet holds declarations that are not allowed.",
            "Save it again from a spreadsheet program.",
        )
