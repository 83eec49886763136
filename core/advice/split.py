"""Propose how rows are set apart and how many folds there are."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.checks import View
from core.checks.group_column import group_of, groups_of
from core.checks.time_order import time_column
from core.problem import Problem, Split, most_folds
from core.text import count, listed, percent, shown

LARGE = 200_000
FOLDS = 5
FEW_FOLDS = 3
ALMOST = 0.99
MIN_MOMENTS = 20
ONE = "has one row per moment"
NO_ORDER = "No column puts the rows in order"
MARKED_NAMES = re.compile(r"(^|[^a-z])(set|split|subset|partition|usage)($|[^a-z])")
TESTING = ("test", "testing", "holdout", "hold-out", "hold out")
LEARNING = ("train", "training", "learn", "learning", "validation", "valid", "val", "dev")
SHARES = (0.02, 0.6)
_SURE_GROUPS = (
    "customer", "client", "patient", "user", "person", "subject", "household", "account",
    "student", "employee", "member", "machine", "device", "session", "unit", "engine",
)  # fmt: skip


def with_split(problem: Problem, view: View) -> tuple[Problem, dict[str, str]]:
    """Choose the split: by a column made for it, by time or group where clear, else at random."""
    folds, why = _folds(view)
    share = problem.split.test_share
    split = replace(problem.split, folds=folds)
    held = held_back(share)
    reasons = {"folds": why}
    marks = split_marks(view)
    if marks is not None:
        return replace(problem, split=replace(marks, folds=folds)), {
            "folds": why,
            "split": f"'{shown(marks.column)}' says which rows are for testing "
            f"({listed(marks.tested)}): these are locked away until the end.",
        }
    moment, how = _clear_time(view)
    group = "" if how == ONE else _clear_group(view)
    if moment and not group:
        problem = problem.with_role(moment, "time")
        split = replace(split, kind="time", column=moment)
        reasons["split"] = f"'{shown(moment)}' {how}, so the latest {held}."
        reasons["folds"] = f"{folds} folds in the order of time: each is checked by a model of "
        reasons["folds"] += "earlier rows."
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


def split_column(view: View, kind: str) -> str:
    """Return the column that a split of this kind would most likely mean, or ''."""
    if kind == "time":
        dates = [name for name in view.before if view.before[name].dtype.kind == "M"]
        return time_column(view) or next(map(str, dates), "")
    return group_of(view) if kind == "group" else ""


def held_back(share: float) -> str:
    """Say how many rows are set apart."""
    return f"{percent(share)} of the rows are locked away until the end"


def person_column(view: View) -> str:
    """Return the column that names a person in several rows, or ''."""
    found = {name: groups for name, groups in groups_of(view).items() if _is_person(name)}
    return max(found, key=lambda name: found[name], default="")


def split_marks(view: View) -> Split | None:
    """Return the split that a column of the table was made for, None where there is none.

    Such a column is called after its purpose and holds words for learning and testing only.
    """
    for name in view.before:
        if name == view.problem.target or not MARKED_NAMES.search(str(name).lower()):
            continue
        values = view.before[name]
        if values.dtype.kind in "iufMb":
            continue
        shares = values.str.strip().str.lower().value_counts(normalize=True)
        share = sum(float(shares.get(word, 0.0)) for word in TESTING)
        if set(shares.index) <= {*TESTING, *LEARNING} and SHARES[0] <= share <= SHARES[1]:
            tested = values[values.str.strip().str.lower().isin(TESTING)]
            words = sorted(tested.unique())
            return replace(
                view.problem.split, kind="column", column=name, test_values="\n".join(words)
            )
    return None


def _folds(view: View) -> tuple[int, str]:
    target = view.frame[view.problem.target].dropna()
    if view.problem.task != "regression" and len(target):
        sizes = target.value_counts()
        folds = max(most_folds(sizes), 2)
        if folds < FOLDS:
            least = count(int(sizes.min()), "row")
            return folds, f"{folds} folds: the smallest class has only {least}."
    if len(target) > LARGE:
        return FEW_FOLDS, f"{FEW_FOLDS} folds: with {len(target):,} rows they are steady enough."
    return FOLDS, f"{FOLDS} folds: each row is checked once by a model that has not seen it."


def _clear_time(view: View) -> tuple[str, str]:
    """Return the date column of a record kept over time and what shows it, or two ''.

    Classes must not be new to the folds: later rows could not be predicted.
    """
    column = time_column(view)
    if not column or not _known_early(view):
        return "", ""
    moments = view.before[column]
    in_order = moments.is_monotonic_increasing
    if in_order and moments.nunique() >= ALMOST * len(moments):
        return column, ONE
    if in_order:
        return column, "puts the rows in order, as they stand in the table"
    series = _series(view, column)
    return (column, f"puts the rows of each '{shown(series)}' in order") if series else ("", "")


def _known_early(view: View) -> bool:
    """Tell whether the part that the first fold learns from has every class."""
    target = view.frame[view.problem.target]
    early = target.iloc[: len(target) // (FOLDS + 1)]
    return view.problem.task == "regression" or early.nunique() == target.nunique()


def _series(view: View, moment: str) -> str:
    """Return the column that tells several series apart, each in the order of time, or ''."""
    rows = len(view.before)
    times, moments = _coded(view.before[moment])
    for name, values in view.before.items():
        if name in (moment, view.problem.target) or values.dtype.kind in "fM":
            continue
        codes, distinct = _coded(values)
        few = 2 <= distinct <= rows / MIN_MOMENTS and rows <= distinct * moments
        if few and (rows - len(np.unique(codes * (moments + 1) + times))) / rows <= 1 - ALMOST:
            series = view.before.groupby(name, observed=True)[moment]
            if series.is_monotonic_increasing.all():
                return str(name)
    return ""


def _coded(values: pd.Series) -> tuple[NDArray[np.int64], int]:
    """Return a number for each value, 0 for none, and how many values are different."""
    codes, distinct = pd.factorize(values)
    return codes.astype("int64") + 1, len(distinct)


def _clear_group(view: View) -> str:
    column = group_of(view)
    return column if _is_person(column) else ""


def _is_person(column: str) -> bool:
    return any(word in column.lower() for word in _SURE_GROUPS)
