"""Rows that no model learns from, as files to look at: no target, or not readable at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.export.spreadsheet import harmless
from core.sources import SkippedRow
from core.table import Dataset

if TYPE_CHECKING:
    import pandas as pd


def without_target(dataset: Dataset, target: str) -> pd.DataFrame:
    """Return the rows in which the target is missing; none while no target is chosen."""
    if target not in dataset.frame.columns:
        return dataset.frame.head(0)
    missing = dataset.frame[target].isna()
    # A selection copies every column: of thousands, that takes longer than the page.
    return dataset.frame[missing] if missing.any() else dataset.frame.head(0)


def rows_csv(rows: pd.DataFrame) -> str:
    """Return rows as CSV that spreadsheet programs open without running anything."""
    return str(harmless(rows).to_csv(index=False))


def skipped_csv(skipped: Iterable[SkippedRow]) -> str:
    """Return unreadable lines as CSV: where each stands, why it was left out, and its text."""
    import pandas as pd

    lines = [(row.line, row.reason, row.text) for row in skipped]
    return rows_csv(pd.DataFrame(lines, columns=["line", "reason", "text"]))
