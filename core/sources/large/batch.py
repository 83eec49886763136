"""What the reader of large texts gives: rows in columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
