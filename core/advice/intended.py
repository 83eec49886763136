"""Follow what was asked for before there was a table, or say with evidence why not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.advice.split import held_back, person_column, split_column
from core.advice.task import guess_task
from core.checks import View
from core.problem import Problem, Split
from core.questions import ending_named
from core.table import broad_kind_of
from core.tasks.supervised import MAX_CLASSES, MIN_CLASS
from core.text import count, shown

if TYPE_CHECKING:
    import pandas as pd

NEEDS = {
    "binary": "a target with two values",
    "multiclass": f"a target with three to {MAX_CLASSES} values that repeat",
    "regression": "a target of three or more different numbers",
}


def task_for(intent: str, values: pd.Series) -> tuple[str, str]:
    """Return the task that fits a target and what was asked for, with the evidence.

    >>> import pandas as pd
    >>> stars = pd.Series([1, 2, 3, 4, 5] * 10)
    >>> task_for("", stars)[0], task_for("amount", stars)[0]
    ('multiclass', 'regression')
    """
    found, evidence = guess_task(values)
    ending = ending_named(intent)
    if ending is None or not ending.trains or ending.task == found:
        return found, evidence
    if _can_be(ending.task, values):
        distinct = int(values.nunique())
        read = "an amount" if ending.task == "regression" else "a class"
        return ending.task, (
            f"The target has {count(distinct, 'different number')}, which could be classes or an "
            f"amount. You asked for {ending.asked}, so each is {read}."
        )
    return found, f"{evidence} You asked for {ending.asked}: that needs {NEEDS[ending.task]}."


def suits(intent: str, values: pd.Series) -> int:
    """Return how well a column can be the target of what was asked for: 2 well, 1 also, 0 not.

    Numbers that could be classes are second to words.
    """
    ending = ending_named(intent)
    if ending is None or not ending.trains:
        return 0
    if guess_task(values)[0] != ending.task:
        return int(_can_be(ending.task, values))
    return 1 if ending.task == "multiclass" and broad_kind_of(values) == "number" else 2


def no_target_for(intent: str) -> str:
    """Return why no target is proposed for what was asked for, '' if one is."""
    ending = ending_named(intent)
    if ending is None or ending.trains:
        return ""
    return f"You asked for {ending.asked}. {ending.says}"


def as_intended(
    problem: Problem, reasons: dict[str, str], view: View
) -> tuple[Problem, dict[str, str]]:
    """Set rows apart by time or by person where that was asked for and a column tells it."""
    ending = ending_named(problem.intent)
    if ending is None or not ending.expects or problem.split.kind in (ending.expects, "column"):
        return problem, reasons
    column = split_column(view, "time") if ending.expects == "time" else person_column(view)
    if not column or not _can_order(ending.expects, view, column):
        return problem, {**reasons, "split": f"{reasons['split']} {_lacking(ending.expects)}"}
    former = problem.split
    split = Split(ending.expects, former.test_share, former.folds, column=column)
    problem = replace(problem.with_role(column, ending.expects), split=split)
    return problem, {**reasons, **_because(ending.expects, column, split)}


def _can_be(task: str, values: pd.Series) -> bool:
    """Tell whether a target of numbers can be read as the other of classes or amount."""
    known = values.dropna()
    if broad_kind_of(values) != "number" or not 2 < known.nunique() <= MAX_CLASSES:
        return task == "regression" and broad_kind_of(values) == "number" and known.nunique() > 2
    if task == "regression":
        return True
    whole = bool((known % 1 == 0).all())
    return task == "multiclass" and whole and int(known.value_counts().min()) >= MIN_CLASS


def _can_order(expects: str, view: View, column: str) -> bool:
    return expects != "time" or (
        column not in view.gappy and bool(view.before[column].notna().all())
    )


def _because(expects: str, column: str, split: Split) -> dict[str, str]:
    if expects == "time":
        return {
            "split": f"You asked for what comes next, and '{shown(column)}' says when each row "
            f"happened: the latest {held_back(split.test_share)}.",
            "folds": f"{split.folds} folds in the order of time: each is checked by a model of "
            "earlier rows.",
        }
    return {
        "split": f"'{shown(column)}' names the person: all rows of one person stay on one side, "
        f"so it is tested on people it has not met; about {held_back(split.test_share)}."
    }


def _lacking(expects: str) -> str:
    if expects == "time":
        return (
            "You asked for what comes next, but no column of dates is complete: correct its kind "
            "on Data, or bring one, or later rows are predicted from rows after them."
        )
    return (
        "You asked about people, but no column names the same person in several rows. If one "
        "does, give it the role group on Data and keep its rows together."
    )
