"""F1, the harmonic mean of precision and recall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric, Truth
from core.metrics.confusion_counts import confusion_counts, share
from core.text import number, percent

if TYPE_CHECKING:
    from numpy.typing import NDArray


def f1(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return 2 TP / (2 TP + FP + FN) of the positive class.

    For several classes: the plain mean over the classes that occur or are predicted.
    """
    counts = confusion_counts(truth, predicted, probabilities, weights)
    if not counts.any():
        return float("nan")
    both = counts.sum(axis=0) + counts.sum(axis=1)
    scores = share(2.0 * counts.diagonal(), both)
    if len(counts) == 2:
        return float(scores[1]) if both[1] else float("nan")
    return float(scores[both > 0].mean())


def _misled_by(truth: Truth) -> str | None:
    if len(truth.shares) != 2 or truth.positive < 0.7 or truth.constant:
        return None
    always = number(2 * truth.positive / (1 + truth.positive))
    return (
        f"{percent(truth.positive)} of {truth.whole} are of the class of interest: "
        f"always answering it scores {always}."
    )


F1 = METRICS.add(
    Metric(
        name="f1",
        label="F1",
        tasks=("binary", "multiclass"),
        greater_is_better=True,
        low=0.0,
        high=1.0,
        needs="labels",
        unit="none",
        good_when="Some classes are rare, and false alarms and misses are about equally bad.",
        misleads_when="The two errors cost differently: choose the threshold by cost instead. "
        "With several classes it is the plain mean over the classes.",
        score=f1,
        misled_by=_misled_by,
    )
)
