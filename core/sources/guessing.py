"""Choose the source that reads a file best, by its content."""

from __future__ import annotations

from core.errors import SourceError
from core.sources import SOURCES, Source
from core.sources.content import HEAD_BYTES
from core.sources.unpack import Plain


def guessed(found: Plain) -> Source:
    """Return the source that is surest about a file, with its settings guessed."""
    return _surest(found).guess(found.file).edit(member=found.member)


def _surest(found: Plain) -> type[Source]:
    if found.kind == "workbook":
        return SOURCES.get("excel")
    with found.file.open("rb") as opened:
        head = opened.read(HEAD_BYTES)
    best = max(SOURCES, key=lambda part: part.sniff(head, found.name))
    if best.sniff(head, found.name) <= 0:
        raise SourceError(
            f"'{found.name}' is of a kind that is not read here.",
            "Save the table as CSV, Excel, Parquet or JSON.",
        )
    return best
