"""A whole run without a window: what it chooses, and what it does not do twice."""

from __future__ import annotations

from dataclasses import replace

from core.shelf import MemoryShelf
from core.shipping import Known, results_json
from core.training.compare import begin, best_place, compare, unit_key
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
