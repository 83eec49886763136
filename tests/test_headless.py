"""A whole run without a window: what it chooses, and what it does not do twice."""

from __future__ import annotations

from dataclasses import replace

from core.headless import tuned
from core.progress import Event, silent
from core.recipe import Candidate, Recipe, Search
from core.shelf import MemoryShelf
from core.shipping import Known, results_json
from core.training.compare import begin, best_place, compare, unit_key
from core.training.tune import tune
from tests.training.tables import customers, recipe


def test_a_candidate_that_time_cut_off_is_listed_but_not_chosen() -> None:
    table, whole = customers(), recipe("logistic", "decision_tree")
    full, kept = MemoryShelf(), MemoryShelf()
    compare(whole, table, shelf=full)
    work = begin(whole, table)
    for candidate in work.candidates:
        for fold in range(2 if candidate.model == "logistic" else 3):
            key = unit_key(work, candidate, fold)
            kept.put(key, full.get(key))
    comparison = compare(replace(whole, minutes=0.0), table, shelf=kept)
    chosen = whole.edit(chosen=best_place(comparison))
    found = results_json(chosen, Known(comparison))
    assert found["chosen"] == "Decision tree"
    assert [(line["name"], line["rank"]) for line in found["leaderboard"]] == [
        ("Decision tree", 1),
        ("Baseline", 2),
        ("Logistic regression", None),
    ]
    assert found["leaderboard"][2]["folds"] == [0, 1]
    assert found["notes"] == ["1 candidate without all 3 folds has no place."]


def searching(*candidates: Candidate) -> Recipe:
    """Return a recipe that tunes a tree which starts from poor settings."""
    poor = Candidate("decision_tree", {"min_samples_leaf": 50}, label="Decision tree")
    search = Search(candidate=poor.name, trials=4, minutes=None)
    return recipe().edit(candidates=(poor, *candidates), search=search)


def tuned_names(whole: Recipe) -> list[str]:
    """Return the candidates that a run compares, once its search is done."""
    ready = tuned(whole, customers(), silent, MemoryShelf(), 1)
    return [candidate.name for candidate in ready.candidates]


def test_the_best_trial_joins_the_comparison() -> None:
    assert tuned_names(searching()) == ["Decision tree", "Decision tree, tuned"]


def test_settings_that_were_adopted_are_not_searched_again() -> None:
    adopted = Candidate("decision_tree", {"max_depth": 4}, label="Decision tree, tuned")
    heard: list[Event] = []
    ready = tuned(searching(adopted), customers(), heard.append, MemoryShelf(), 1)
    assert [candidate.name for candidate in ready.candidates] == [
        "Decision tree",
        "Decision tree, tuned",
    ]
    assert not heard


def test_the_best_trial_joins_no_candidate_with_the_same_settings() -> None:
    found = tune(searching(), customers()).best
    assert found is not None
    twin = Candidate("decision_tree", found.params, label="My tree")
    assert tuned_names(searching(twin)) == ["Decision tree", "My tree"]
