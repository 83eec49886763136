"""Recall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric
from core.metrics.confusion_counts import confusion_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray


def recall(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the share of positives that were found.

    For several classes: the plain mean over the classes that occur.
    """
    counts = confusion_counts(truth, predicted, probabilities, weights)
    rows = counts.sum(axis=1)
    wanted = [1] if len(counts) == 2 else [c for c in range(len(counts)) if rows[c]]
    if not wanted or not rows[wanted].all():
        return float("nan")
    return float((counts.diagonal()[wanted] / rows[wanted]).mean())


RECALL = METRICS.add(
    Metric(
        name="recall",
        label="Recall",
        tasks=("binary", "multiclass"),
        greater_is_better=True,
        low=0.0,
        high=1.0,
        needs="labels",
        unit="share",
        good_when="A miss is costly: it is the share of the wanted rows that were found.",
        misleads_when="Alone: picking out every row scores 1. "
        "With several classes it is the plain mean over the classes.",
        score=recall,
    )
)
