"""Classes with too few rows to learn and to check."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Elsewhere, Finding, Fix, View
from core.checks.coverage import target_of
from core.problem import most_folds
from core.teaching import Teaching
from core.text import count, listed, shown

if TYPE_CHECKING:
    import pandas as pd

    from core.problem import Problem

FEW = 10
FOLDS = 5
REST = "other"


def look(view: View) -> Finding | None:
    """Report classes with fewer than ten training rows."""
    target = target_of(view)
    if target is None or view.problem.task == "regression":
        return None
    sizes = target.value_counts()
    small = sizes[sizes < FEW]
    if small.empty or len(sizes) < 2:
        return None
    fixes = tuple(_fixes(view.problem, sizes, small))
    return Finding(
        code="small_classes",
        severity="warning",
        title=f"{count(len(small), 'class', 'classes')} with fewer than {FEW} rows",
        evidence=f"{listed(small.index)}; the smallest, '{shown(small.index[-1])}', has "
        f"{count(int(small.min()), 'training row')}.",
        consequence="They can hardly be learned, and their scores are chance."
        f"{_missed(view.problem, sizes)}",
        columns=(view.problem.target,),
        fixes=fixes,
        page="explore",
        elsewhere=None if fixes else Elsewhere("data", "Load a table with more rows of them"),
    )


def _missed(problem: Problem, sizes: pd.Series) -> str:
    """Say what the folds lose by the small classes, if anything."""
    wanted, least = problem.split.folds, int(sizes.min())
    folds = max(min(wanted, most_folds(sizes)), 2)
    fewer = f" Every model is checked on {count(folds, 'fold')} instead of {wanted}."
    none = f" Some folds check none of '{shown(sizes.index[-1])}'."
    return (fewer if folds < wanted else "") + (none if least < folds else "")


def _fixes(problem: Problem, sizes: pd.Series, small: pd.Series) -> Iterator[Fix]:
    """Offer to merge the classes where that makes one worth learning, and to leave them out."""
    rest = sizes.drop(small.index)
    names = [_label(value) for value in small.index]
    merged = len(small) > 1 and small.sum() >= FEW and len(rest) > 0
    if merged:
        into = REST if REST not in map(_label, rest.index) else f"{REST} classes"
        step = {
            "step": "map_values",
            "columns": [problem.target],
            "values": names,
            "into": [into] * len(names),
        }
        changed = _folds(problem, min(int(rest.min()), int(small.sum())))
        yield Fix(f"Merge them into '{into}'", steps=(step,), problem=changed)
    if len(rest) > 1:
        filtered = {
            "step": "filter_rows",
            "columns": [problem.target],
            "keep": "remove",
            "rule": "is",
            "values": names,
        }
        changed = _folds(problem, int(rest.min()))
        yield Fix("Leave their rows out", steps=(filtered,), problem=changed)


def _folds(problem: Problem, least: int) -> dict[str, object]:
    """Return the change that brings back the folds that small classes did not allow."""
    split = problem.split
    if split.folds >= FOLDS or least < FOLDS:
        return {}
    return {"split": dataclasses.asdict(dataclasses.replace(split, folds=FOLDS))}


def _label(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]


SMALL_CLASSES = CHECKS.add(
    Check(
        name="small_classes",
        label="Very small classes",
        teaching=Teaching(
            f"Counts the training rows of each class and names those with fewer than {FEW}.",
            "Collect more rows of them, merge them into one class, or leave their rows out: the "
            "other classes are then learned and checked as usual.",
            "Rare classes are the point of the question: then count them, do not drop them.",
        ),
        look=look,
    )
)
