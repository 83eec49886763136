"""Rows with a date that a random split would shuffle."""

from __future__ import annotations

import re

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import outcome
from core.teaching import Teaching
from core.text import number, shown

MIN_DATES = 20
DRIFT = 0.1
SORTED = 0.95
_NO_EVENT = re.compile(
    r"birth|dob|born|founded|expir|valid|due|join|hired|sign.?up|regist|since", re.IGNORECASE
)


def look(view: View) -> Finding | None:
    """Report a date column while rows are split at random."""
    column = time_column(view)
    if view.problem.split.kind != "random" or not column or not view.problem.target:
        return None
    values = view.before[column]
    drift, ordered = _drift(view, column), _ordered(view, column)
    moves = (
        f" The target moves with time (rank correlation {number(drift)} of at most 1)."
        if drift
        else ""
    )
    sort = " The rows are sorted by it." if ordered else ""
    return Finding(
        code="time_order",
        severity="warning" if drift or ordered else "advice",
        title=f"'{shown(column)}' tells when each row happened",
        evidence=f"It runs from {values.min():%Y-%m-%d} to {values.max():%Y-%m-%d}.{sort}{moves}",
        consequence="With rows drawn at random a model is trained on the future of the rows it is "
        "tested on. If you will predict later rows, the score is too good.",
        columns=(column,),
        fixes=(split_fix(view, column),),
        page="data",
    )


def split_fix(view: View, column: str) -> Fix:
    """Return the remedy: train on the past, test on the future."""
    split = view.problem.split
    values = {
        "kind": "time",
        "column": column,
        "test_share": split.test_share,
        "folds": split.folds,
    }
    return Fix("Test on the latest rows", problem={"split": values})


def time_column(view: View) -> str:
    """Return the complete date column that tells when a row happened, or ''.

    Of several, one that mostly lies after another is an outcome, not the moment of the
    row; of those that remain the most varied is taken.
    """
    skipped = ("ignore", "id")
    dates = [
        name
        for name, type_ in view.before.dtypes.items()
        if type_.kind == "M"
        and name != view.problem.target
        and view.problem.role_of(name) not in skipped
        and not _NO_EVENT.search(name)
        and name not in view.gappy
        and view.before[name].notna().all()
    ]
    distinct = {name: int(view.before[name].nunique()) for name in dates}
    enough = {name: size for name, size in distinct.items() if size >= MIN_DATES}
    varied = sorted(enough, key=lambda name: -enough[name])
    first = (name for name in varied if not any(_follows(view, name, o) for o in varied))
    return next(first, varied[0] if varied else "")


def _follows(view: View, later: str, earlier: str) -> bool:
    return bool((view.before[later] > view.before[earlier]).mean() >= SORTED)


def _drift(view: View, column: str) -> float:
    """Return the rank correlation of target and time when it is worth telling, else 0."""
    from core.association import spearman

    measured = outcome(view)
    if measured is None or len(measured[1].classes) > 2:
        return 0.0
    import pandas as pd

    rows, target = measured
    strength = spearman(
        view.before.loc[rows.index, column], pd.Series(target.values, index=rows.index)
    )
    return strength if abs(strength) >= DRIFT else 0.0


def _ordered(view: View, column: str) -> bool:
    steps = view.before[column].diff().dropna()
    zero = steps.iloc[0] * 0 if len(steps) else None
    return len(steps) > 0 and bool((steps >= zero).mean() >= SORTED)


TIME_ORDER = CHECKS.add(
    Check(
        name="time_order",
        label="Shuffled time",
        teaching=Teaching(
            "Looks for a date that puts the rows in time while the split is random.",
            "The model will predict later rows than it has seen: test on the latest rows.",
            "The date says nothing about when the row is predicted, such as a date of birth.",
        ),
        look=look,
    )
)
