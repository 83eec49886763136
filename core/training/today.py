"""A stored comparison under the recipe as it stands today: ranked anew, changed fits left out."""

from __future__ import annotations

from dataclasses import replace

from core.problem import Problem
from core.recipe import Candidate, Recipe
from core.text import count
from core.training.results import Comparison
from core.training.scored import Result


def ranked_today(comparison: Comparison, problem: Problem) -> Comparison:
    """Rank by the metric of today: the fold scores of every metric of the task are kept."""
    same = problem.metric == comparison.metric
    if same or problem.task != comparison.task:
        return comparison
    return replace(comparison, metric=problem.metric)


def valid_today(comparison: Comparison, recipe: Recipe, data: str) -> Comparison:
    """Leave out the scores of fits that the recipe would not make again, with a note.

    `data` is the version of the table in use.
    """
    results = comparison.results if comparison.data_version == data else ()
    valid = tuple(result for result in results if _holds(result, recipe))
    gone = len(comparison.results) - len(valid)
    ranked = ranked_today(comparison, recipe.problem)
    if not gone:
        return ranked
    verb, whose = ("was", "its") if gone == 1 else ("were", "their")
    note = (
        f"The recipe has changed since {count(gone, 'model')} {verb} compared; "
        f"{whose} scores are left out."
    )
    notes = (*(comparison.notes if valid else ()), note)
    return replace(ranked, results=valid, data_version=data, notes=notes)


def _holds(result: Result, recipe: Recipe) -> bool:
    """Tell whether a candidate of that name, or one no longer listed, would be fitted alike."""
    gone = Candidate(result.model, result.params)
    candidate = next((item for item in recipe.candidates if item.name == result.name), gone)
    return recipe.fingerprint("fit", candidate) == result.fingerprint
