"""Propose how rows are set apart and how many folds there are."""

from __future__ import annotations

from dataclasses import replace

from core.checks import View
from core.checks.group_column import group_of
from core.checks.time_order import time_column
from core.problem import Problem
from core.text import count, percent, shown

LARGE = 200_000
FOLDS = 5
FEW_FOLDS = 3
NO_ORDER = "No column puts the rows in order"
_SURE_GROUPS = (
    "customer", "client", "patient", "user", "person", "subject", "household", "account",
    "student", "employee", "member", "machine", "device", "session", "unit", "engine",
)  # fmt: skip


def with_split(problem: Problem, view: View) -> tuple[Problem, dict[str, str]]:
    """Choose the split: by time or group where that is clear, else at random."""
    folds, why = _folds(view)
    share = problem.split.test_share
    split = replace(problem.split, folds=folds)
    held = f"{percent(share)} of the rows are locked away until the end"
    reasons = {"folds": why}
    moment = _clear_time(view)
    group = "" if moment else _clear_group(view)
    if moment:
        problem = problem.with_role(moment, "time")
        split = replace(split, kind="time", column=moment)
        reasons["split"] = f"'{shown(moment)}' has one row per moment, so the latest {held}."
    elif group:
        problem = problem.with_role(group, "group")
        split = replace(split, kind="group", column=group)
        reasons["split"] = (
            f"'{shown(group)}' repeats, so all rows of one value stay on one side; about {held}."
        )
    else:
        even = "" if problem.task == "regression" else ", with the same share of each class"
        date = time_column(view)
        begins = f"'{shown(date)}' holds several rows per moment" if date else NO_ORDER
        later = " If later rows are to be predicted, test on the latest instead." if date else ""
        reasons["split"] = f"{begins}: a random {held}{even}.{later}"
    return replace(problem, split=split), reasons


def _folds(view: View) -> tuple[int, str]:
    target = view.frame[view.problem.target].dropna()
    if view.problem.task != "regression" and len(target):
        smallest = int(target.value_counts().min())
        if smallest < FOLDS:
            folds = max(smallest, 2)
            return folds, f"{folds} folds: the smallest class has only {count(smallest, 'row')}."
    if len(target) > LARGE:
        return FEW_FOLDS, f"{FEW_FOLDS} folds: with {len(target):,} rows they are steady enough."
    return FOLDS, f"{FOLDS} folds: each row is checked once by a model that has not seen it."


def _clear_time(view: View) -> str:
    """Return the date column of a series: complete, in order, one row per moment."""
    column = time_column(view)
    if not column:
        return ""
    moments = view.frame[column]
    once = moments.nunique() >= 0.99 * len(moments)
    return column if once and moments.is_monotonic_increasing else ""


def _clear_group(view: View) -> str:
    column = group_of(view)
    return column if any(word in column.lower() for word in _SURE_GROUPS) else ""
