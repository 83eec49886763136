"""Classes of very different size, and metrics that flatter because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import target_of
from core.teaching import Teaching
from core.text import count, percent, shown

if TYPE_CHECKING:
    import pandas as pd

COMMON = 0.7
RARE = 0.05
FAIR_WHEN_RARE = (
    "pr_auc",
    "f1",
    "balanced_accuracy",
    "mcc",
    "precision",
    "recall",
    "log_loss",
    "brier",
)
_FIX_LABELS = {
    "roc_auc": "Judge by ROC-AUC",
    "pr_auc": "Judge by PR-AUC",
    "balanced_accuracy": "Judge by balanced accuracy",
}


def look(view: View) -> Finding | None:
    """Report a metric that looks good only because one class is common."""
    target, problem = target_of(view), view.problem
    if target is None or problem.task == "regression" or target.nunique() < 2:
        return None
    sizes = target.value_counts()
    common, rare = (float(sizes.iloc[end]) / float(sizes.sum()) for end in (0, -1))
    if problem.metric == "accuracy" and common >= COMMON:
        two = "roc_auc" if rare >= RARE else "pr_auc"
        return _finding(
            sizes,
            two if problem.task == "binary" else "balanced_accuracy",
            f"Accuracy flatters: always answering '{shown(sizes.index[0])}' is right for "
            f"{percent(common)} of the rows.",
        )
    if problem.task == "binary" and rare < RARE and problem.metric not in FAIR_WHEN_RARE:
        return _finding(
            sizes,
            "pr_auc",
            "With so few positives a score such as ROC-AUC looks good even when most alarms "
            "are false. Class weights and a chosen threshold help first.",
        )
    return None


def _finding(sizes: pd.Series, metric: str, consequence: str) -> Finding:
    rarest, rows = sizes.index[-1], int(sizes.iloc[-1])
    return Finding(
        code="imbalance",
        severity="warning",
        title=f"'{shown(rarest)}' is rare: {percent(rows / sizes.sum(), 1)} of the rows",
        evidence=f"{count(rows, 'row')} of {int(sizes.sum()):,} are '{shown(rarest)}'.",
        consequence=consequence,
        fixes=(Fix(_FIX_LABELS[metric], problem={"metric": metric}),),
        page="explore",
        safe=True,
    )


IMBALANCE = CHECKS.add(
    Check(
        name="imbalance",
        label="Class balance",
        teaching=Teaching(
            "Compares the sizes of the classes with the metric that judges the models.",
            "Ranking metrics and PR-AUC stay honest when one class is rare.",
            "Accuracy rewards answering with the common class; do not trust it here.",
        ),
        look=look,
    )
)
