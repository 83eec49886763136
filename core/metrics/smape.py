"""Symmetric mean absolute percentage error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric, Truth
from core.metrics.percentages import TOO_MANY
from core.metrics.weights import weighed_mean
from core.text import percent

if TYPE_CHECKING:
    from numpy.typing import NDArray


def smape(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the mean of 200 |error| / (|truth| + |prediction|), 0 where both are zero."""
    import numpy as np

    sizes = np.abs(truth) + np.abs(predicted)
    errors = np.abs(truth - predicted)
    shares = np.divide(200.0 * errors, sizes, out=np.zeros(len(sizes)), where=sizes > 0)
    return weighed_mean(shares, weights)


def _misled_by(truth: Truth) -> str | None:
    if truth.near_zero <= TOO_MANY:
        return None
    return (
        f"{percent(truth.near_zero)} of the values are at or near zero: "
        "any other answer counts nearly the full 200 % there."
    )


SMAPE = METRICS.add(
    Metric(
        name="smape",
        label="Symmetric percentage error",
        short="SMAPE",
        tasks=("regression",),
        greater_is_better=False,
        low=0.0,
        high=200.0,
        needs="values",
        unit="percent",
        good_when="Errors are judged in percent and some values are zero.",
        misleads_when="Truth and prediction differ in sign: any such row counts the full 200 %.",
        score=smape,
        misled_by=_misled_by,
    )
)
