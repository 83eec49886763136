"""How strongly columns go with the target and with each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from core.association import (
    Outcome,
    codes_of,
    correlation_ratio,
    cramers_v,
    outcome_of,
    power,
    sampled,
    spearman,
)
from core.table import broad_kind_of

if TYPE_CHECKING:
    import pandas as pd

    from core.problem import Problem

MAX_PAIRED = 30
MAX_RANKED = 2_000


@dataclass(frozen=True)
class Strength:
    """How one feature goes with the target.

    power      Gini on rows not used to learn the relation: 0 guessing, 1 perfect order
    measure    the classical measure for this pair of kinds, and its `value`
    """

    column: str
    power: float
    measure: str
    value: float


@dataclass(frozen=True)
class Associations:
    """Features ranked by how well each orders the target alone, and a matrix of pairs.

    `matrix` belongs to `paired`: Spearman (-1 to 1) between numbers and dates, correlation
    ratio (0 to 1) between a number and a category, Cramér's V (0 to 1) between categories.
    `left_out` counts features that were not ranked because there are too many.
    """

    ranking: tuple[Strength, ...]
    paired: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]
    rows: int
    of: int
    left_out: int = 0

    @property
    def note(self) -> str:
        """Say that a sample was read, '' if every row was."""
        return "" if self.rows == self.of else f"Sample of {self.rows:,} of {self.of:,} rows."

    def to_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return asdict(self) | {"note": self.note}


def associations(frame: pd.DataFrame, problem: Problem) -> Associations:
    """Rank the features of a table by their strength, and pair the strongest 30.

    Large tables are read from a random sample. Without a usable target the ranking is
    empty and the first 30 columns are paired.
    """
    features = [c for c in frame.columns if problem.role_of(c) in ("feature", "sensitive")]
    rows, outcome = _measured(frame, problem, len(features))
    ranking: tuple[Strength, ...] = ()
    if outcome is not None:
        each = (strength(rows[name], outcome) for name in features[:MAX_RANKED])
        ranking = tuple(sorted(each, key=lambda item: -item.power))
    chosen = [item.column for item in ranking] if ranking else features
    paired = tuple(name for name in chosen if _pairs_well(rows[name]))[:MAX_PAIRED]
    return Associations(
        ranking,
        paired,
        matrix_of(rows, paired),
        len(rows),
        len(frame),
        max(len(features) - MAX_RANKED, 0) if ranking else 0,
    )


def strength(feature: pd.Series, outcome: Outcome) -> Strength:
    """Measure one feature against the outcome."""
    import numpy as np
    import pandas as pd

    codes, order = codes_of(feature)
    target = pd.Series(outcome.values, index=feature.index)
    if order is not None and len(outcome.classes) <= 2:
        measure, value = "Spearman", spearman(feature, target)
    elif order is None and not outcome.classes:
        measure, value = "correlation ratio", correlation_ratio(codes, outcome.values)
    else:
        measure, value = "Cramér's V", cramers_v(codes, outcome.values.astype(np.int64))
    return Strength(str(feature.name), power(feature, outcome), measure, value)


def matrix_of(rows: pd.DataFrame, columns: Sequence[str]) -> tuple[tuple[float, ...], ...]:
    """Return the symmetric matrix of pairwise associations, 1 on the diagonal."""
    import numpy as np

    size = len(columns)
    matrix = np.eye(size)
    coded = {name: codes_of(rows[name]) for name in columns}
    numbers = [name for name in columns if coded[name][1] is not None]
    if numbers:
        ranks = rows[numbers].rank()
        places = [columns.index(name) for name in numbers]
        matrix[np.ix_(places, places)] = ranks.corr(min_periods=3).fillna(0).to_numpy()
        np.fill_diagonal(matrix, 1)
        rank_of = {name: ranks[name].to_numpy() for name in numbers}
    for left in range(size):
        for right in range(left):
            one, two = columns[left], columns[right]
            if one in numbers and two in numbers:
                continue
            if one in numbers or two in numbers:
                number, word = (one, two) if one in numbers else (two, one)
                value = correlation_ratio(coded[word][0], rank_of[number])
            else:
                value = cramers_v(coded[one][0], coded[two][0])
            matrix[left, right] = matrix[right, left] = value
    return tuple(tuple(float(cell) for cell in row) for row in matrix)


def _measured(
    frame: pd.DataFrame, problem: Problem, features: int
) -> tuple[pd.DataFrame, Outcome | None]:
    if problem.target not in frame.columns:
        return sampled(frame, features), None
    rows = sampled(frame[frame[problem.target].notna()], features)
    target = rows[problem.target]
    number = broad_kind_of(target) == "number"
    if target.nunique() < 2 or (problem.task == "regression" and not number):
        return sampled(frame, features), None
    return rows, outcome_of(target, problem.task)


def _pairs_well(values: pd.Series) -> bool:
    distinct = values.nunique()
    return distinct >= 2 and (broad_kind_of(values) != "category" or distinct <= 50)
