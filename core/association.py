"""How strongly columns go together, on one scale for numbers, categories and dates.

Power is a Gini coefficient measured on rows that were not used to learn the relation:
0 is guessing, 1 orders all rows perfectly. For two classes it is 2 · AUC - 1, for several
the average over classes, for a number cov(y, rank of prediction) / cov(y, rank of y).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.table import broad_kind_of

MAX_CELLS = 4_000_000
MAX_ROWS = 20_000
MIN_ROWS = 1_000
MAX_COLUMNS = 2_000
BINS = 20

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Outcome:
    """A target ready to be measured against: numbers, or class positions 0..k-1.

    `classes` are the class labels, empty for a number.
    """

    values: Floats
    classes: tuple[str, ...] = ()


def outcome_of(values: pd.Series, task: str) -> Outcome:
    """Encode a target without missing values for the functions of this file."""
    if task == "regression":
        return Outcome(values.to_numpy(dtype="float64"))
    codes, labels = pd.factorize(values, sort=True)
    return Outcome(codes.astype("float64"), tuple(str(label) for label in labels))


def sampled(frame: pd.DataFrame, columns: int = 1, seed: int = 0) -> pd.DataFrame:
    """Return at most as many random rows as keep measuring `columns` columns quick."""
    limit = int(np.clip(MAX_CELLS // max(columns, 1), MIN_ROWS, MAX_ROWS))
    return frame if len(frame) <= limit else frame.sample(limit, random_state=seed)


def power(feature: pd.Series, outcome: Outcome) -> float:
    """Return how well one column alone orders the rows by their outcome, from 0 to 1."""
    if len(feature) < 2:
        return 0.0
    codes, numbers = codes_of(feature)
    first = np.random.default_rng(0).permutation(len(codes)) % 2 == 0
    predictions = [_learned(codes, outcome, half) for half in (first, ~first)]
    halves = (~first, first)
    scores = [_gini(p, _part(outcome, half)) for p, half in zip(predictions, halves, strict=True)]
    best = float(np.mean(scores))
    if numbers is not None and len(outcome.classes) <= 2:
        best = max(best, abs(_gini(numbers, outcome)))
    return min(max(best, 0.0), 1.0)


def codes_of(values: pd.Series, bins: int = BINS) -> tuple[Codes, Floats | None]:
    """Return group codes (0 is missing) and, where values have an order, that order.

    Numbers and dates with more than `bins` values are cut at their quantiles.
    """
    if broad_kind_of(values) == "category":
        codes, _ = pd.factorize(values)
        return codes.astype("int64") + 1, None
    numbers = values.to_numpy(dtype="float64") if values.dtype.kind != "M" else _moments(values)
    known = ~np.isnan(numbers)
    codes = np.zeros(len(numbers), dtype="int64")
    if known.any():
        distinct = np.unique(numbers[known])
        inner = np.linspace(0, 1, bins + 1)[1:-1]
        cuts = distinct if len(distinct) <= bins else np.quantile(numbers[known], inner)
        codes[known] = 1 + np.searchsorted(np.unique(cuts), numbers[known], side="right")
    middle = np.median(numbers[known]) if known.any() else 0.0
    return codes, np.where(known, numbers, middle)


def spearman(left: pd.Series, right: pd.Series) -> float:
    """Return the rank correlation of two ordered columns over rows that have both."""
    both = left.notna() & right.notna()
    if both.sum() < 3:
        return 0.0
    ranks = [values[both].rank().to_numpy() for values in (left, right)]
    if min(np.ptp(rank) for rank in ranks) == 0:
        return 0.0
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def cramers_v(left: Codes, right: Codes) -> float:
    """Return Cramér's V of two codings, corrected for chance (Bergsma, 2013), 0 to 1."""
    rows = len(left)
    table = _crosstab(left, right)
    height, width = table.shape
    if rows < 2 or min(height, width) < 2:
        return 0.0
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / rows
    squared = float(((table - expected) ** 2 / expected).sum()) / rows
    excess = max(0.0, squared - (height - 1) * (width - 1) / (rows - 1))
    sides = [side - (side - 1) ** 2 / (rows - 1) for side in (height, width)]
    return float(np.sqrt(excess / (min(sides) - 1))) if min(sides) > 1 else 0.0


def correlation_ratio(codes: Codes, numbers: Floats) -> float:
    """Return eta, the share of spread (as a root) that the groups explain, from 0 to 1."""
    known = ~np.isnan(numbers)
    codes, numbers = codes[known], numbers[known]
    if len(numbers) < 2 or numbers.max() == numbers.min():
        return 0.0
    numbers = numbers / np.abs(numbers).max()
    centred = numbers - numbers.mean()
    total = float((centred**2).sum())
    _, groups = np.unique(codes, return_inverse=True)
    means = np.bincount(groups, weights=centred) / np.bincount(groups)
    between = float((np.bincount(groups) * means**2).sum())
    return float(np.sqrt(min(between / total, 1.0))) if total > 0 else 0.0


def _moments(values: pd.Series) -> Floats:
    numbers = values.astype("int64").to_numpy().astype("float64")
    return np.where(values.isna().to_numpy(), np.nan, numbers)


def _part(outcome: Outcome, rows: NDArray[np.bool_]) -> Outcome:
    return Outcome(outcome.values[rows], outcome.classes)


def _learned(codes: Codes, outcome: Outcome, fit: NDArray[np.bool_]) -> Any:
    """Predict the rows outside `fit` by the mean outcome of their group inside `fit`."""
    groups = int(codes.max()) + 1
    if len(outcome.classes) <= 2:
        return _group_means(codes, outcome.values, fit, groups)[codes[~fit]]
    columns = [
        _group_means(codes, (outcome.values == position).astype("float64"), fit, groups)
        for position in range(len(outcome.classes))
    ]
    return np.stack(columns, axis=1)[codes[~fit]]


def _group_means(codes: Codes, values: Floats, fit: NDArray[np.bool_], groups: int) -> Floats:
    sums = np.bincount(codes[fit], weights=values[fit], minlength=groups)
    sizes = np.bincount(codes[fit], minlength=groups)
    overall = values[fit].mean()
    return np.asarray((sums + overall) / (sizes + 1))


def _gini(predicted: Any, outcome: Outcome) -> float:
    values = outcome.values
    if predicted.ndim == 1:
        return _gini_of(predicted, values)
    shares = np.array([(values == position).mean() for position in range(predicted.shape[1])])
    each = [
        _gini_of(predicted[:, position], (values == position).astype("float64"))
        for position in range(predicted.shape[1])
    ]
    return float(np.dot(shares, each))


def _gini_of(predicted: Floats, values: Floats) -> float:
    """Return cov(y, rank of prediction) / cov(y, rank of y); with 0/1 outcomes 2 · AUC - 1."""
    centred = values - values.mean()
    best = float(np.dot(centred, _ranks(values)))
    if best <= 0:
        return 0.0
    return float(np.dot(centred, _ranks(predicted))) / best


def _ranks(values: Floats) -> Floats:
    return np.asarray(pd.Series(values).rank(), dtype="float64")


def _crosstab(left: Codes, right: Codes) -> Floats:
    _, rows = np.unique(left, return_inverse=True)
    _, columns = np.unique(right, return_inverse=True)
    width = int(columns.max()) + 1
    height = int(rows.max()) + 1
    flat = np.bincount(rows * width + columns, minlength=width * height)
    return np.asarray(flat.reshape(height, width), dtype="float64")
