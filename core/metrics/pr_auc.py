"""Area under the precision-recall curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray


def pr_auc(truth: NDArray[Any], predicted: NDArray[Any], probabilities: NDArray[Any]) -> float:
    """Return the average precision: precision at each step of recall, weighted by the step.

    For several classes: the plain mean over the classes that occur, each against the rest.
    """
    import numpy as np

    k = probabilities.shape[1]
    classes = (1,) if k == 2 else range(k)
    scores = [_average_precision(truth == c, probabilities[:, c]) for c in classes]
    defined = [score for score in scores if not np.isnan(score)]
    return float(np.mean(defined)) if defined else float("nan")


def _average_precision(positive: NDArray[Any], scores: NDArray[Any]) -> float:
    import numpy as np

    total = int(positive.sum())
    if total == 0 or total == len(positive):
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    found = np.cumsum(positive[order])[last]
    precision = found / (last + 1)
    steps = np.diff(found, prepend=0) / total
    return float(precision @ steps)


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
