"""Balanced accuracy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric
from core.metrics.confusion_counts import confusion_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray


def balanced_accuracy(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the mean over the classes of the share of their rows that were recognised."""
    counts = confusion_counts(truth, predicted, probabilities, weights)
    rows = counts.sum(axis=1)
    present = rows > 0
    if present.sum() < 2:
        return float("nan")
    return float((counts.diagonal()[present] / rows[present]).mean())


BALANCED_ACCURACY = METRICS.add(
    Metric(
        name="balanced_accuracy",
        label="Balanced accuracy",
        short="Balanced acc.",
        tasks=("binary", "multiclass"),
        greater_is_better=True,
        low=0.0,
        high=1.0,
        needs="labels",
        unit="share",
        good_when="Every class matters equally, however rare it is; guessing scores 1 / classes.",
        misleads_when="Few predicted positives may be true and it still looks good: see precision.",
        score=balanced_accuracy,
    )
)
