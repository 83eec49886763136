"""How far a score may be off: 95 % intervals from rows drawn again and again.

Rows are drawn with replacement and every metric is computed on each draw; the middle
95 % of the values is the interval (percentile bootstrap, Efron 1979). Over 10,000 rows
each draw takes 10,000 of them and the interval is narrowed by the square root of the
ratio (m-out-of-n bootstrap), so that the work stays the same however many rows there are.
The weight of a row goes with it: every row is as likely to be drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.evaluation.answers import Answers
from core.metrics import Metric
from core.training.fit import Predictions

MOST_ROWS = 10_000
MOST_DRAWS = 1000
FEWEST_DRAWS = 200
WORK = 4_000_000


@dataclass(frozen=True)
class Score:
    """A value with the ends of its 95 % interval; None where it is not defined."""

    value: float | None
    low: float | None = None
    high: float | None = None


def intervals(
    answers: Answers, predictions: Predictions, metrics: Sequence[Metric], seed: int = 0
) -> dict[str, Score]:
    """Return every metric with its interval; all metrics share the same draws."""
    values = _scores(answers, predictions, metrics)
    if not len(answers):
        return {metric.name: Score(None) for metric in metrics}
    drawn = [
        _scores(answers.at(rows), _taken(predictions, rows), metrics)
        for rows in draws(len(answers), _width(predictions), seed)
    ]
    table = np.array(drawn)
    return {
        metric.name: _interval(values[place], table[:, place], len(answers))
        for place, metric in enumerate(metrics)
    }


def gain(
    answers: Answers,
    predictions: Predictions,
    baseline: Predictions,
    metric: Metric,
    seed: int = 0,
) -> Score:
    """Return how much better a model is than the baseline on the same rows, above 0 if better."""
    sign = 1.0 if metric.greater_is_better else -1.0

    def difference(rows: NDArray[np.int64]) -> float:
        some = answers.at(rows)
        ours = some.score(metric, _taken(predictions, rows))
        return sign * (ours - some.score(metric, _taken(baseline, rows)))

    if not len(answers):
        return Score(None)
    drawn = [difference(rows) for rows in draws(len(answers), _width(predictions), seed)]
    return _interval(difference(np.arange(len(answers))), np.array(drawn), len(answers))


def draws(rows: int, width: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Draw row positions with replacement, fewer times where each draw is more work."""
    size = min(rows, MOST_ROWS)
    many = int(np.clip(WORK // (size * max(width, 2)), FEWEST_DRAWS, MOST_DRAWS))
    generator = np.random.default_rng(seed)
    for _ in range(many):
        yield generator.integers(0, rows, size)


def _scores(answers: Answers, predictions: Predictions, metrics: Sequence[Metric]) -> list[float]:
    return [answers.score(metric, predictions) for metric in metrics]


def _taken(predictions: Predictions, rows: NDArray[np.int64]) -> Predictions:
    return Predictions(predictions.values[rows], predictions.probabilities[rows])


def _width(predictions: Predictions) -> int:
    return int(predictions.probabilities.shape[1])


def _interval(value: float, drawn: NDArray[np.float64], rows: int) -> Score:
    if not math.isfinite(value):
        return Score(None)
    defined = drawn[np.isfinite(drawn)]
    if len(defined) < len(drawn) / 2 or rows < 2:
        return Score(value)
    low, high = np.quantile(defined, (0.025, 0.975))
    narrow = math.sqrt(min(1.0, MOST_ROWS / rows))
    return Score(
        value,
        min(value, value + narrow * (float(low) - value)),
        max(value, value + narrow * (float(high) - value)),
    )
