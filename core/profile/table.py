"""The profile of a table: size, memory, and the facts of each column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from core.profile.columns import ColumnProfile, column_profile

if TYPE_CHECKING:
    import pandas as pd

SAMPLE = 200_000


@dataclass(frozen=True)
class Profile:
    """What a table holds. `looked_at` rows were read of `rows`; figures are of those."""

    rows: int
    looked_at: int
    columns: tuple[ColumnProfile, ...]
    memory: int
    target: str = ""

    @property
    def note(self) -> str:
        """Say that a sample was read, '' if every row was."""
        if self.looked_at == self.rows:
            return ""
        return f"Sample of {self.looked_at:,} of {self.rows:,} rows."

    @property
    def missing(self) -> int:
        """Number of missing cells in the rows that were read."""
        return sum(column.missing for column in self.columns)

    def column(self, name: str) -> ColumnProfile:
        """Return the facts of one column."""
        return next(column for column in self.columns if column.name == name)

    def to_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return asdict(self) | {"note": self.note, "missing": self.missing}


def profile(
    frame: pd.DataFrame, kinds: Mapping[str, str], target: str = "", limit: int = SAMPLE
) -> Profile:
    """Describe every column; tables over `limit` rows by a random sample, and say so."""
    sample = frame if len(frame) <= limit else frame.sample(limit, random_state=0)
    facts = tuple(
        column_profile(values, str(name), kinds[str(name)]) for name, values in sample.items()
    )
    bytes_read = int(sample.memory_usage(index=False, deep=False).sum())
    memory = bytes_read * len(frame) // max(len(sample), 1)
    return Profile(len(frame), len(sample), facts, memory, target)
