"""Rank candidates honestly: what cannot be told apart is a tie, and simple beats slightly better.

Two rules, both on the fold-by-fold differences from the best mean score:

* a tie: the corrected paired t-test does not tell the two apart (p > 0.05);
* close: a tie that is at most one standard error behind. Of the close ones the simplest
  comes first (the one-standard-error rule of Breiman et al., 1984).
"""

from __future__ import annotations

import math

from core.metrics import METRICS, Metric
from core.training.results import Comparison, Place, Result

SIGNIFICANT = 0.05


def leaderboard(comparison: Comparison) -> tuple[Place, ...]:
    """Return all results as places: the close ones by simplicity, then the rest by score."""
    metric = METRICS.get(comparison.metric)
    scored = [r for r in comparison.results if r.scores(metric.name)]
    rest = [r for r in comparison.results if not r.scores(metric.name)]
    if not scored:
        return tuple(Place(0, result, None, False, None) for result in rest)
    sign = -1 if metric.greater_is_better else 1
    ordered = sorted(scored, key=lambda r: (sign * _mean(r, metric), r.simplicity, r.name))
    best = ordered[0]
    tied = [r for r in ordered if r is best or _tied(best, r, comparison)]
    close = [r for r in tied if r is best or _close(best, r, comparison)]
    close.sort(key=lambda r: (r.simplicity, sign * _mean(r, metric), r.name))
    others = [r for r in ordered if r not in close]
    places = [
        _place(rank, result, comparison, tie=len(tied) > 1 and result in tied)
        for rank, result in enumerate([*close, *others], 1)
    ]
    return (*places, *(Place(0, result, None, False, None) for result in rest))


def tie_probability(one: Result, other: Result, comparison: Comparison) -> float:
    """Return the p-value of the corrected paired t-test of two candidates' fold scores.

    Formula: t = mean(d) / sqrt((1/k + test_ratio) * var(d)) with k - 1 degrees of freedom
    (Nadeau and Bengio, 2003). 1.0 when the folds cannot tell.
    """
    mean, error, folds = _gap(one, other, comparison)
    if folds < 2:
        return 1.0
    if error == 0:
        return 1.0 if mean == 0 else 0.0
    from scipy import stats

    return float(2 * stats.t.sf(abs(mean / error), folds - 1))


def _gap(one: Result, other: Result, comparison: Comparison) -> tuple[float, float, int]:
    """Return the mean difference, its corrected standard error, and the number of folds."""
    a, b = one.scores(comparison.metric), other.scores(comparison.metric)
    k = min(len(a), len(b))
    if k < 2:
        return 0.0, math.inf, k
    gaps = [x - y for x, y in zip(a[:k], b[:k], strict=True)]
    mean = math.fsum(gaps) / k
    variance = math.fsum((gap - mean) ** 2 for gap in gaps) / (k - 1)
    return mean, math.sqrt((1 / k + comparison.test_ratio) * variance), k


def _close(best: Result, other: Result, comparison: Comparison) -> bool:
    mean, error, _ = _gap(best, other, comparison)
    return abs(mean) <= error


def _tied(best: Result, other: Result, comparison: Comparison) -> bool:
    if other.baseline or best.baseline:
        return False
    return tie_probability(best, other, comparison) > SIGNIFICANT


def _place(rank: int, result: Result, comparison: Comparison, tie: bool) -> Place:
    metric = METRICS.get(comparison.metric)
    base = comparison.baseline
    lift = None
    if base is not None and not result.baseline:
        gain = _mean(result, metric) - _mean(base, metric)
        lift = gain if metric.greater_is_better else -gain
    return Place(rank, result, comparison.interval(result), tie, lift)


def _mean(result: Result, metric: Metric) -> float:
    scores = result.scores(metric.name)
    return math.fsum(scores) / len(scores)
