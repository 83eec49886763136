"""Rank candidates honestly: what cannot be told apart is a tie, and simple beats slightly better.

Two rules, both on the fold-by-fold differences from the best mean score:

* a tie: the corrected paired t-test does not tell the two apart (p > 0.05), and the other's
  mean lies in the interval of the best. Without the second half, a model that fails in one
  fold would tie with a steady one: its differences spread too much for any test;
* close: a tie that is at most one standard error behind, both of the difference and of the
  best. Of the close ones the simplest comes first (the one-standard-error rule of Breiman et
  al., 1984).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.metrics import METRICS
from core.training.scored import Place, Result, interval_of

SIGNIFICANT = 0.05


def leaderboard(results: Sequence[Result], metric: str, test_ratio: float) -> tuple[Place, ...]:
    """Return all results as places: the close ones by simplicity, then the rest by score.

    `test_ratio` is check rows / fit rows of a fold.
    """
    scored = [r for r in results if r.scores(metric)]
    rest = [r for r in results if not r.scores(metric)]
    if not scored:
        return tuple(Place(0, result, None, False, None) for result in rest)
    judge = _Judge(metric, test_ratio, baseline_of(results, metric))
    sign = -1 if METRICS.get(metric).greater_is_better else 1
    ordered = sorted(scored, key=lambda r: (sign * judge.mean(r), r.simplicity, r.name))
    best = ordered[0]
    tied = [r for r in ordered if r is best or judge.tied(best, r)]
    close = [r for r in tied if r is best or judge.close(best, r)]
    close.sort(key=lambda r: (r.simplicity, sign * judge.mean(r), r.name))
    others = [r for r in ordered if r not in close]
    places = [
        judge.place(rank, result, tie=len(tied) > 1 and result in tied)
        for rank, result in enumerate([*close, *others], 1)
    ]
    return (*places, *(Place(0, result, None, False, None) for result in rest))


def baseline_of(results: Sequence[Result], metric: str) -> Result | None:
    """Return the baseline's result, None while it has no score."""
    return next((r for r in results if r.baseline and r.scores(metric)), None)


def tie_probability(one: Sequence[float], other: Sequence[float], test_ratio: float) -> float:
    """Return the p-value of the corrected paired t-test of the fold scores of two candidates.

    Formula: t = mean(d) / sqrt((1/k + test_ratio) * var(d)) with k - 1 degrees of freedom
    (Nadeau and Bengio, 2003). 1.0 when the folds cannot tell.
    """
    mean, error, folds = _gap(one, other, test_ratio)
    if folds < 2:
        return 1.0
    if error == 0:
        return 1.0 if mean == 0 else 0.0
    from scipy import stats

    return float(2 * stats.t.sf(abs(mean / error), folds - 1))


@dataclass(frozen=True)
class _Judge:
    """What places are given by."""

    metric: str
    test_ratio: float
    base: Result | None

    def mean(self, result: Result) -> float:
        scores = result.scores(self.metric)
        return math.fsum(scores) / len(scores)

    def tied(self, best: Result, other: Result) -> bool:
        if other.baseline or best.baseline:
            return False
        one, two = best.scores(self.metric), other.scores(self.metric)
        if tie_probability(one, two, self.test_ratio) <= SIGNIFICANT:
            return False
        seen = interval_of(one, self.metric, self.test_ratio)
        return len(one) < 2 or seen is None or seen.low <= self.mean(other) <= seen.high

    def close(self, best: Result, other: Result) -> bool:
        one, two = best.scores(self.metric), other.scores(self.metric)
        mean, error, _ = _gap(one, two, self.test_ratio)
        return abs(mean) <= min(error, _error(one, self.test_ratio))

    def place(self, rank: int, result: Result, tie: bool) -> Place:
        lift = None
        if self.base is not None and not result.baseline:
            gain = self.mean(result) - self.mean(self.base)
            lift = gain if METRICS.get(self.metric).greater_is_better else -gain
        interval = interval_of(result.scores(self.metric), self.metric, self.test_ratio)
        return Place(rank, result, interval, tie, lift)


def _gap(a: Sequence[float], b: Sequence[float], test_ratio: float) -> tuple[float, float, int]:
    """Return the mean difference, its corrected standard error, and the number of folds."""
    k = min(len(a), len(b))
    if k < 2:
        return 0.0, math.inf, k
    gaps = [x - y for x, y in zip(a[:k], b[:k], strict=True)]
    return math.fsum(gaps) / k, _error(gaps, test_ratio), k


def _error(values: Sequence[float], test_ratio: float) -> float:
    """Return the corrected standard error of the mean; infinite for a single fold."""
    k = len(values)
    if k < 2:
        return math.inf
    mean = math.fsum(values) / k
    variance = math.fsum((value - mean) ** 2 for value in values) / (k - 1)
    return math.sqrt((1 / k + test_ratio) * variance)
