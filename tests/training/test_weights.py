"""Weighted rows: every score of a run counts them, and what was kept from before does not hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.errors import DataError
from core.evaluation.evaluation import evaluate, judge_rows
from core.headless import run
from core.metrics import offered
from core.out_of_fold import threshold_cuts
from core.pipeline import compile_pipeline
from core.problem import Split
from core.recipe import Candidate, Recipe, Search
from core.table import Dataset
from core.tasks.timeline import naive_error
from core.training.certificate import certify
from core.training.compare import begin, compare, out_of_fold, run_units
from core.training.conformal import with_margin
from core.training.fit import fit
from core.training.margin import margin_of
from core.training.material import material_of
from core.training.nested import inner_material, nested_check
from core.training.tune import tune
from tests.training.tables import customers, recipe


def weighted(*models: str, task: str = "binary", by: str = "w") -> tuple[Recipe, Dataset]:
    frame = customers().frame.assign(w=1.0 + np.arange(120) % 5, once=1.0)
    asked = recipe(*models, task=task)
    other = "w" if by == "once" else "once"
    problem = asked.problem.with_role(by, "weight").with_role(other, "ignore")
    return asked.edit(problem=problem), Dataset.of(frame, "weighted")


def plain(asked: Recipe) -> Recipe:
    return asked.edit(problem=asked.problem.with_role("w", "ignore").with_role("once", "ignore"))


@pytest.mark.parametrize("task", ["binary", "regression"])
@pytest.mark.parametrize("model", ["decision_tree", "neighbours"])
def test_every_fold_is_scored_by_the_weights_of_its_rows(model: str, task: str) -> None:
    asked, table = weighted(model, task=task)
    work = begin(asked, table)
    result = next(r for r in run_units(work).results if r.model == model)
    outputs, weights = out_of_fold(work, Candidate(model)), work.material.weights
    assert outputs is not None and weights is not None
    for fold, (_, check) in enumerate(work.material.folds):
        likely = outputs[check] if task == "binary" else np.empty((len(check), 0))
        values = likely.argmax(axis=1) if task == "binary" else outputs[check, 0]
        truth = work.material.target.values[check]
        for metric in offered(asked.problem):
            score = metric.score(truth, values, likely, weights=weights[check])
            assert result.scores(metric.name)[fold] == score, metric.name
    assert result.fold_scores != compare(plain(asked), table).results[1].fold_scores


@pytest.mark.parametrize("model", ["decision_tree", "logistic"])
def test_every_fold_learns_by_the_weights_of_its_own_rows(model: str) -> None:
    asked, table = weighted(model)
    work = begin(asked, table)
    run_units(work)
    outputs, material = out_of_fold(work, Candidate(model)), work.material
    assert outputs is not None and material.weights is not None
    for learn, check in material.folds:
        rows, counted = material.train.iloc[learn], material.weights[learn]
        pipeline = compile_pipeline(asked, Candidate(model), rows)
        pipeline.fit(rows, material.target.values[learn], model__sample_weight=counted)
        likely = pipeline.predict_proba(material.train.iloc[check])
        assert outputs[check].tolist() == likely.tolist()


def test_equal_weights_give_the_scores_of_rows_without() -> None:
    asked, table = weighted("neighbours", by="once")
    ours, theirs = (compare(each, table).results[1] for each in (asked, plain(asked)))
    for name, scores in theirs.fold_scores.items():
        assert ours.scores(name) == pytest.approx(scores), name


def test_training_rows_keep_the_weights_they_came_with() -> None:
    asked, table = weighted("neighbours")
    material = material_of(asked, table)
    assert material.weights is not None
    assert material.weights.tolist() == table.frame.loc[material.train.index, "w"].tolist()


def test_the_search_is_led_by_weighted_scores() -> None:
    asked, table = weighted("neighbours")
    asked = asked.edit(search=Search("Nearest neighbours", trials=2))
    result = compare(asked, table).results[1]
    assert tune(asked, table).trials[0].scores == result.scores("roc_auc")


def test_the_choosing_itself_is_scored_by_weight() -> None:
    asked, table = weighted("neighbours")
    nested = nested_check(asked, table)
    assert nested.scores == compare(asked, table).results[1].scores("roc_auc")


def test_the_folds_within_a_fold_keep_the_weights_of_their_rows() -> None:
    asked, table = weighted("neighbours")
    material = material_of(asked, table)
    inner = inner_material(asked, table, material, 1).weights
    assert inner is not None and material.weights is not None
    assert inner.tolist() == material.weights[material.folds[1][0]].tolist()


def test_scores_kept_from_before_weights_counted_are_not_used_again() -> None:
    asked, _ = weighted("neighbours")
    candidate = asked.candidates[0]
    counted_once, without = "f44b9b3231ab432f", "ba874d9cfae498c9"  # as they were before
    assert not asked.fingerprint("fit", candidate).startswith(counted_once)
    assert plain(asked).fingerprint("fit", candidate).startswith(without)


@pytest.mark.parametrize("task", ["binary", "regression"])
def test_the_test_rows_are_judged_by_their_weight(task: str) -> None:
    asked, table = weighted("neighbours", task=task)
    model, material = fit(asked, asked.candidates[0], table), material_of(asked, table)
    weights, truth = material.test_weights, material.test_target.values
    assert weights is not None
    assert weights.tolist() == table.frame.loc[material.test.index, "w"].tolist()
    guess, found = model.predict_prepared(material.test), evaluate(model, table)
    for metric in offered(asked.problem):
        score = metric.score(truth, guess.values, guess.probabilities, weights=weights)
        assert found.scores[metric.name].value == score, metric.name
    kept = judge_rows(model, table).weights
    assert kept is not None
    assert kept.tolist() == weights.tolist()
    assert judge_rows(fit(plain(asked), asked.candidates[0], table), table).weights is None


def test_the_interval_of_predictions_is_that_of_weighted_errors() -> None:
    asked, table = weighted("neighbours", task="regression")
    old = table.frame["age"] > 45
    table = Dataset.of(table.frame.assign(w=np.where(old, 50.0, 1.0)), "old")
    made = with_margin(fit(asked, asked.candidates[0], table), table)
    work = begin(asked, table)
    run_units(work)
    outputs = out_of_fold(work, asked.candidates[0])
    assert outputs is not None
    errors = work.material.target.values - outputs[:, 0]
    assert made.margin == margin_of(errors, weights=work.material.weights)
    assert made.margin != margin_of(errors)


def test_a_fold_without_any_weight_is_refused_in_one_sentence() -> None:
    asked, table = weighted("logistic")
    frame = table.frame.assign(day=np.arange(120.0), w=np.where(np.arange(120) < 40, 0.0, 1.0))
    asked = asked.edit(split=Split("time", folds=3, column="day"))
    with pytest.raises(DataError, match="All rows that fold 1 learns from have the weight 0"):
        compare(asked, Dataset.of(frame, "late"))


def test_test_rows_without_any_weight_are_refused_in_one_sentence() -> None:
    asked, table = weighted("logistic")
    frame = table.frame.assign(day=np.arange(120.0), w=np.where(np.arange(120) < 96, 1.0, 0.0))
    asked = asked.edit(split=Split("time", folds=3, column="day"))
    with pytest.raises(DataError, match="All test rows have the weight 0 in 'w'"):
        material_of(asked, Dataset.of(frame, "early"))


def test_a_weight_below_zero_among_the_test_rows_is_refused() -> None:
    asked, table = weighted("logistic")
    row = material_of(asked, table).test.index[0]
    frame = table.frame.copy()
    frame.loc[row, "w"] = -1.0
    with pytest.raises(DataError, match="'w' must hold numbers of at least 0"):
        material_of(asked, Dataset.of(frame, "below"))


def test_the_threshold_is_chosen_on_weighted_rows() -> None:
    asked, table = weighted("logistic")
    cuts = threshold_cuts(asked, asked.candidates[0], table)
    weights = material_of(asked, table).weights
    assert weights is not None and cuts.weighted
    assert cuts.rows == weights.sum()
    assert not threshold_cuts(plain(asked), asked.candidates[0], table).weighted


@pytest.mark.parametrize("task", ["binary", "regression"])
def test_workers_change_no_weighted_number(task: str, tmp_path: Any) -> None:
    asked, table = weighted("decision_tree", "neighbours", task=task)
    told = []
    for cores in (1, 2):
        found = run(asked, table, tmp_path / str(cores), cores=cores)
        for line in (*found["leaderboard"], found["baseline"]):
            line.pop("fit_seconds", None), line.pop("predict_ms", None)
        told.append(found)
    assert told[0] == told[1]
    assert "Rows count by their weight in 'w' in every score." in told[0]["notes"]


def test_the_certificate_holds_for_weighted_rows() -> None:
    asked, table = weighted("logistic")
    assert certify(asked, asked.candidates[0], table).clean


def test_the_margin_holds_its_share_of_the_weight() -> None:
    errors = np.arange(1.0, 21.0)
    plain_margin, equal = margin_of(errors), margin_of(errors, weights=np.full(20, 0.3))
    assert plain_margin == equal
    heavy = margin_of(errors, weights=np.append(np.ones(10), np.full(10, 0.01)))
    assert heavy is not None
    assert (heavy.half, heavy.rows) == (10.0, 20)
    gone = margin_of(errors, weights=np.append(np.ones(10), np.zeros(10)))
    assert gone == margin_of(errors[:10])
    assert margin_of(errors, weights=np.append(100.0, np.zeros(19))) is None
    assert margin_of(errors, weights=np.zeros(20)) is None


def test_the_naive_forecast_counts_rows_by_their_weight() -> None:
    generator = np.random.default_rng(0)
    moments, series = generator.integers(0, 12, 80), generator.integers(0, 2, 80)
    values, times = generator.normal(0, 1, 80), generator.integers(1, 4, 80)
    every = [np.repeat(part, times) for part in (values, moments, series)]
    weights = times.astype(float)
    assert naive_error(values, moments, series, weights) == pytest.approx(naive_error(*every))
    none = np.where(moments == 3, 0.0, 1.0)
    kept = moments != 3
    left = naive_error(values[kept], moments[kept], series[kept])
    assert naive_error(values, moments, series, none) == pytest.approx(left)
