"""Coefficient of determination."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric, Truth
from core.metrics.weights import weighed_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray


def r2(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return 1 - squared errors / squared spread; NaN when the truth does not vary."""
    if weights is not None:
        truth, predicted, weights = (part[weights > 0] for part in (truth, predicted, weights))
    if len(truth) < 2 or truth.min() == truth.max():
        return float("nan")
    spread = (truth - weighed_mean(truth, weights)) ** 2
    errors = (truth - predicted) ** 2
    if weights is not None:
        spread, errors = spread * weights, errors * weights
    whole = float(spread.sum())
    return 1.0 - float(errors.sum()) / whole if whole > 0 else float("nan")


def _misled_by(truth: Truth) -> str | None:
    return "All rows have the same value: there is nothing to explain." if truth.constant else None


R2 = METRICS.add(
    Metric(
        name="r2",
        label="R²",
        tasks=("regression",),
        greater_is_better=True,
        low=None,
        high=1.0,
        needs="values",
        unit="none",
        good_when="You want a scale-free number: 0 is as good as the mean, 1 explains all spread.",
        misleads_when="The target hardly varies, or you need to know the size of the errors.",
        score=r2,
        misled_by=_misled_by,
    )
)
