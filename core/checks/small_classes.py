"""Classes with too few rows to learn and to check."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import target_of
from core.teaching import Teaching
from core.text import count, listed, shown

FEW = 10


def look(view: View) -> Finding | None:
    """Report classes with fewer than ten training rows."""
    target = target_of(view)
    if target is None or view.problem.task == "regression":
        return None
    sizes = target.value_counts()
    small = sizes[sizes < FEW]
    if small.empty or len(sizes) < 2:
        return None
    folds = view.problem.split.folds
    fewer = f" Only {int(small.min())} folds are possible." if small.min() < folds else ""
    return Finding(
        code="small_classes",
        severity="warning",
        title=f"{count(len(small), 'class', 'classes')} with fewer than {FEW} rows",
        evidence=f"{listed(small.index)}; the smallest, '{shown(small.index[-1])}', has "
        f"{count(int(small.min()), 'row')}.",
        consequence=f"They can hardly be learned, and their scores are chance.{fewer} Classes "
        "with one or two rows are left out.",
        columns=(view.problem.target,),
        page="explore",
    )


SMALL_CLASSES = CHECKS.add(
    Check(
        name="small_classes",
        label="Very small classes",
        teaching=Teaching(
            f"Counts the training rows of each class and names those with fewer than {FEW}.",
            "Collect more rows of them, or merge them into one class before loading.",
            "Rare classes are the point of the question: then count them, do not drop them.",
        ),
        look=look,
    )
)
