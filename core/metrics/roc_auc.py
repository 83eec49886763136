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

    k = probabilities.shape[1]
    members = np.eye(k, dtype=np.int64)[truth.astype(np.int64)]
    present = np.flatnonzero(members.sum(axis=0))
    if len(present) < 2:
        return float("nan")
    if k == 2:
        return float(_above_others(members, probabilities[:, 1], 1)[0])
    chances = [_above_others(members, probabilities[:, c], c) for c in present.tolist()]
    pairs = np.array(chances)[:, present]
    return float(pairs[~np.eye(len(present), dtype=bool)].mean())


def _above_others(members: NDArray[Any], scores: NDArray[Any], one: int) -> NDArray[Any]:
    """Return for each class the chance that a row of class `one` is ranked above its rows.

    `members` is 1 where a row (down) belongs to a class (across); equal scores count half.
    """
    import numpy as np

    order = np.argsort(scores)
    ranked = scores[order]
    mine = ranked[members[order, one] == 1]
    seen = np.zeros((len(ranked) + 1, members.shape[1]), dtype=np.int64)
    np.cumsum(members[order], axis=0, out=seen[1:])
    below = seen[np.searchsorted(ranked, mine, "left")].sum(axis=0)
    not_above = seen[np.searchsorted(ranked, mine, "right")].sum(axis=0)
    pairs = 2.0 * len(mine) * np.maximum(seen[-1], 1)
    return np.asarray((below + not_above) / pairs)


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
