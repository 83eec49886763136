"""Accuracy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric, Truth
from core.metrics.weights import weighed_mean
from core.text import percent

if TYPE_CHECKING:
    from numpy.typing import NDArray


def accuracy(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the share of rows whose class was predicted."""
    return weighed_mean(truth == predicted, weights)


def _misled_by(truth: Truth) -> str | None:
    if truth.largest < 0.7 or truth.constant:
        return None
    share = percent(truth.largest)
    return f"One class makes up {share} of {truth.whole}: always answering it scores as much."


ACCURACY = METRICS.add(
    Metric(
        name="accuracy",
        label="Accuracy",
        tasks=("binary", "multiclass"),
        greater_is_better=True,
        low=0.0,
        high=1.0,
        needs="labels",
        unit="share",
        good_when="The classes are about equally common and every mistake costs the same.",
        misleads_when="One class is far more common: always answering it already scores high.",
        score=accuracy,
        misled_by=_misled_by,
    )
)
