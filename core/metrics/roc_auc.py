"""Area under the ROC curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric, Truth
from core.text import percent

if TYPE_CHECKING:
    from numpy.typing import NDArray


def roc_auc(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the chance that a random positive row is ranked above a random negative one.

    For several classes: the mean over all pairs of classes (Hand and Till, 2001).
    """
    import numpy as np

    k = probabilities.shape[1]
    members = np.eye(k, dtype=np.int64)[truth.astype(np.int64)]
    if weights is not None:
        members = members * weights[:, None]
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

    `members` says how much a row (down) counts in a class (across): 1 or its weight in its own,
    0 in the others. Equal scores count half.
    """
    import numpy as np

    order = np.argsort(scores)
    ranked = scores[order]
    own = members[order, one]
    mine, own = ranked[own > 0], own[own > 0]
    seen = np.zeros((len(ranked) + 1, members.shape[1]), dtype=members.dtype)
    np.cumsum(members[order], axis=0, out=seen[1:])
    halves = seen[np.searchsorted(ranked, mine, "left")]
    halves += seen[np.searchsorted(ranked, mine, "right")]
    if members.dtype.kind == "f":
        halves *= own[:, None]
    pairs = 2.0 * own.sum() * np.where(seen[-1] > 0, seen[-1], 1)
    return np.asarray(np.minimum(halves.sum(axis=0) / pairs, 1.0))


def _misled_by(truth: Truth) -> str | None:
    if len(truth.shares) != 2 or truth.positive >= 0.05 or truth.constant:
        return None
    return (
        f"Only {percent(truth.positive, 1)} of {truth.whole} are positive: a high value can hide "
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
