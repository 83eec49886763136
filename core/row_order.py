"""What goes from row to row: steps, under splits by which none crosses over, and metrics."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from core.checks import Fix
from core.errors import AppError, RecipeError
from core.metrics import METRICS, withheld
from core.recipe import Recipe
from core.steps import Step
from core.tasks.timeline import tells_time
from core.text import shown

if TYPE_CHECKING:
    import pandas as pd

    from core.problem import Problem


def refuse_crossing(recipe: Recipe) -> None:
    """Refuse steps by which a row could take a value from the other side of the split."""
    for step in recipe.active("prepare"):
        if step.needs_order and (error := crossing(step, recipe.problem)):
            raise error


def refuse_unordered(problem: Problem, frame: pd.DataFrame) -> None:
    """Refuse a metric that judges against the row before where no column tells which that is."""
    if problem.metric not in METRICS or not METRICS.get(problem.metric).against_naive:
        return
    why = withheld(problem).get(problem.metric)
    if why is None and not tells_time(frame, problem.time):
        why = (
            f"{METRICS.get(problem.metric).label} needs rows in the order of time, but the column "
            f"'{shown(problem.time)}' holds no dates or numbers."
        )
    if why:
        raise RecipeError(why, "Or choose another measure of success on the Problem page.")


def crossing(step: Step, problem: Problem) -> AppError | None:
    """Return how values could cross the split, None where none can.

    Within the groups that a split keeps together no value crosses. Along the time that a split
    cuts, values pass from training rows to later rows only. A random split parts neighbours.
    """
    split, name = problem.split, step.label
    group, by = (tuple(getattr(step, part, ())) for part in ("group", "by"))
    if problem.target in step.named_columns():
        return RecipeError(
            f"'{name}' would copy answers from row to row: it names the target "
            f"'{shown(problem.target)}'.",
            "Take the target out of the step.",
        )
    if split.kind == "group" and split.column in group:
        return None
    if split.kind == "time" and by == (split.column,):
        return None
    if split.kind == "group":
        return RecipeError(
            f"'{name}' passes values between the groups that the split keeps apart.",
            f"Let it work within each '{shown(split.column)}'.",
        )
    if split.kind == "time":
        return RecipeError(
            f"'{name}' could pass values from later rows to earlier ones.",
            f"Let it work in the order of '{shown(split.column)}'.",
        )
    return RecipeError(
        f"'{name}' takes values from the row above, which "
        f"{'a random' if split.kind == 'random' else 'this'} split may have locked away.",
        f"Split by group ('{shown(group[0])}'), or by time, on the Problem page."
        if group
        else "Split by time on the Problem page, or name a group in the step and split by it.",
    )


def remedies(recipe: Recipe) -> tuple[Fix, ...]:
    """Return the splits under which the first step that could cross would not."""
    for step in recipe.active("prepare"):
        if not step.needs_order or crossing(step, recipe.problem) is None:
            continue
        ways = [("group", name) for name in getattr(step, "group", ())]
        ways += [("time", name) for name in getattr(step, "by", ())]
        fixes = []
        for kind, name in ways:
            split = dataclasses.replace(recipe.problem.split, kind=kind, column=name)
            problem = dataclasses.replace(recipe.problem, split=split)
            if crossing(step, problem) is None:
                label = f"Split by {'group' if kind == 'group' else 'time'}: {shown(name)}"
                fixes.append(Fix(label, problem={"split": dataclasses.asdict(split)}))
        return tuple(fixes)
    return ()
