"""Matthews correlation coefficient."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric
from core.metrics.confusion_counts import confusion_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mcc(truth: NDArray[Any], predicted: NDArray[Any], probabilities: NDArray[Any]) -> float:
    """Return the correlation of truth and prediction; 0 when all predictions are one class.

    Formula for any number of classes: Gorodkin (2004).
    """
    counts = confusion_counts(truth, predicted, probabilities).astype(float)
    rows, guessed, total = counts.sum(axis=1), counts.sum(axis=0), counts.sum()
    spread_true = float(total**2 - rows @ rows)
    spread_guess = float(total**2 - guessed @ guessed)
    if spread_true == 0:
        return float("nan")
    if spread_guess == 0:
        return 0.0
    together = float(counts.trace() * total - rows @ guessed)
    return together / math.sqrt(spread_true * spread_guess)


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
