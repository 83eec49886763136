"""Pictures that were written into the cells of a table as base64 text."""

from __future__ import annotations

from collections.abc import Iterable

from core.errors import DataError
from core.text import shown

LOOKED_AT = 20
_LONG = 64
_BEGINNINGS = (
    "data:image/",
    "iVBORw0KGgo",  # PNG
    "/9j/",  # JPEG
    "R0lGOD",  # GIF
    "UklGR",  # WebP
)


def refuse_pictures(name: object, cells: Iterable[object]) -> None:
    """Refuse a column whose first known cells are pictures: no model here can use them."""
    known = [cell for cell in cells if isinstance(cell, str)][:LOOKED_AT]
    if known and all(_is_picture(cell) for cell in known):
        raise DataError(
            f"Column '{shown(name)}' holds pictures as base64 text, which is not a table value.",
            "Leave the column out of the file.",
        )


def _is_picture(cell: str) -> bool:
    start = cell[:_LONG].lstrip()
    return len(cell) >= _LONG and start.startswith(_BEGINNINGS) and " " not in start
