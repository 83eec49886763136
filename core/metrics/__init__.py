"""Metrics: how good predictions are, one number each.

Classification metrics get the truth as class positions 0..k-1 (in a binary problem the
positive class is 1), the predicted positions, and probabilities of shape (rows, k).
Regression metrics get truth and prediction in target units; those that judge against the naive
forecast also get its error on the training rows. All take a weight for each row, or None where
every row counts once: whole numbers give the score of rows repeated that often, a row of weight 0
counts as if it were not there, and the scale of the weights does not matter.

Law of the family: a metric never warns and never raises on rows it cannot judge (one
class only, a constant target); it answers NaN, which is shown as "not defined".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from core.problem import Problem
from core.registry import Registry
from core.text import number

if TYPE_CHECKING:
    from numpy.typing import NDArray

METRICS: Registry[Metric] = Registry("metrics", "metric")

__all__ = [
    "METRICS",
    "Metric",
    "Truth",
    "metrics_for",
    "misleading",
    "misled",
    "offered",
    "truth_of",
    "withheld",
]


@dataclass(frozen=True)
class Truth:
    """What the target looks like, as far as it decides which metrics mislead.

    shares     share of rows of each class, by position (classification)
    near_zero  share of rows whose value is so near zero that a percentage is meaningless
    heavy      share of the squared spread that the most extreme 1 % of the rows make up
    constant   whether all rows have the same value
    weighted   whether the shares are of the weight of the rows, not of their number
    """

    rows: int
    shares: tuple[float, ...] = ()
    near_zero: float = 0.0
    heavy: float = 0.0
    constant: bool = False
    weighted: bool = False

    @property
    def whole(self) -> str:
        """What the shares are of, in words."""
        return "the weight" if self.weighted else "the rows"

    @property
    def largest(self) -> float:
        """The share of the most common class."""
        return max(self.shares, default=0.0)

    @property
    def positive(self) -> float:
        """The share of the positive class of a binary problem, else of the rarest class."""
        return self.shares[1] if len(self.shares) == 2 else min(self.shares, default=0.0)


def never(truth: Truth) -> str | None:
    """Say nothing: the metric does not mislead because of the target alone."""
    return None


@dataclass(frozen=True)
class Metric:
    """One measure of success.

    score         `(truth, predicted, probabilities, weights=None) -> float`; probabilities may
                  have no columns where `needs` is not "probabilities"
    needs         labels, probabilities, or values (regression)
    low, high     the range of possible values (None: unbounded)
    unit          share, none, target, or percent (12.5 means 12.5 %)
    good_when     one sentence: when to judge by this metric
    misleads_when one sentence: when not to
    misled_by     what about this very target makes the metric mislead, in one sentence
    short         the label where there is no room for it, empty where it is short itself
    against_naive `score` takes the error of the naive forecast on the training rows as
                  `naive_error`, so it is offered only where rows have an order in time
    """

    name: str
    label: str
    tasks: tuple[str, ...]
    greater_is_better: bool
    low: float | None
    high: float | None
    needs: str
    unit: str
    good_when: str
    misleads_when: str
    score: Callable[..., float]
    misled_by: Callable[[Truth], str | None] = never
    short: str = ""
    against_naive: bool = False

    def given(self, naive_error: float) -> Metric:
        """Return the metric with a score of three values, whatever it is judged against."""
        if not self.against_naive:
            return self
        return replace(self, score=partial(self.score, naive_error=naive_error))

    def better(self, one: float, other: float) -> bool:
        """Tell whether `one` beats `other`."""
        return one > other if self.greater_is_better else one < other

    def words(self, value: float | None) -> str:
        """Return a value as people read it, with its unit where it has one of its own."""
        if value is None or math.isnan(value):
            return "not defined"
        if self.unit == "share":
            return f"{value * 100:.1f} %"
        return f"{number(value)} %" if self.unit == "percent" else number(value)

    def apart(self, gap: float) -> str:
        """Return how far two values lie apart, as people read it.

        >>> [METRICS.get(name).apart(gap) for name, gap in (("recall", 0.0312), ("rmse", 297.4061))]
        ['3.1 points', '297']
        """
        if self.unit == "share":
            return f"{gap * 100:.1f} points"
        return f"{number(gap)} points" if self.unit == "percent" else number(gap)

    def ends_at(self, low: float, high: float) -> bool:
        """Tell whether an interval ends where the metric does, as no value lies beyond.

        >>> METRICS.get("mae").ends_at(0.0, 3.2), METRICS.get("mae").ends_at(0.1, 3.2)
        (True, False)
        """
        return low == self.low or high == self.high

    @property
    def best(self) -> float | None:
        """The value of perfect predictions, None if there is no limit."""
        return self.high if self.greater_is_better else self.low


def metrics_for(task: str) -> tuple[Metric, ...]:
    """Return the metrics of a task, by name."""
    return tuple(metric for metric in METRICS if task in metric.tasks)


def offered(problem: Problem, naive_error: float = math.nan) -> tuple[Metric, ...]:
    """Return the metrics that can judge a problem, by name.

    `naive_error` is that of the training rows, in target units.
    """
    left_out = withheld(problem)
    return tuple(m.given(naive_error) for m in metrics_for(problem.task) if m.name not in left_out)


def withheld(problem: Problem) -> dict[str, str]:
    """Return the metrics of the task that cannot judge the problem, each with the reason.

    >>> list(withheld(Problem(task="regression")))
    ['mase']
    >>> withheld(Problem(task="regression").with_role("day", "time"))
    {}
    """
    if problem.time:
        return {}
    return {
        metric.name: f"{metric.label} needs rows in the order of time: give a column the role "
        "time, or split the rows by time."
        for metric in metrics_for(problem.task)
        if metric.against_naive
    }


def misleading(metric: Metric, truth: Truth) -> str | None:
    """Say why a metric misleads for this target, or return None when it does not.

    >>> misleading(METRICS.get("accuracy"), Truth(100, (0.95, 0.05)))
    'One class makes up 95 % of the rows: always answering it scores as much.'
    """
    return metric.misled_by(truth)


def misled(task: str, truth: Truth) -> dict[str, str]:
    """Return the metrics of a task that mislead for this target, each with the reason."""
    reasons = {metric.name: misleading(metric, truth) for metric in metrics_for(task)}
    return {name: reason for name, reason in reasons.items() if reason}


def truth_of(
    truth: NDArray[Any], classes: Sequence[str] = (), weights: NDArray[Any] | None = None
) -> Truth:
    """Summarise an encoded target; without `classes` it is a number.

    >>> import numpy as np
    >>> truth_of(np.array([0, 0, 0, 1]), ("no", "yes")).shares
    (0.75, 0.25)
    """
    import numpy as np

    weighted = weights is not None
    if weights is not None:
        truth, weights = truth[weights > 0], weights[weights > 0]
    rows = len(truth)
    if rows == 0:
        return Truth(0, weighted=weighted)
    whole = rows if weights is None else float(weights.sum())
    if classes:
        counts = np.bincount(truth.astype(np.int64), weights, len(classes))
        shares = tuple(float(count) / whole for count in counts)
        return Truth(rows, shares, constant=np.count_nonzero(counts) == 1, weighted=weighted)
    from core.metrics.percentages import near_zero
    from core.metrics.weights import weighed_mean

    constant = bool(truth.min() == truth.max())
    tiny = weighed_mean(near_zero(truth, weights), weights)
    heavy = 0.0 if constant or rows < 100 else _heavy(truth, weights)
    return Truth(rows, (), tiny, heavy, constant, weighted)


def _heavy(truth: NDArray[Any], weights: NDArray[Any] | None) -> float:
    """Return the share of the squared spread that the most extreme 1 % make up."""
    import numpy as np

    from core.metrics.weights import weighed_mean

    squares = (truth - weighed_mean(truth, weights)) ** 2
    order = np.argsort(squares)
    counted = np.ones(len(truth)) if weights is None else weights[order]
    parts = counted * squares[order]
    sums = np.cumsum(counted[::-1])
    many = max(1, int(np.count_nonzero(sums <= sums[-1] / 100)))
    return float(parts[-many:].sum()) / float(parts.sum())
