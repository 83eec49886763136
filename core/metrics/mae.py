"""Mean absolute error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric
from core.metrics.weights import weighed_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mae(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the mean size of the errors, in target units."""
    import numpy as np

    return weighed_mean(np.abs(truth - predicted), weights)


MAE = METRICS.add(
    Metric(
        name="mae",
        label="Mean absolute error",
        short="MAE",
        tasks=("regression",),
        greater_is_better=False,
        low=0.0,
        high=None,
        needs="values",
        unit="target",
        good_when="An error twice as large is twice as bad; it reads in the units of the target.",
        misleads_when="A few very large errors are what hurts: it hides them in the mean.",
        score=mae,
    )
)
