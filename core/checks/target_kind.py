"""Targets that could be read as classes or as a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Elsewhere, Finding, Fix, View
from core.checks.coverage import target_of
from core.teaching import Teaching
from core.text import count, shown

if TYPE_CHECKING:
    import pandas as pd

FEW_NUMBERS = 10
MANY_NUMBERS = 20


def look(view: View) -> Finding | None:
    """Ask whether a target of few whole numbers is a class or an amount."""
    target = target_of(view)
    if target is None or target.dtype.kind not in "iuf" or target.nunique() < 2:
        return None
    known = target.dropna()
    distinct = int(known.nunique())
    if distinct == len(known) and len(known) > MANY_NUMBERS and bool((known % 1 == 0).all()):
        return _looks_like_key(view, known) if _is_key(known) else None
    other = better_task(view.problem.task, known)
    return _question(view, distinct, other) if other else None


def better_task(task: str, known: pd.Series) -> str:
    """Return another task worth considering for a number target, or ''.

    Two values are classes; up to ten whole numbers are first read as classes, more as a
    number; between three and twenty the choice is asked.
    """
    distinct = int(known.nunique())
    whole = bool((known % 1 == 0).all())
    if task == "regression":
        if distinct == 2:
            return "binary"
        return "multiclass" if whole and FEW_NUMBERS < distinct <= MANY_NUMBERS else ""
    if task == "multiclass":
        few = whole and 2 < distinct <= FEW_NUMBERS
        return "regression" if few or distinct > MANY_NUMBERS else ""
    return ""


def _question(view: View, distinct: int, other: str) -> Finding:
    known = view.frame[view.problem.target].dropna()
    clear = distinct == 2 or distinct > MANY_NUMBERS
    labels = {
        "binary": "Predict one of two outcomes",
        "multiclass": "Predict one of several categories",
        "regression": "Predict a number",
    }
    metrics = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}
    return Finding(
        code="target_kind",
        severity="warning" if clear else "advice",
        title=f"'{shown(view.problem.target)}' has {distinct:,} different numbers: a class "
        "or an amount?",
        evidence=f"Values from {known.min():g} to {known.max():g} in {count(len(known), 'row')}.",
        consequence="Read as classes, each number is a kind of its own, and the smallest is as far "
        "from the next as from the largest. Read as an amount, the distance counts, and an "
        "answer may lie between two of them.",
        columns=(view.problem.target,),
        fixes=(Fix(labels[other], problem={"task": other, "metric": metrics[other]}),),
        page="data",
    )


def _is_key(known: pd.Series) -> bool:
    spread = float(known.max()) - float(known.min()) + 1
    return len(known) / spread >= 0.5


def _looks_like_key(view: View, known: pd.Series) -> Finding:
    return Finding(
        code="target_kind",
        severity="warning",
        title=f"The target '{shown(view.problem.target)}' looks like a running number",
        evidence=f"Each of {count(len(known), 'row')} has another whole number between "
        f"{known.min():g} and {known.max():g}.",
        consequence="A key cannot be predicted. Choose another target, unless it is a measure.",
        columns=(view.problem.target,),
        page="data",
        elsewhere=Elsewhere("problem", "Choose another target"),
    )


TARGET_KIND = CHECKS.add(
    Check(
        name="target_kind",
        label="Class or number",
        teaching=Teaching(
            "Looks at targets of few whole numbers, which can be classes or an amount.",
            "Stars from 1 to 5 and numbers of visits are amounts; codes of a kind are classes.",
            "Changing it later changes every score: decide before comparing models.",
        ),
        look=look,
    )
)
