"""How far the questions before the data are answered, and what that makes of a recipe."""

from __future__ import annotations

from dataclasses import replace

from core.problem import Problem
from core.questions import Ending, ask, ending_named
from core.recipe import Recipe
from pages.ui.session import session


def asked(recipe: Recipe, ending: Ending) -> Recipe:
    """Return the recipe as an ending of the questions asks it, before a table is known."""
    if not ending.trains:
        return recipe.edit(intent=ending.name)
    return recipe.edit(intent=ending.name, task=ending.task, metric=ending.metric)


def begun() -> Recipe:
    """Return the first recipe of a project: empty, or as the questions were answered."""
    reached = ask(*session().answers)
    if not isinstance(reached, Ending):
        return Recipe()
    return asked(Recipe(), reached).edit(goal=session().typed.strip())


def still_asked(problem: Problem, task: str | None) -> bool:
    """Tell whether the answers hold once a target or a task is chosen by hand."""
    ending = ending_named(problem.intent)
    if ending is not None and not ending.trains:
        return False
    return task is None or not replace(problem, task=task).differs
