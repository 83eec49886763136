"""Where values are missing, which gaps come together, and what that says of the target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.table import broad_kind_of

if TYPE_CHECKING:
    import pandas as pd

    from core.problem import Problem

MAX_COLUMNS = 60
MAX_PAIRS = 20
TOGETHER = 0.5
SAMPLE = 100_000


@dataclass(frozen=True)
class MissingColumn:
    """Gaps of one column, and the typical outcome with and without them.

    The outcome is the share of the positive class or the mean of the target; None where
    there are several classes or no target.
    """

    column: str
    missing: int
    share: float
    outcome_missing: float | None = None
    outcome_present: float | None = None


@dataclass(frozen=True)
class MissingPair:
    """Two columns whose gaps come together: correlation of the gaps, and rows with both."""

    left: str
    right: str
    correlation: float
    rows: int


@dataclass(frozen=True)
class MissingPatterns:
    """Columns with gaps, most first; pairs that are missing together; complete rows."""

    columns: tuple[MissingColumn, ...]
    pairs: tuple[MissingPair, ...]
    complete_rows: int
    rows: int

    def to_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return asdict(self)


def missing_patterns(frame: pd.DataFrame, problem: Problem) -> MissingPatterns:
    """Describe the gaps of every column but the target."""
    rows = frame if len(frame) <= SAMPLE else frame.sample(SAMPLE, random_state=0)
    holes = rows.drop(columns=[problem.target], errors="ignore").isna()
    complete = int((~holes.any(axis=1)).sum())
    sizes = holes.sum().sort_values(ascending=False, kind="stable")
    names = [str(name) for name in sizes.index[sizes > 0][:MAX_COLUMNS]]
    outcome = _outcome(rows, problem)
    columns = tuple(_column(name, holes[name].to_numpy(), outcome) for name in names)
    return MissingPatterns(columns, _pairs(holes, names), complete, len(rows))


def _column(name: str, hole: Any, outcome: Any | None) -> MissingColumn:
    share = float(hole.mean())
    if outcome is None:
        return MissingColumn(name, int(hole.sum()), share)
    means: Mapping[bool, float] = {
        there: float(np.nanmean(outcome[hole == there])) if _any(outcome[hole == there]) else 0.0
        for there in (True, False)
    }
    return MissingColumn(name, int(hole.sum()), share, means[True], means[False])


def _any(values: Any) -> bool:
    return bool((~np.isnan(values)).any())


def _outcome(rows: pd.DataFrame, problem: Problem) -> Any | None:
    if problem.target not in rows.columns or problem.task == "multiclass":
        return None
    target = rows[problem.target]
    if problem.task == "binary":
        from core.tasks.supervised import label_of

        positive = target.map(label_of, na_action="ignore") == problem.positive
        return np.where(target.isna(), np.nan, positive.astype("float64"))
    return target.to_numpy(dtype="float64") if broad_kind_of(target) == "number" else None


def _pairs(holes: pd.DataFrame, names: list[str]) -> tuple[MissingPair, ...]:
    mixed = [name for name in names if not holes[name].all()]
    if len(mixed) < 2:
        return ()
    table = holes[mixed].to_numpy(dtype="float64")
    strengths = np.corrcoef(table, rowvar=False)
    both = table.T @ table
    found = [
        MissingPair(mixed[i], mixed[j], float(strengths[i, j]), int(both[i, j]))
        for i in range(len(mixed))
        for j in range(i + 1, len(mixed))
        if strengths[i, j] >= TOGETHER
    ]
    return tuple(sorted(found, key=lambda pair: -pair.correlation)[:MAX_PAIRS])
