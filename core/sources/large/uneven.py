"""The refusal of a text that needs mending row by row."""

from __future__ import annotations

from core.errors import SourceError


class Uneven(SourceError):
    """A file that needs mending row by row."""


def too_uneven() -> Uneven:
    """Say that a file is too large to be mended."""
    return Uneven(
        "The file is uneven and too large to be mended row by row.",
        "Export it again, with every text in quotes, or as Parquet.",
    )
