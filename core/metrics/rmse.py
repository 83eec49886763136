"""Root mean squared error."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric, Truth
from core.metrics.weights import weighed_mean
from core.text import percent

if TYPE_CHECKING:
    from numpy.typing import NDArray


def rmse(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the square root of the mean squared error, in target units."""
    return math.sqrt(weighed_mean((truth - predicted) ** 2, weights))


def _misled_by(truth: Truth) -> str | None:
    if truth.heavy <= 0.5:
        return None
    return (
        f"The most extreme 1 % of {truth.whole} make up {percent(truth.heavy)} of the squared "
        "spread: they decide the score. Look at the mean absolute error."
    )


RMSE = METRICS.add(
    Metric(
        name="rmse",
        label="Root mean squared error",
        short="RMSE",
        tasks=("regression",),
        greater_is_better=False,
        low=0.0,
        high=None,
        needs="values",
        unit="target",
        good_when="Large errors are far worse than small ones; it reads in the units of the "
        "target.",
        misleads_when="A few extreme values decide it: look at the mean absolute error.",
        score=rmse,
        misled_by=_misled_by,
    )
)
