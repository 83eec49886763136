"""What every reader of large texts gives: rows in columns, and rows that do not fit."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.sources.large.kinds import BigText, Kinds

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Batch:
    """Some rows in converted columns (patient ones as texts), and how many were empty.

    There are no columns when the rows were only looked through.
    """

    rows: int
    columns: tuple[pa.Array, ...] = ()
    blank: int = 0


@dataclass(frozen=True)
class Reject:
    """A row that cannot be read as its neighbours are: its line, why, and its text."""

    line: int
    why: str
    text: str


Reader = Callable[[BigText, Kinds, list[Reject]], Generator[Batch]]
"""Yields all rows in order; adds those that do not fit to the list."""
