"""Brier score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric, Truth
from core.metrics.weights import weighed_mean
from core.text import number, percent

if TYPE_CHECKING:
    from numpy.typing import NDArray


def brier(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the mean squared distance of the probabilities from the truth, from 0 to 1.

    Half the sum over the classes, which for two classes is (probability - outcome)².
    """
    import numpy as np

    outcome = np.eye(probabilities.shape[1])[truth.astype(np.int64)]
    return weighed_mean(((probabilities - outcome) ** 2).sum(axis=1), weights) / 2


def _misled_by(truth: Truth) -> str | None:
    share = truth.positive
    if len(truth.shares) != 2 or not 0 < share < 0.05:
        return None
    return (
        f"Only {percent(share, 1)} of {truth.whole} are positive: always answering that share "
        f"scores {number(share * (1 - share))}, which looks close to perfect."
    )


BRIER = METRICS.add(
    Metric(
        name="brier",
        label="Brier score",
        tasks=("binary", "multiclass"),
        greater_is_better=False,
        low=0.0,
        high=1.0,
        needs="probabilities",
        unit="none",
        good_when="The probabilities are used as such, for example multiplied by a sum of money.",
        misleads_when="Positives are rare: always answering a small share already scores near 0.",
        score=brier,
        misled_by=_misled_by,
    )
)
