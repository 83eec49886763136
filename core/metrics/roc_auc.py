"""Area under the ROC curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics import METRICS, Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray


def roc_auc(truth: NDArray[Any], predicted: NDArray[Any], probabilities: NDArray[Any]) -> float:
    """Return the chance that a random positive row is ranked above a random negative one.

    For several classes: the mean over all pairs of classes (Hand and Till, 2001).
    """
    import numpy as np
    from sklearn.metrics import roc_auc_score

    if probabilities.shape[1] == 2:
        return float(roc_auc_score(truth, probabilities[:, 1]))
    labels = np.arange(probabilities.shape[1])
    return float(roc_auc_score(truth, probabilities, multi_class="ovo", labels=labels))


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
    )
)
