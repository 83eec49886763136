"""How strongly columns go together, on one scale for numbers, categories and dates.

Power is a Gini coefficient measured on rows that were not used to learn the relation:
0 is guessing, 1 orders all rows perfectly. For two classes it is 2 · AUC - 1, for several
the average over classes, for a number cov(y, rank of prediction) / cov(y, rank of y).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.quantiles import quantiles
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

    @cached_property
    def halves(self) -> tuple[Half, Half]:
        """Two random halves of the rows: what is learned from each is tested on the other."""
        first = np.random.default_rng(0).permutation(len(self.values)) % 2 == 0
        asked = self.values[None, :]
        if len(self.classes) > 2:
            asked = (asked == np.arange(len(self.classes))[:, None]).astype("float64")
        return _half(asked, first), _half(asked, ~first)

    @cached_property
    def order(self) -> Order:
        """The outcome of all rows, to be compared with an order of them."""
        return _order_of(self.values)


@dataclass(frozen=True, eq=False)
class Order:
    """Outcomes less their mean, and the most that they can go with any ranks."""

    centred: Floats
    most: float


@dataclass(frozen=True, eq=False)
class Half:
    """Rows to learn from and rows to test on, with their outcomes.

    There is one set of outcomes for each class where there are several classes, else one in
    all; `shares` weigh them.
    """

    fit: NDArray[np.bool_]
    learned: Floats
    tested: tuple[Order, ...]
    shares: Floats

    def gini(self, codes: Codes) -> float:
        """Return how well the mean outcome of groups, learned in `fit`, orders the rest."""
        own, others = codes[self.fit], codes[~self.fit]
        groups = int(codes.max()) + 1
        sizes, rows = np.bincount(own, minlength=groups), np.bincount(others, minlength=groups)
        each = []
        for values, order in zip(self.learned, self.tested, strict=True):
            sums = np.bincount(own, weights=values, minlength=groups)
            means = (sums + values.mean()) / (sizes + 1)
            together = np.bincount(others, weights=order.centred, minlength=groups)
            each.append(_over(float(np.dot(together, _group_ranks(means, rows))), order.most))
        return float(np.dot(self.shares, each))


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
    best = float(np.mean([half.gini(codes) for half in outcome.halves]))
    if numbers is not None and len(outcome.classes) <= 2:
        order = outcome.order
        best = max(best, abs(_over(float(np.dot(order.centred, _ranks(numbers))), order.most)))
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
    if not known.any():
        return codes, np.zeros(len(numbers))
    ordered = np.sort(numbers[known])
    cuts = _distinct(ordered)
    if len(cuts) > bins:
        inner = np.linspace(0, 1, bins + 1)[1:-1]
        cuts = _distinct(quantiles(ordered[None, :], np.array([len(ordered)]), inner)[0])
    codes[known] = 1 + np.searchsorted(cuts, numbers[known], side="right")
    half = len(ordered) // 2
    middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return codes, np.where(known, numbers, middle)


def spearman(left: pd.Series, right: pd.Series) -> float:
    """Return the rank correlation of two ordered columns over rows that have both."""
    both = (left.notna() & right.notna()).to_numpy()
    if both.sum() < 3:
        return 0.0
    ranks = [_ranks(values.to_numpy()[both]) for values in (left, right)]
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


def _half(asked: Floats, fit: NDArray[np.bool_]) -> Half:
    rest = asked[:, ~fit]
    shares = rest.mean(axis=1) if len(asked) > 1 else np.ones(1)
    return Half(fit, asked[:, fit], tuple(map(_order_of, rest)), shares)


def _order_of(values: Floats) -> Order:
    centred = values - values.mean()
    return Order(centred, float(np.dot(centred, _ranks(values))))


def _over(cover: float, most: float) -> float:
    """Return cov(y, rank of prediction) / cov(y, rank of y); with 0/1 outcomes 2 · AUC - 1."""
    return cover / most if most > 0 else 0.0


def _group_ranks(means: Floats, rows: Codes) -> Floats:
    """Return the rank of each row of a group, as groups of so many rows stand by their means."""
    levels, level_of = np.unique(means, return_inverse=True)
    sizes = np.bincount(level_of, weights=rows, minlength=len(levels))
    return np.asarray((np.cumsum(sizes) - (sizes - 1) / 2)[level_of])


def _ranks(values: NDArray[Any]) -> Floats:
    """Return the ranks from 1 on; equal values share the mean of theirs."""
    order = values.argsort()
    ordered = values[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    sizes = np.diff(np.append(starts, len(values)))
    ranks = np.empty(len(values))
    ranks[order] = np.repeat(starts + (sizes + 1) / 2, sizes)
    return ranks


def _distinct(ordered: Floats) -> Floats:
    return np.asarray(ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])])


def _crosstab(left: Codes, right: Codes) -> Floats:
    _, rows = np.unique(left, return_inverse=True)
    _, columns = np.unique(right, return_inverse=True)
    width = int(columns.max()) + 1
    height = int(rows.max()) + 1
    flat = np.bincount(rows * width + columns, minlength=width * height)
    return np.asarray(flat.reshape(height, width), dtype="float64")
