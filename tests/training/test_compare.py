"""Comparing candidates: the same numbers everywhere, failures contained, nothing repeated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.errors import RecipeError, TargetError
from core.models import MODELS
from core.progress import Cancelled, Event
from core.recipe import Candidate, Recipe
from core.shelf import MemoryShelf
from core.steps.balance_classes import BalanceClasses
from core.table import Dataset
from core.training.compare import (
    begin,
    best_place,
    compare,
    out_of_fold,
    unit_key,
    with_baseline,
)
from core.training.results import Comparison, comparison_from
from core.training.unit import Unit, run_unit
from tests.training.tables import customers, model_of, recipe


class Explodes:
    """An estimator that raises whatever it likes."""

    def __init__(self, random_state: int = 0) -> None:
        self.random_state = random_state

    def get_params(self, deep: bool = True) -> dict[str, int]:
        return {"random_state": self.random_state}

    def fit(self, rows: object, target: object) -> None:
        raise ZeroDivisionError("boom at row 7\nsecond line")


@pytest.fixture
def explosive(monkeypatch: pytest.MonkeyPatch) -> str:
    MODELS.names()
    model = model_of(f"{__name__}.Explodes", "classification")
    monkeypatch.setitem(MODELS._parts, "explodes", model)
    return "explodes"


def scores(comparison: Comparison) -> list[tuple[str, str, tuple[float, ...]]]:
    return [(r.name, r.state, r.scores(comparison.metric)) for r in comparison.results]


def test_the_baseline_is_always_there_and_scores_chance() -> None:
    comparison = compare(recipe("logistic"), customers())
    assert comparison.baseline is not None
    assert comparison.baseline.scores("roc_auc") == (0.5, 0.5, 0.5)
    assert comparison.folds == 3


def test_a_baseline_added_last_is_still_the_one_to_beat() -> None:
    listed = recipe().edit(candidates=(Candidate("logistic"), Candidate("dummy")))
    assert [candidate.name for candidate in with_baseline(listed)] == [
        "Baseline",
        "Logistic regression",
    ]


def test_a_learnable_target_beats_the_baseline() -> None:
    comparison = compare(recipe("logistic", "decision_tree"), customers())
    best = comparison.leaderboard()[0]
    assert best.result.name == "Logistic regression"
    assert best.interval is not None
    assert best.interval.mean > 0.75
    assert best_place(comparison) == "Logistic regression"


def test_two_cores_give_the_same_numbers_as_one() -> None:
    table = customers()
    whole = recipe("logistic", "random_forest")
    assert scores(compare(whole, table, cores=1)) == scores(compare(whole, table, cores=2))


def test_one_failing_model_never_ends_the_run(explosive: str) -> None:
    comparison = compare(recipe("logistic", explosive), customers())
    by_name = {result.name: result for result in comparison.results}
    assert by_name["Explodes"].state == "failed"
    assert by_name["Explodes"].error == "It stopped with: boom at row 7"
    assert by_name["Explodes"].hint
    assert by_name["Logistic regression"].state == "finished"


def test_only_failures_leave_nothing_to_choose(explosive: str) -> None:
    with pytest.raises(RecipeError, match="No candidate finished"):
        best_place(compare(recipe(explosive), customers()))


def test_a_candidate_that_failed_on_one_fold_is_not_fitted_on_the_next(explosive: str) -> None:
    said: list[str] = []
    compare(recipe("logistic", explosive), customers(), report=lambda e: said.append(e.message))
    assert sum(text.startswith("Explodes") and "fitting" in text for text in said) == 1


def test_a_metric_that_one_fold_does_not_define_is_left_out() -> None:
    shelf, asked = MemoryShelf(), recipe("logistic")
    work = begin(asked, customers(), shelf)
    kept = run_unit(asked, asked.candidates[0], work.material, 0).to_json()
    kept["scores"] |= {"mcc": None}
    shelf.put(unit_key(work, asked.candidates[0], 0), kept)
    result = compare(asked, customers(), shelf=shelf).results[1]
    assert (result.scores("mcc"), len(result.scores("roc_auc"))) == ((), 3)


def test_finished_units_are_not_repeated() -> None:
    shelf, table, fitted = MemoryShelf(), customers(), []
    compare(recipe("logistic"), table, shelf=shelf)

    def listen(event: Event) -> None:
        if event.facts.get("state") == "fitting":
            fitted.append(event.facts["candidate"])

    again = compare(recipe("logistic", "decision_tree"), table, listen, shelf)
    assert set(fitted) == {"Decision tree"}
    assert [r.state for r in again.results] == ["finished"] * 3


def test_what_failed_is_tried_again() -> None:
    shelf, asked = MemoryShelf(), recipe("logistic")
    key = unit_key(begin(asked, customers(), shelf), asked.candidates[0], 1)
    shelf.put(key, Unit(error="It ran out of memory.").to_json())
    assert scores(compare(asked, customers(), shelf=shelf)) == scores(compare(asked, customers()))


def test_units_of_another_table_are_not_taken_for_its_own() -> None:
    shelf, asked = MemoryShelf(), recipe("logistic")
    compare(asked, customers(seed=4), shelf=shelf)
    assert scores(compare(asked, customers(), shelf=shelf)) == scores(compare(asked, customers()))


class Breaks(MemoryShelf):
    """A shelf in a process that is stopped while it keeps predictions."""

    def put_array(self, key: str, values: np.ndarray) -> None:
        raise Cancelled


def test_a_unit_is_finished_only_once_its_predictions_are_kept() -> None:
    shelf, asked = Breaks(), recipe("logistic")
    with pytest.raises(Cancelled):
        compare(asked, customers(), shelf=shelf)
    work = begin(asked, customers())
    assert {shelf.get(unit_key(work, candidate, 0)) for candidate in work.candidates} == {None}


def test_cancelling_keeps_what_is_finished() -> None:
    shelf, seen = MemoryShelf(), []

    def stop_later(event: Event) -> None:
        seen.append(event)
        if event.done == 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        compare(recipe("logistic"), customers(), stop_later, shelf)
    kept = comparison_from(shelf.get("comparison"))
    assert [r.state for r in kept.results] == ["finished", "running"]
    assert len(kept.results[1].scores("roc_auc")) == 1


def test_what_a_stopped_run_has_not_begun_is_not_run() -> None:
    shelf = MemoryShelf()

    def stop_later(event: Event) -> None:
        if event.done == 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        compare(recipe("logistic", "decision_tree"), customers(), stop_later, shelf)
    kept = comparison_from(shelf.get("comparison")).ended()
    assert [r.standing(kept.folds) for r in kept.results] == [
        "finished",
        "stopped after 1 of 3 folds",
        "not run",
    ]


def test_a_changed_step_makes_units_stale() -> None:
    shelf, table = MemoryShelf(), customers()
    first = compare(recipe("logistic"), table, shelf=shelf)
    second = compare(recipe("logistic").switch(1, False), table, shelf=shelf)
    assert first.results[1].fingerprint != second.results[1].fingerprint


def test_words_and_metric_make_nothing_stale() -> None:
    whole = recipe("logistic")
    other = whole.edit(goal="keep customers", metric="f1", good_enough=0.8)
    candidate = whole.candidates[0]
    assert whole.fingerprint("fit", candidate) == other.fingerprint("fit", candidate)


def test_a_time_limit_leaves_out_what_had_not_begun() -> None:
    whole = recipe("logistic", "decision_tree").edit(minutes=0.05)
    work = begin(whole, customers())
    assert work.deadline < float("inf")
    late = type(work)(**{**vars(work), "deadline": 0.0})
    from core.training.compare import _run, collect

    for candidate in late.candidates:
        _run(late, candidate, 0, 9)
    assert {r.state for r in collect(late, ended=True).results} == {"not run"}


def test_a_candidate_cut_off_by_the_time_limit_is_not_chosen() -> None:
    from core.training.compare import _run, collect

    work = begin(recipe("logistic", "decision_tree"), customers())
    baseline, logistic, tree = work.candidates
    for candidate, folds in ((baseline, (0, 1, 2)), (logistic, (0, 2)), (tree, (0, 1, 2))):
        for fold in folds:
            _run(work, candidate, fold, 9)
    found = collect(work, ended=True)
    half = next(r for r in found.results if r.name == "Logistic regression")
    assert (half.state, half.folds) == ("partial", (0, 2))
    assert best_place(found) == "Decision tree"
    assert comparison_from(found.to_json()) == found


def test_out_of_fold_predictions_cover_every_training_row() -> None:
    shelf, table, whole = MemoryShelf(), customers(), recipe("logistic")
    compare(whole, table, shelf=shelf)
    rows = out_of_fold(begin(whole, table, shelf), whole.candidates[0])
    assert rows is not None
    assert rows.shape == (96, 2)
    assert np.isfinite(rows).all()


def test_repeated_folds_give_more_scores_and_one_prediction_per_row() -> None:
    shelf, table, once = MemoryShelf(), customers(), recipe("logistic")
    split = replace(once.problem.split, repeats=2)
    whole = once.edit(split=split)
    comparison = compare(whole, table, shelf=shelf)
    assert comparison.folds == 6
    assert comparison.notes == ()
    assert comparison.results[1].scores("roc_auc")[:3] == (
        compare(once, table).results[1].scores("roc_auc")
    )
    rows = out_of_fold(begin(whole, table, shelf), whole.candidates[0])
    assert rows is not None
    assert np.isfinite(rows).all()


def test_regression_scores_in_target_units() -> None:
    comparison = compare(recipe("linear", task="regression"), customers())
    assert comparison.leaderboard()[0].result.name == "Linear regression"
    assert 2 < comparison.leaderboard()[0].interval.mean < 12  # type: ignore[union-attr]


def test_a_model_for_another_task_is_refused() -> None:
    with pytest.raises(RecipeError, match="cannot be used"):
        compare(recipe("linear"), customers())


def test_no_ticked_model_is_refused() -> None:
    whole = recipe("logistic").edit(candidates=(Candidate("logistic", on=False),))
    with pytest.raises(RecipeError, match="No model is ticked"):
        compare(whole, customers())


def weighted(*models: str, task: str = "binary") -> tuple[Recipe, Dataset]:
    frame = customers().frame.assign(weight=1.0 + np.arange(120) % 3)
    whole = recipe(*models, task=task)
    problem = whole.problem.with_role("weight", "weight")
    return whole.edit(problem=problem), Dataset.of(frame, "weighted")


def test_a_model_that_ignores_row_weights_says_so() -> None:
    results = compare(*weighted("neighbours", "logistic")).results
    told = ("Rows count by their weight in 'weight' in every score.",)
    assert compare(*weighted("logistic")).notes == told
    notes = {result.model: result.notes for result in results}
    assert notes["neighbours"] == (
        "Nearest neighbours takes no row weights: it learned from every row alike.",
    )
    assert notes["logistic"] == notes["dummy"] == ()


def test_row_weights_reach_the_model_inside_a_scaled_target() -> None:
    whole, table = weighted("svm", task="regression")
    plain = whole.edit(problem=whole.problem.with_role("weight", "ignore"))
    heavy, even = (
        next(result for result in compare(one, table).results if result.model == "svm")
        for one in (whole, plain)
    )
    assert not heavy.error and not heavy.notes
    assert heavy.scores("rmse") != even.scores("rmse")


def test_row_weights_and_changed_rows_are_refused_together() -> None:
    whole, table = weighted("logistic")
    result = compare(whole.add(BalanceClasses()), table).results[1]
    assert "Row weights cannot be used with a step that changes" in result.error


def test_an_infinite_target_names_its_rows() -> None:
    frame = customers().frame.copy()
    frame.loc[3, "spend"] = np.inf
    with pytest.raises(TargetError, match="infinite values in row 4"):
        compare(recipe("linear", task="regression"), Dataset.of(frame, "x"))
