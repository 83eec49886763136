"""Matthews correlation coefficient."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric
from core.metrics.confusion_counts import confusion_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mcc(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the correlation of truth and prediction; 0 when all predictions are one class.

    Formula for any number of classes: Gorodkin (2004).
    """
    import numpy as np

    counts = confusion_counts(truth, predicted, probabilities, weights).astype(float)
    if weights is not None and (largest := counts.max()) > 0:
        counts /= largest  # or squares of very large or small weights are lost
    rows, guessed, total = counts.sum(axis=1), counts.sum(axis=0), counts.sum()
    spread_true = float(total**2 - rows @ rows)
    spread_guess = float(total**2 - guessed @ guessed)
    if np.count_nonzero(rows) < 2 or spread_true <= 0:
        return float("nan")
    if np.count_nonzero(guessed) < 2 or spread_guess <= 0:
        return 0.0
    together = float(counts.trace() * total - rows @ guessed)
    return max(-1.0, min(together / math.sqrt(spread_true * spread_guess), 1.0))


MCC = METRICS.add(
    Metric(
        name="mcc",
        label="Matthews correlation",
        short="MCC",
        tasks=("binary", "multiclass"),
        greater_is_better=True,
        low=-1.0,
        high=1.0,
        needs="labels",
        unit="none",
        good_when="You want one number that is high only when every class is predicted well; "
        "0 is guessing.",
        misleads_when="The reader does not know it: it is not a share of anything.",
        score=mcc,
    )
)
