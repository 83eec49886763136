"""Read the kind of question, its metric and its positive class from the target."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.checks.imbalance import RARE
from core.checks.target_kind import FEW_NUMBERS
from core.problem import Problem
from core.table import broad_kind_of
from core.tasks.supervised import MIN_CLASS, rarer_class
from core.text import as_written, count, number, percent, shown

if TYPE_CHECKING:
    import pandas as pd

SKEWED = 2.0
BALANCED = 0.5


def guess_task(values: pd.Series) -> tuple[str, str]:
    """Return the task that fits a target, with the evidence in one sentence."""
    known = values.dropna()
    sizes = known.value_counts()
    distinct = len(sizes)
    if broad_kind_of(values) != "number":
        if distinct == 2:
            return "binary", f"The target has two values: {_pair(sizes)}."
        return "multiclass", f"The target has {distinct:,} categories."
    if distinct == 2:
        return "binary", f"The target has only two numbers: {_pair(sizes)}."
    whole = bool((known % 1 == 0).all())
    repeated = int(sizes.min()) >= MIN_CLASS and len(known) >= 10 * distinct
    if whole and distinct <= FEW_NUMBERS and repeated:
        return (
            "multiclass",
            f"The target has {distinct} different whole numbers, read as classes. "
            "If they are amounts, predict a number.",
        )
    return (
        "regression",
        f"The target has {count(distinct, 'different number')}, so it is an amount"
        f" between {as_written(float(known.min()))} and {as_written(float(known.max()))}.",
    )


def with_metric(problem: Problem, values: pd.Series) -> tuple[Problem, dict[str, str]]:
    """Choose the metric and the positive class by the target's shape, with reasons."""
    known = values.dropna()
    if problem.task == "regression":
        return _for_number(problem, known)
    shares = known.value_counts(normalize=True)
    if problem.task == "binary":
        return _for_two(problem, known, shares)
    even = float(shares.iloc[-1]) >= BALANCED / len(shares)
    metric = "accuracy" if even else "f1"
    reason = (
        f"The {len(shares)} classes are about equally common, so accuracy is fair."
        if even
        else f"The classes differ in size (largest {percent(float(shares.iloc[0]))}, smallest "
        f"{percent(float(shares.iloc[-1]), 1)}); F1 counts each class alike."
    )
    return replace(problem, metric=metric), {"metric": reason}


def _for_number(problem: Problem, known: pd.Series) -> tuple[Problem, dict[str, str]]:
    skew = float(known.skew()) if len(known) > 2 else 0.0
    if abs(skew) > SKEWED:
        reason = (
            f"The target is skewed ({number(skew)}): the mean absolute error is not ruled by a "
            "few extreme rows."
        )
        return replace(problem, metric="mae"), {"metric": reason}
    reason = (
        f"The target is not very skewed ({number(skew)}): the root mean squared error counts "
        "large errors more, in the target's own unit."
    )
    return replace(problem, metric="rmse"), {"metric": reason}


def _for_two(
    problem: Problem, known: pd.Series, shares: pd.Series
) -> tuple[Problem, dict[str, str]]:
    positive = rarer_class(known)
    rare = float(shares.iloc[-1])
    reasons = {
        "positive": f"'{shown(positive)}' is the rarer class ({percent(rare, 1)}), so it is the "
        "one to find.",
        "metric": f"{percent(rare)} are positive: ROC-AUC judges the ranking, whatever the "
        "threshold.",
    }
    metric = "roc_auc"
    if rare < RARE:
        metric = "pr_auc"
        reasons["metric"] = (
            f"Only {percent(rare, 1)} are positive: PR-AUC shows how many alarms are right."
        )
    return replace(problem, metric=metric, positive=positive), reasons


def _pair(sizes: pd.Series) -> str:
    told = [f"'{shown(value, 30)}' ({rows:,} rows)" for value, rows in sizes.items()]
    return " and ".join(told)
