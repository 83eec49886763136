"""A stored comparison under the recipe of today: ranked anew, and without what has changed."""

from __future__ import annotations

from core.recipe import Candidate, Recipe
from core.training.results import Comparison
from core.training.scored import Result
from core.training.today import ranked_today, valid_today

TREE, LOGISTIC = Candidate("decision_tree"), Candidate("logistic")
RECIPE = Recipe(candidates=(TREE, LOGISTIC))


def scored(candidate: Candidate, auc: float, accuracy: float) -> Result:
    scores = {"roc_auc": (auc, auc), "accuracy": (accuracy, accuracy)}
    fingerprint = RECIPE.fingerprint("fit", candidate)
    return Result(
        candidate.name, candidate.model, "finished", scores, fingerprint=fingerprint, simplicity=5
    )


def compared(metric: str = "roc_auc") -> Comparison:
    results = (
        scored(TREE, 0.9, 0.6),
        scored(LOGISTIC, 0.7, 0.8),
        scored(Candidate("dummy"), 0.5, 0.5),
    )
    return Comparison("binary", metric, results, 0.5, "abc", 0, folds=2)


def leader(found: Comparison) -> str:
    return found.leaderboard()[0].result.name


def test_the_ranking_follows_the_metric_of_today() -> None:
    assert leader(compared()) == TREE.name
    assert leader(ranked_today(compared(), RECIPE.edit(metric="accuracy").problem)) == LOGISTIC.name


def test_a_metric_of_another_task_ranks_nothing_anew() -> None:
    other = RECIPE.edit(task="regression", metric="rmse").problem
    assert ranked_today(compared(), other) == compared()


def test_what_holds_stays_whole() -> None:
    assert valid_today(compared(), RECIPE, "abc") == compared()


def test_a_changed_candidate_is_left_out_and_said() -> None:
    deeper = Candidate("decision_tree", {"max_depth": 3})
    found = valid_today(compared(), RECIPE.edit(candidates=(deeper, LOGISTIC)), "abc")
    assert [result.name for result in found.results] == [LOGISTIC.name, "Baseline"]
    assert found.notes == (
        "The recipe has changed since 1 model was compared; its scores are left out.",
    )


def test_of_another_table_nothing_is_left() -> None:
    found = valid_today(compared(), RECIPE, "def")
    assert (found.results, found.data_version) == ((), "def")
    assert found.leaderboard() == ()
