"""Scores against the naive forecast: its error is that of the training rows of the very fold."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from core.advice import obstacles
from core.errors import RecipeError
from core.evaluation.evaluation import evaluate, evaluate_rows
from core.export import script
from core.headless import run
from core.metrics import METRICS
from core.problem import Problem, Split
from core.recipe import Candidate, Recipe, Search
from core.shelf import MemoryShelf
from core.steps.drop_duplicates import DropDuplicates
from core.table import Dataset
from core.training.compare import begin, best_place, compare, unit_key
from core.training.fit import fit
from core.training.material import material_of
from core.training.nested import check_choice, inner_material
from core.training.results import comparison_from
from core.training.tune import tune

RIDGE = Candidate("ridge")


def sales(rows: int = 90) -> Dataset:
    """Return what four shops sold on days that stand in no order."""
    generator = np.random.default_rng(4)
    day = generator.permutation(rows)
    number = generator.integers(0, 4, rows)
    level = np.array([10.0, 200.0, 600.0, 3000.0])[number]
    frame = pd.DataFrame(
        {
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(day, "D"),
            "shop": np.array(["a", "b", "c", "d"])[number],
            "staff": generator.integers(1, 9, rows),
            "sold": level + day + generator.normal(0, 3, rows).round(2),
        }
    )
    return Dataset.of(frame, "sales")


def recipe(split: Split, *candidates: Candidate, metric: str = "mase", **roles: str) -> Recipe:
    problem = Problem(task="regression", target="sold", metric=metric, split=split)
    for column, role in roles.items():
        problem = problem.with_role(column, role)
    ignored = [c for c in ("day", "shop") if problem.role_of(c) == "feature"]
    return Recipe(
        problem=problem.with_roles(ignored, "ignore"), candidates=candidates or (RIDGE,), seed=2
    )


BY_TIME = recipe(Split("time", column="day", folds=3), day="time")
PANEL = recipe(Split(folds=3, repeats=2), day="time", shop="group")
BY_SHOP = recipe(Split("group", column="shop", folds=2), day="time", shop="group")


def naive(rows: pd.DataFrame, whole: pd.DataFrame, panel: bool) -> float:
    """Return the error of the naive forecast, worked out by pandas.

    Rows whose neighbour just before, in the whole table, is not among the rows do not count.
    """
    ordered = whole.sort_values("day")
    ordered["sold"] = ordered["sold"].where(ordered.index.isin(rows.index))
    sold = ordered.groupby("shop")["sold"] if panel else ordered["sold"]
    return float((ordered["sold"] - sold.shift()).abs().mean())


@pytest.mark.parametrize(
    ("wanted", "panel"),
    [(BY_TIME, False), (PANEL, True), (BY_SHOP, True)],
    ids=["by time", "panel", "by shop"],
)
def test_each_fold_is_scored_against_its_own_training_rows(wanted: Recipe, panel: bool) -> None:
    table = sales()
    material = material_of(wanted, table)
    rows = table.frame.loc[material.train.index]
    expected = [naive(rows.iloc[fit], table.frame, panel) for fit, _ in material.folds]
    assert len(set(expected)) > 1
    for result in compare(wanted, table).results:
        for kind in (result.fold_scores, result.train_scores):
            scaled = np.array(kind["mae"]) / np.array(expected)
            assert kind["mase"] == pytest.approx(scaled, rel=1e-12)


def test_rows_that_a_step_drops_take_no_step_in_time() -> None:
    table = sales()
    doubled = Dataset.of(pd.concat([table.frame, table.frame.iloc[:40]], ignore_index=True), "two")
    material = material_of(BY_TIME.add(DropDuplicates()), doubled)
    rows = doubled.frame.loc[material.train.index]
    assert rows["day"].is_unique
    assert material.naive_error() == pytest.approx(naive(rows, rows, False), rel=1e-12)


def test_a_sample_of_the_rows_is_no_easier_to_beat() -> None:
    table, wanted = sales(400), recipe(Split(folds=3), day="time")
    whole = material_of(wanted, table)
    half = material_of(wanted.edit(sample=160), table)
    assert len(half.train) == 160 < len(whole.train)
    rows = table.frame.loc[half.train.index]
    assert half.naive_error() == pytest.approx(naive(rows, table.frame, False), rel=1e-12)


def test_the_leaderboard_and_the_gain_are_those_of_the_scaled_error() -> None:
    found = compare(PANEL, sales())
    means = {p.result.name: np.mean(p.result.scores("mase")) for p in found.leaderboard()}
    ours = next(place for place in found.leaderboard() if not place.result.baseline)
    assert ours.interval is not None
    assert ours.interval.mean == pytest.approx(means[ours.result.name])
    assert ours.lift == pytest.approx(means["Baseline"] - means[ours.result.name])


def test_tuning_and_the_check_of_the_choice_use_it_too() -> None:
    table, tree = sales(), Candidate("decision_tree")
    wanted = replace(BY_TIME, candidates=(RIDGE, tree))
    wanted = wanted.edit(search=Search("Decision tree", trials=2, minutes=None))
    found, shelf = compare(wanted, table), MemoryShelf()
    scores = {result.name: result.scores("mase") for result in found.results}
    assert tune(wanted, table).trials[0].scores == scores["Decision tree"]
    work = begin(wanted, table, shelf)
    nested = check_choice(work, table, found)
    assert nested.metric == "mase"
    assert nested.scores == tuple(scores[pick][fold] for fold, pick in enumerate(nested.picks))
    inner = inner_material(wanted, table, work.material, 1)
    scale = naive(table.frame.loc[inner.train.index], table.frame, False)
    assert inner.naive_error() == pytest.approx(scale)


def test_the_test_rows_are_scored_against_all_training_rows() -> None:
    table = sales()
    ours, base = fit(PANEL, RIDGE, table), fit(PANEL, Candidate("dummy"), table)
    found = evaluate(ours, table, base)
    rows = table.frame.loc[material_of(PANEL, table).train.index]
    scale = naive(rows, table.frame, True)
    scaled, plain = found.scores["mase"], found.scores["mae"]
    assert ours.naive_error == pytest.approx(scale, rel=1e-12)
    for end in ("value", "low", "high"):
        assert getattr(scaled, end) == pytest.approx(getattr(plain, end) / scale, rel=1e-9)
    assert found.baseline["mase"] == pytest.approx(found.baseline["mae"] / scale)
    assert found.gained.value == pytest.approx(found.baseline["mase"] - scaled.value)
    assert f"off by {scale:.1f}" in found.notes[0]


def test_the_verdict_is_about_the_scaled_error() -> None:
    table = sales()
    value = evaluate(fit(PANEL, RIDGE, table), table).scores["mase"].value
    assert value is not None
    for goal, state in ((value * 3, "passed"), (value / 3, "failed")):
        wanted = PANEL.edit(good_enough=goal)
        assert evaluate(fit(wanted, RIDGE, table), table).verdict.state == state


def test_new_rows_are_scored_against_the_rows_the_model_was_trained_on() -> None:
    table = sales()
    ours = fit(PANEL, RIDGE, table)
    found = evaluate_rows(ours, sales(30).frame)
    scaled, plain = found.scores["mase"].value, found.scores["mae"].value
    assert scaled == pytest.approx(plain / ours.naive_error)


def test_without_an_order_in_time_there_is_no_such_score_and_it_is_refused() -> None:
    table = sales()
    undated = recipe(Split(folds=3), metric="mae")
    assert all("mase" not in result.fold_scores for result in compare(undated, table).results)
    ours = fit(undated, RIDGE, table)
    assert "mase" not in evaluate(ours, table).scores and math.isnan(ours.naive_error)
    wanted = undated.edit(metric="mase", search=Search(RIDGE.name))
    for work in (compare, tune):
        with pytest.raises(RecipeError, match="needs rows in the order of time: give a column"):
            work(wanted, table)
    with pytest.raises(RecipeError, match="needs rows in the order of time: give a column"):
        script(ours, "mase")
    (stop,) = obstacles(wanted, table)
    assert stop.title.startswith("Mean absolute scaled error needs rows in the order of time")
    assert obstacles(undated, table) == obstacles(PANEL, table) == ()


def test_moments_in_words_are_refused_by_name() -> None:
    frame = sales().frame.assign(day=[f"day {row}" for row in range(90)])
    with pytest.raises(RecipeError, match="the column 'day' holds no dates or numbers"):
        compare(PANEL, Dataset.of(frame, "words"))


def test_words_for_moments_hurt_no_other_measure() -> None:
    frame = sales().frame.assign(day=[f"day {row}" for row in range(90)])
    found = compare(PANEL.edit(metric="mae"), Dataset.of(frame, "words"))
    assert all(place.rank for place in found.leaderboard())


def test_where_nothing_changes_in_time_it_is_not_defined_and_that_is_said() -> None:
    frame = sales().frame
    frame = frame.assign(shop=[f"shop {row}" for row in range(90)])
    found = compare(PANEL, Dataset.of(frame, "one row each"))
    assert not any(place.rank for place in found.leaderboard())
    assert found.remarks == (
        "Mean absolute scaled error is not defined on every fold of 2 candidates, so there is no "
        "place for them: choose another measure, or compare again.",
    )
    with pytest.raises(RecipeError, match="No candidate can be judged") as refused:
        best_place(found)
    assert refused.value.hint == found.remarks[0]


def test_another_measure_changes_no_fingerprint_and_no_other_score() -> None:
    table, plain = sales(), PANEL.edit(metric="mae")
    for part in ("split", "fit"):
        assert plain.fingerprint(part, RIDGE) == PANEL.fingerprint(part, RIDGE)
    one, other = compare(plain, table), compare(PANEL, table)
    assert [r.fold_scores for r in one.results] == [r.fold_scores for r in other.results]


def test_fits_kept_from_before_the_measure_was_there_are_made_again() -> None:
    table, shelf = sales(), MemoryShelf()
    compare(PANEL, table, shelf=shelf)
    whole = comparison_from(shelf.get("comparison"))
    work = begin(PANEL, table)
    for candidate, fold in product(work.candidates, range(6)):
        del shelf.get(unit_key(work, candidate, fold))["scores"]["mase"]
    assert scores_of(compare(PANEL.edit(metric="mae"), table, shelf=shelf), "mase") == [(), ()]
    assert scores_of(compare(PANEL, table, shelf=shelf), "mase") == scores_of(whole, "mase")


def scores_of(comparison, metric: str) -> list[tuple[float, ...]]:
    return [result.scores(metric) for result in comparison.results]


def test_a_whole_run_writes_it_down(tmp_path) -> None:
    table = sales()
    results = run(BY_TIME, table, tmp_path, cores=1)
    best = results["leaderboard"][0]
    assert (results["metric"], results["greater_is_better"]) == ("mase", False)
    assert best["mean"] == pytest.approx(math.fsum(best["fold_scores"]) / 3)
    scale = fit(BY_TIME, RIDGE, table).naive_error
    test = results["test"]
    assert test["mase"]["value"] == pytest.approx(test["mae"]["value"] / scale)
    label = METRICS.get("mase").label
    assert label in (tmp_path / "report.html").read_text(encoding="utf-8")
