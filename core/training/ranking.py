"""Rank candidates honestly: what cannot be told apart is a tie, and simple beats slightly better.

Only candidates that are scored on all folds have a place: fewer folds are other rows, and the
easier ones would win. Where a run was cut so short that no candidate has all of them, the folds
that all scored candidates share decide instead.

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
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from core.metrics import METRICS
from core.text import count
from core.training.scored import Place, Result, interval_of

SIGNIFICANT = 0.05


def leaderboard(results: Sequence[Result], metric: str, test_ratio: float) -> tuple[Place, ...]:
    """Return all results as places: the close ones by simplicity, then the rest by score.

    Candidates without all folds stand below, without a rank. `test_ratio` is check rows / fit
    rows of a fold.
    """
    judged = _comparable(results, metric)
    if not judged:
        return tuple(Place(0, result, None, False, None) for result in results)
    base = next((result for result in judged if result.baseline), None)
    judge = _Judge(metric, test_ratio, base)
    sign = -1 if METRICS.get(metric).greater_is_better else 1
    ordered = sorted(judged, key=lambda r: (sign * judge.mean(r), r.simplicity, r.name))
    best = ordered[0]
    tied = [r for r in ordered if r is best or judge.tied(best, r)]
    close = [r for r in tied if r is best or judge.close(best, r)]
    close.sort(key=lambda r: (r.simplicity, sign * judge.mean(r), r.name))
    others = [r for r in ordered if r not in close]
    known = {result.name: result for result in results}
    places = [
        judge.place(rank, result, known[result.name], tie=len(tied) > 1 and result in tied)
        for rank, result in enumerate([*close, *others], 1)
    ]
    ranked = {result.name for result in judged}
    below = sorted((r for r in results if r.name not in ranked), key=lambda r: -len(r.folds))
    return (*places, *(Place(0, result, None, False, None) for result in below))


def baseline_of(results: Sequence[Result], metric: str) -> Result | None:
    """Return the baseline's result, None while it has not been scored on all folds."""
    return next((r for r in _whole(results, metric) if r.baseline), None)


def left_unranked(results: Sequence[Result], metric: str, folds: int) -> tuple[str, ...]:
    """Say why candidates have no place, and which folds the ranking of a cut run stands on."""
    return (*_undefined(results, metric), *_cut_short(results, metric, folds))


def _undefined(results: Sequence[Result], metric: str) -> tuple[str, ...]:
    lacking = [r for r in results if r.state == "finished" and not r.scores(metric)]
    if not lacking:
        return ()
    return (
        f"{METRICS.get(metric).label} is not defined on every fold of "
        f"{count(len(lacking), 'candidate')}, so there is no place for them: choose another "
        "measure, or compare again.",
    )


def _cut_short(results: Sequence[Result], metric: str, folds: int) -> tuple[str, ...]:
    cut = [r for r in results if r.state in ("partial", "not run") and not r.baseline]
    if not cut:
        return ()
    every = count(folds, "fold")
    if _has_model(_whole(results, metric)):
        has = "has" if len(cut) == 1 else "have"
        return (f"{count(len(cut), 'candidate')} without all {every} {has} no place.",)
    judged = _comparable(results, metric)
    if _has_model(judged):
        shared = count(len(judged[0].folds), "fold")
        return (
            f"No candidate has all {every}. They are compared on the {shared} that all of them "
            "have.",
        )
    return (f"No candidate has all {every}, and no fold is shared by all: there is no ranking.",)


def _whole(results: Sequence[Result], metric: str) -> list[Result]:
    return [r for r in results if r.state == "finished" and r.scores(metric)]


def _has_model(results: Sequence[Result]) -> bool:
    return any(not result.baseline for result in results)


def _comparable(results: Sequence[Result], metric: str) -> list[Result]:
    """Return what is scored on the same folds: on all, or else on those that all scored share."""
    whole = _whole(results, metric)
    cut = [r for r in results if r.state == "partial" and r.scores(metric)]
    if _has_model(whole) or not _has_model(cut):
        return whole
    shared = set.intersection(*(set(r.folds) for r in (*whole, *cut)))
    return [_on(r, metric, shared) for r in (*whole, *cut)] if shared else whole


def _on(result: Result, metric: str, folds: Set[int]) -> Result:
    kept = {f: s for f, s in zip(result.folds, result.scores(metric), strict=True) if f in folds}
    return replace(result, folds=tuple(kept), fold_scores={metric: tuple(kept.values())})


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

    def place(self, rank: int, result: Result, whole: Result, tie: bool) -> Place:
        lift = None
        if self.base is not None and not result.baseline:
            gain = self.mean(result) - self.mean(self.base)
            lift = gain if METRICS.get(self.metric).greater_is_better else -gain
        scores = result.scores(self.metric)
        interval = interval_of(scores, self.metric, self.test_ratio)
        return Place(rank, whole, interval, tie, lift, scores)


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
