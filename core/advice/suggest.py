"""A complete first recipe for a table, each choice with one sentence of reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from core.advice.candidates import candidates_for, traits_of
from core.advice.intended import as_intended, no_target_for, suits, task_for
from core.advice.plan import with_clean_columns, with_learned_steps
from core.advice.split import with_split
from core.advice.target import guess_target
from core.advice.task import with_metric
from core.advice.view import training_rows, view_again, view_of
from core.checks import View
from core.problem import Problem
from core.recipe import Recipe
from core.steps import Step
from core.table import Dataset
from core.tasks.supervised import check_target

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_ROWS = 50_000
NO_TARGET = "No column looks like something to predict. Choose one."


def suggest(
    dataset: Dataset, target: str | None = None, task: str | None = None, intent: str = ""
) -> Recipe:
    """Propose task, metric, split, roles, steps and candidates from the training rows.

    `intent` names the ending of the questions before the data: target, task and split follow
    it where the table allows, and the reasons say so or why not. A target that cannot be
    learned is refused with a TargetError. Where no column can be a target, the recipe comes
    back without one, and its reasons say so.
    """
    recipe = _asked(dataset, target, task, intent)
    if not recipe.problem.target:
        return recipe
    view = view_of(recipe, dataset)
    problem, why = as_intended(*with_split(recipe.problem, view), view)
    recipe = recipe.edit(problem=problem, reasons={**recipe.reasons, **why})
    rows = training_rows(recipe, dataset)
    look = _looker(dataset, rows)
    recipe = with_learned_steps(with_clean_columns(recipe, look), look)
    traits = replace(traits_of(look(recipe)), rows=len(rows))
    reasons = {**recipe.reasons, "search": _search_reason(recipe)}
    return recipe.edit(candidates=candidates_for(traits), reasons=reasons)


def _looker(dataset: Dataset, rows: NDArray[np.int64]) -> Callable[[Recipe], View]:
    """Return a view of at most 50,000 training rows for any recipe of one target."""
    if len(rows) > MAX_ROWS:
        rows = np.sort(np.random.default_rng(0).choice(rows, MAX_ROWS, replace=False))
    prepared: dict[tuple[Step, ...], View] = {}

    def look(recipe: Recipe) -> View:
        steps = recipe.active("prepare")
        if steps not in prepared:
            prepared.clear()
            prepared[steps] = view_of(recipe, dataset, rows)
        return view_again(prepared[steps], recipe)

    return look


def _asked(dataset: Dataset, target: str | None, task: str | None, intent: str) -> Recipe:
    """Return a recipe with target, task, metric and positive class only."""
    reasons = {}
    begun = Recipe().edit(intent=intent)
    if target is None:
        why_none = no_target_for(intent)
        guess = None if why_none else guess_target(dataset, partial(suits, intent))
        if guess is None:
            return begun.edit(reasons={"target": why_none or NO_TARGET})
        target, reasons["target"] = guess.column, guess.reason
    if target not in dataset.frame.columns or dataset.frame[target].nunique() < 2:
        check_target(dataset.frame, Problem(target=target))
    values = dataset.frame[target]
    found, reasons["task"] = task_for(intent, values)
    if task is not None and task != found:
        found, reasons["task"] = task, "You chose the kind of question."
    recipe = begun.edit(target=target, task=found)
    check_target(dataset.frame, recipe.problem)
    problem, why = with_metric(recipe.problem, values)
    return recipe.edit(problem=problem, reasons={**reasons, **why})


def _search_reason(recipe: Recipe) -> str:
    search = recipe.search
    limit = f", at most {search.minutes:g} minutes" if search.minutes else ""
    return f"{search.trials} trials{limit}: enough to see whether tuning helps at all."
