"""Area under the precision-recall curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray


def pr_auc(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    probabilities: NDArray[Any],
    weights: NDArray[Any] | None = None,
) -> float:
    """Return the average precision: precision at each step of recall, weighted by the step.

    For several classes: the plain mean over the classes that occur, each against the rest.
    """
    import numpy as np

    k = probabilities.shape[1]
    classes = (1,) if k == 2 else range(k)
    if weights is not None:
        truth, probabilities, weights = (p[weights > 0] for p in (truth, probabilities, weights))
    scores = [_average_precision(truth == c, probabilities[:, c], weights) for c in classes]
    defined = [score for score in scores if not np.isnan(score)]
    return float(np.mean(defined)) if defined else float("nan")


def _average_precision(
    positive: NDArray[Any], scores: NDArray[Any], weights: NDArray[Any] | None
) -> float:
    import numpy as np

    if positive.all() or not positive.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    picked = last + 1 if weights is None else np.cumsum(weights[order])[last]
    hits = positive if weights is None else positive * weights
    found = np.cumsum(hits[order])[last]
    steps = np.diff(found, prepend=0) / found[-1]
    return min(float((found / picked) @ steps), 1.0)


PR_AUC = METRICS.add(
    Metric(
        name="pr_auc",
        label="PR-AUC",
        tasks=("binary", "multiclass"),
        greater_is_better=True,
        low=0.0,
        high=1.0,
        needs="probabilities",
        unit="none",
        good_when="Positives are rare and you work down a ranked list; guessing scores the share "
        "of positives.",
        misleads_when="You compare tables with different shares of positives.",
        score=pr_auc,
    )
)
