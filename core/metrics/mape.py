"""Mean absolute percentage error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric, Truth
from core.metrics.percentages import TOO_MANY, near_zero
from core.metrics.weights import weighed_mean
from core.text import percent

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mape(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the mean size of the errors in percent of the truth.

    Rows at (nearly) zero are left out; NaN when they are more than a tenth of all rows.
    """
    import numpy as np

    if not len(truth):
        return float("nan")
    usable = ~near_zero(truth, weights)
    if 1 - weighed_mean(usable, weights) > TOO_MANY:
        return float("nan")
    errors = np.abs(truth - predicted)[usable] / np.abs(truth[usable])
    return weighed_mean(errors, None if weights is None else weights[usable]) * 100


def _misled_by(truth: Truth) -> str | None:
    if truth.near_zero == 0:
        return None
    share = percent(truth.near_zero)
    if truth.near_zero > TOO_MANY:
        return f"{share} of the values are at or near zero, so a percentage is not defined."
    return f"{share} of the values are at or near zero; they are left out of this number."


MAPE = METRICS.add(
    Metric(
        name="mape",
        label="Mean absolute percentage error",
        short="MAPE",
        tasks=("regression",),
        greater_is_better=False,
        low=0.0,
        high=None,
        needs="values",
        unit="percent",
        good_when="Errors are judged in percent of the value, and no value is near zero.",
        misleads_when="Values come near zero: such rows are left out, and with more than 10 % of "
        "them it is not defined. It also favours predictions that are too low.",
        score=mape,
        misled_by=_misled_by,
    )
)
