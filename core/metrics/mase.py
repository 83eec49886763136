"""Mean absolute scaled error (Hyndman and Koehler, 2006)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric
from core.metrics.weights import weighed_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mase(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    naive_error: float,
    weights: NDArray[Any] | None = None,
) -> float:
    """Return how many times the error of the naive forecast the mean size of the errors is.

    The naive forecast answers training rows with the row just before; where its error is zero or
    not known, the score is not defined.
    """
    import numpy as np

    if not naive_error > 0:
        return float("nan")
    return weighed_mean(np.abs(truth - predicted), weights) / naive_error


MASE = METRICS.add(
    Metric(
        name="mase",
        label="Mean absolute scaled error",
        short="MASE",
        tasks=("regression",),
        greater_is_better=False,
        low=0.0,
        high=None,
        needs="values",
        unit="none",
        good_when="Rows follow one another in time: 1 is the mean error, on training rows, of "
        "answering each with the row before it; below 1 is better. Where a split or a sample took "
        "the row before away, the row does not count. Values near zero do no harm.",
        misleads_when="Rows of several series are mixed and no column has the role group, or the "
        "prediction is made for long ahead: the row before is no fair forecast then. It is not "
        "defined where nothing changes from row to row, or where a split or a sample leaves fewer "
        "than ten training rows with the one before them.",
        score=mase,
        against_naive=True,
    )
)
