"""What each kind of work depends on: its result holds as long as that stays the same."""

from __future__ import annotations

from typing import Any

from core.files import canonical_json, text_hash
from core.recipe import Recipe
from core.steps import step_to


def key_of(kind: str, recipe: Recipe, data: str) -> str:
    """Return a fingerprint of everything in a recipe that a kind of work depends on."""
    return text_hash(canonical_json([kind, data, *_FACTS.get(kind, _of_chosen)(recipe)]))


def _of_compare(recipe: Recipe) -> list[Any]:
    fits = [recipe.fingerprint("fit", item) for item in recipe.candidates if item.on]
    return [*fits, recipe.minutes, *(["nested", recipe.problem.metric] if recipe.nested else [])]


def _of_tune(recipe: Recipe) -> list[Any]:
    search = recipe.search
    metric = recipe.problem.metric
    return [*_of_candidate(recipe, search.candidate), search.trials, search.minutes, metric]


def _of_evaluate(recipe: Recipe) -> list[Any]:
    return [*_of_chosen(recipe), recipe.threshold]


def _of_script(recipe: Recipe) -> list[Any]:
    return [*_of_chosen(recipe), recipe.problem.metric]


def _of_bundle(recipe: Recipe) -> list[Any]:
    """Depend on all that the report and the model card tell of the recipe."""
    return [*_of_chosen(recipe), recipe.threshold, recipe.to_json()["problem"]]


def _of_look(recipe: Recipe) -> list[Any]:
    """Depend on all that prepares rows and says what they are for."""
    steps = [step_to(step) for step in recipe.active()]
    told = recipe.to_json()
    return [told["problem"], steps, recipe.seed, told.get("contract")]


def _of_chosen(recipe: Recipe) -> list[Any]:
    return _of_candidate(recipe, recipe.chosen)


def _of_candidate(recipe: Recipe, name: str) -> list[Any]:
    candidate = next((item for item in recipe.candidates if item.name == name), None)
    return [recipe.fingerprint("fit", candidate)]


_FACTS = {
    "compare": _of_compare,
    "measure": _of_compare,
    "tune": _of_tune,
    "evaluate": _of_evaluate,
    "script": _of_script,
    "bundle": _of_bundle,
    "look": _of_look,
}
