"""Precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric
from core.metrics.confusion_counts import confusion_counts, share

if TYPE_CHECKING:
    from numpy.typing import NDArray


def precision(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the share of predicted positives that are positive; 0 when none is predicted.

    For several classes: the plain mean over the classes that occur or are predicted.
    """
    counts = confusion_counts(truth, predicted, probabilities, weights)
    if not counts.any():
        return float("nan")
    guessed, rows = counts.sum(axis=0), counts.sum(axis=1)
    right = share(counts.diagonal(), guessed)
    if len(counts) == 2:
        return float(right[1]) if rows[1] or guessed[1] else float("nan")
    return float(right[(rows > 0) | (guessed > 0)].mean())


PRECISION = METRICS.add(
    Metric(
        name="precision",
        label="Precision",
        tasks=("binary", "multiclass"),
        greater_is_better=True,
        low=0.0,
        high=1.0,
        needs="labels",
        unit="share",
        good_when="A false alarm is costly: it is the share of the picked rows that were right.",
        misleads_when="Alone: picking a single sure row scores 1 and misses all others. "
        "With several classes it is the plain mean over the classes.",
        score=precision,
    )
)
