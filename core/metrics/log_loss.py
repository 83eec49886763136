"""Log-loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric
from core.metrics.weights import weighed_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMALLEST = 1e-15


def log_loss(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the mean of -ln(probability given to the true class), clipped at 1e-15."""
    import numpy as np

    given = probabilities[np.arange(len(truth)), truth.astype(np.int64)]
    return weighed_mean(-np.log(np.clip(given.astype(float), SMALLEST, 1.0)), weights)


LOG_LOSS = METRICS.add(
    Metric(
        name="log_loss",
        label="Log-loss",
        tasks=("binary", "multiclass"),
        greater_is_better=False,
        low=0.0,
        high=None,
        needs="probabilities",
        unit="none",
        good_when="The probabilities themselves are used: being sure and wrong is punished hard.",
        misleads_when="Only the order or the final class is used: a few bold mistakes rule it.",
        score=log_loss,
    )
)
