"""Median absolute error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric
from core.metrics.weights import weighed_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray


def median_ae(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the error that half of the rows stay below, in target units.

    With weights: half of their sum, see `weighed_quantile`.
    """
    import numpy as np

    sizes = np.abs(truth - predicted)
    if weights is not None:
        return weighed_quantile(sizes, weights, 0.5)
    return float(np.median(sizes)) if len(sizes) else float("nan")


MEDIAN_AE = METRICS.add(
    Metric(
        name="median_ae",
        label="Median absolute error",
        short="Median AE",
        tasks=("regression",),
        greater_is_better=False,
        low=0.0,
        high=None,
        needs="values",
        unit="target",
        good_when="You ask what the error of a typical row is, outliers aside.",
        misleads_when="Large errors matter: up to half of the rows may be badly wrong unseen.",
        score=median_ae,
    )
)
