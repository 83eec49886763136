"""Area under the ROC curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric, Truth
from core.text import percent

if TYPE_CHECKING:
    from numpy.typing import NDArray


def roc_auc(truth: NDArray[Any], predicted: NDArray[Any], probabilities: NDArray[Any]) -> float:
    """Return the chance that a random positive row is ranked above a random negative one.

    For several classes: the mean over all pairs of classes (Hand and Till, 2001).
    """
    import numpy as np

    labels = truth.astype(np.int64)
    k = probabilities.shape[1]
    sizes = np.bincount(labels, minlength=k)
    present = np.flatnonzero(sizes > 0)
    if len(present) < 2:
        return float("nan")
    columns = [1] if k == 2 else present.tolist()
    chances = [_above_others(labels, probabilities[:, c], c, sizes) for c in columns]
    if k == 2:
        return float(chances[0][0])
    pairs = np.array(chances)[:, present]
    return float(pairs[~np.eye(len(present), dtype=bool)].mean())


def _above_others(
    labels: NDArray[Any], scores: NDArray[Any], one: int, sizes: NDArray[Any]
) -> NDArray[Any]:
    """Return for each class the chance that a row of class `one` is ranked above its rows."""
    import numpy as np

    mine = scores[labels == one]
    chances = np.full(len(sizes), np.nan)
    for other in np.flatnonzero(sizes):
        if other != one:
            theirs = np.sort(scores[labels == other])
            below = np.searchsorted(theirs, mine, "left").sum()
            not_above = np.searchsorted(theirs, mine, "right").sum()
            chances[other] = (below + not_above) / (2.0 * len(mine) * len(theirs))
    return chances


def _misled_by(truth: Truth) -> str | None:
    if len(truth.shares) != 2 or truth.positive >= 0.05 or truth.constant:
        return None
    return (
        f"Only {percent(truth.positive, 1)} of the rows are positive: a high value can hide "
        "many false alarms. Look at PR-AUC."
    )


ROC_AUC = METRICS.add(
    Metric(
        name="roc_auc",
        label="ROC-AUC",
        tasks=("binary", "multiclass"),
        greater_is_better=True,
        low=0.0,
        high=1.0,
        needs="probabilities",
        unit="none",
        good_when="You rank rows, such as whom to call first; 0.5 is guessing, 1 is perfect.",
        misleads_when="Positives are very rare: look at PR-AUC as well.",
        score=roc_auc,
        misled_by=_misled_by,
    )
)
