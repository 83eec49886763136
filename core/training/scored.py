"""What one candidate scored, and its place on the leaderboard."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.metrics import METRICS
from core.text import count

_AT_THE_END = {"running": "partial", "waiting": "not run"}


@dataclass(frozen=True)
class Interval:
    """A mean with the ends of its 95 % interval; NaN-free: absent ends equal the mean."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Result:
    """What one candidate scored.

    state           finished or failed; while work goes on also waiting or running, which its
                    end turns into not run and partial
    folds           the folds that are scored, counted from 0
    fold_scores     metric name -> one score for each of `folds`
    train_scores    the same on the rows each fold was fitted on (for the train/check gap)
    fit_seconds     mean seconds per fit
    predict_ms      mean milliseconds to predict 1,000 rows
    size            bytes of a fitted pipeline, 0 where nobody measured it
    error, hint     why it failed, in words
    fingerprint     of the recipe part it depends on, and `data_version` of the rows
    """

    name: str
    model: str
    state: str
    fold_scores: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    train_scores: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    fit_seconds: float = 0.0
    predict_ms: float = 0.0
    size: int = 0
    error: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()
    fingerprint: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    baseline: bool = False
    simplicity: int = 5
    folds: tuple[int, ...] = ()

    def scores(self, metric: str) -> tuple[float, ...]:
        """Return the fold scores of a metric; empty when there are none."""
        return tuple(self.fold_scores.get(metric, ()))

    def ended(self) -> Result:
        """Return the result as it stands once the work is over."""
        return replace(self, state=_AT_THE_END.get(self.state, self.state))

    def standing(self, folds: int) -> str:
        """Return the state in words, of a comparison on so many folds."""
        done = f"{len(self.folds)} of {count(folds, 'fold')}"
        words = {"running": f"running, {done}", "partial": f"stopped after {done}"}
        return words.get(self.state, self.state)

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `result_from` gives an equal result back."""
        plain = {n: dict(getattr(self, n)) for n in ("fold_scores", "train_scores", "params")}
        return {**vars(self), **plain, "notes": list(self.notes), "folds": list(self.folds)}


@dataclass(frozen=True)
class Place:
    """One line of the leaderboard.

    rank    counts from 1; 0 for a candidate without all folds, which has none of the rest
    tie     noise alone may explain the difference from the best
    lift    gain over the baseline in units of the metric, positive when better
    scores  the fold scores that it was ranked by
    """

    rank: int
    result: Result
    interval: Interval | None
    tie: bool
    lift: float | None
    scores: tuple[float, ...] = ()


def result_from(values: Mapping[str, Any]) -> Result:
    """Build a result from JSON values."""
    rest = dict(values)
    for name in ("fold_scores", "train_scores"):
        rest[name] = {metric: tuple(scores) for metric, scores in rest.get(name, {}).items()}
    scored = max((len(scores) for scores in rest["fold_scores"].values()), default=0)
    rest["folds"] = tuple(rest.get("folds", range(scored)))
    rest["notes"] = tuple(rest.get("notes", ()))
    return Result(**rest)


def interval_of(scores: tuple[float, ...], metric: str, test_ratio: float) -> Interval | None:
    """Return the mean score with its corrected 95 % interval, None without scores."""
    return within(corrected_interval(scores, test_ratio), metric) if scores else None


def within(interval: Interval, metric: str) -> Interval:
    """Return an interval whose ends stay in the range of the metric: no error is below 0."""
    known = METRICS.get(metric)
    low = interval.low if known.low is None else max(interval.low, known.low)
    high = interval.high if known.high is None else min(interval.high, known.high)
    return Interval(interval.mean, low, high)


def corrected_interval(scores: tuple[float, ...], test_ratio: float) -> Interval:
    """Return the mean of fold scores and its 95 % interval.

    Folds share training rows, so their spread is too small; the variance is corrected by
    1/k + test_ratio, where test_ratio = check rows / fit rows (Nadeau and Bengio, 2003).
    """
    k = len(scores)
    mean = math.fsum(scores) / k
    if k < 2:
        return Interval(mean, mean, mean)
    from scipy import stats

    variance = math.fsum((score - mean) ** 2 for score in scores) / (k - 1)
    half = float(stats.t.ppf(0.975, k - 1)) * math.sqrt(variance * (1 / k + test_ratio))
    return Interval(mean, mean - half, mean + half)
