"""Metrics: how good predictions are, one number each.

Classification metrics get the truth as class positions 0..k-1 (in a binary problem the
positive class is 1), the predicted positions, and probabilities of shape (rows, k).
Regression metrics get truth and prediction in target units.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.registry import Registry

if TYPE_CHECKING:
    from numpy.typing import NDArray

METRICS: Registry[Metric] = Registry("metrics", "metric")

__all__ = ["METRICS", "Metric", "metrics_for"]


@dataclass(frozen=True)
class Metric:
    """One measure of success.

    score         `(truth, predicted, probabilities) -> float`; probabilities has no columns
                  where `needs` is not "probabilities"
    needs         labels, probabilities, or values (regression)
    low, high     the range of possible values (None: unbounded)
    unit          share, none, target, or percent
    good_when     one sentence: when to judge by this metric
    misleads_when one sentence: when not to
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
    score: Callable[[NDArray[Any], NDArray[Any], NDArray[Any]], float]

    def better(self, one: float, other: float) -> bool:
        """Tell whether `one` beats `other`."""
        return one > other if self.greater_is_better else one < other


def metrics_for(task: str) -> tuple[Metric, ...]:
    """Return the metrics of a task, by name."""
    return tuple(metric for metric in METRICS if task in metric.tasks)
