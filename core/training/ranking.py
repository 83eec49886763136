"""Rank candidates honestly: differences within noise are ties, and the simplest comes first."""

from __future__ import annotations

import math

from core.metrics import METRICS, Metric
from core.training.results import Comparison, Place, Result

SIGNIFICANT = 0.05


def leaderboard(comparison: Comparison) -> tuple[Place, ...]:
    """Return all results as places: best group first, then the rest by score."""
    metric = METRICS.get(comparison.metric)
    scored = [r for r in comparison.results if r.scores(metric.name)]
    rest = [r for r in comparison.results if not r.scores(metric.name)]
    if not scored:
        return tuple(Place(0, result, None, False, None) for result in rest)
    sign = -1 if metric.greater_is_better else 1
    ordered = sorted(scored, key=lambda r: (sign * _mean(r, metric), r.simplicity, r.name))
    best = ordered[0]
    tied = [r for r in ordered if r is best or _tied(best, r, comparison)]
    tied.sort(key=lambda r: (r.simplicity, sign * _mean(r, metric), r.name))
    others = [r for r in ordered if r not in tied]
    places = [
        _place(rank, result, comparison, tie=len(tied) > 1 and result in tied)
        for rank, result in enumerate([*tied, *others], 1)
    ]
    return (*places, *(Place(0, result, None, False, None) for result in rest))


def tie_probability(one: Result, other: Result, comparison: Comparison) -> float:
    """Return the p-value of the corrected paired t-test of two candidates' fold scores.

    Formula: t = mean(d) / sqrt((1/k + test_ratio) * var(d)) with k - 1 degrees of freedom
    (Nadeau and Bengio, 2003). 1.0 when the folds cannot tell.
    """
    a, b = one.scores(comparison.metric), other.scores(comparison.metric)
    k = min(len(a), len(b))
    if k < 2:
        return 1.0
    gaps = [x - y for x, y in zip(a[:k], b[:k], strict=True)]
    mean = math.fsum(gaps) / k
    variance = math.fsum((gap - mean) ** 2 for gap in gaps) / (k - 1)
    if variance == 0:
        return 1.0 if mean == 0 else 0.0
    from scipy import stats

    t = mean / math.sqrt((1 / k + comparison.test_ratio) * variance)
    return float(2 * stats.t.sf(abs(t), k - 1))


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
