"""A whole evaluation: from arrays and from a fitted model, there and back as JSON."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError, RecipeError
from core.evaluation.curves import commonest, curves_of
from core.evaluation.evaluation import (
    Asked,
    evaluate,
    evaluate_predictions,
    evaluate_rows,
    evaluate_test,
    evaluation_from,
)
from core.metrics import metrics_for
from core.problem import Problem
from core.recipe import Candidate, Recipe
from core.steps.scale import Scale
from core.table import Dataset
from core.training.fit import Predictions, fit
from core.training.material import material_of

POSITIVE = np.array([0.9, 0.8, 0.4, 0.6, 0.3, 0.1])
TRUTH = np.array([1, 1, 1, 0, 0, 0])
BINARY = Predictions((POSITIVE >= 0.5).astype(int), np.column_stack([1 - POSITIVE, POSITIVE]))
CONSTANT = Predictions(np.zeros(6, dtype=int), np.full((6, 2), 0.5))
COSTLY = Problem(
    task="binary",
    target="left",
    metric="roc_auc",
    good_enough=0.2,
    cost_false_positive=10,
    cost_false_negative=100,
    currency="€",
)
ASKED = Asked(COSTLY, ("no", "yes"))


def test_binary_evaluation_holds_all_that_is_shown() -> None:
    found = evaluate_predictions(TRUTH, BINARY, ASKED, CONSTANT)
    assert set(found.scores) == {metric.name for metric in metrics_for("binary")}
    assert found.score.value == pytest.approx(8 / 9)
    assert found.verdict.state == "passed"
    assert found.baseline["roc_auc"] == 0.5
    assert found.gained.value == pytest.approx(8 / 9 - 1 / 2)
    assert found.confusion is not None
    assert found.confusion.counts == ((2, 1), (1, 2))
    assert (found.cost, found.baseline_cost) == (110.0, 300.0)
    assert found.thresholds[0].selected == 6
    assert found.rows == 6


@pytest.mark.parametrize("metric", ["rmse", "mase", "roc_auk"])
def test_a_metric_that_cannot_judge_the_problem_is_refused_in_words(metric: str) -> None:
    asked = Asked(Problem(task="binary", target="left", metric=metric), ("no", "yes"))
    with pytest.raises(RecipeError, match=f"'{metric}' cannot judge this problem") as refused:
        evaluate_predictions(TRUTH, BINARY, asked)
    assert "roc_auc" in refused.value.hint


def test_several_classes_have_no_threshold() -> None:
    truth = np.array([0, 1, 2, 0, 1, 2])
    probabilities = np.eye(3)[truth] * 0.7 + 0.1
    problem = Problem(task="multiclass", target="grade", metric="log_loss")
    predictions = Predictions(truth, probabilities)
    found = evaluate_predictions(truth, predictions, Asked(problem, ("a", "b", "c")))
    assert found.thresholds == ()
    assert len(found.curves) == 3
    assert found.beats_baseline.state == "unset"


def test_the_curves_begin_with_the_commonest_class() -> None:
    truth = np.array([0, 1, 1, 1, 2, 2])
    curves = curves_of(truth, np.full((6, 3), 1 / 3), ("a", "b", "c"))
    assert [one.name for one in curves] == ["a", "b", "c"]
    assert curves[commonest(curves)].name == "b"


def test_regression_has_residuals_and_no_confusion() -> None:
    truth = np.array([1.0, 2.0, 3.0, 4.0])
    predictions = Predictions(truth + 1, np.empty((4, 0)))
    problem = Problem(task="regression", target="price", metric="mae", good_enough=0.5)
    found = evaluate_predictions(truth, predictions, Asked(problem))
    assert found.score.value == 1.0
    assert found.verdict.state == "failed"
    assert found.residuals is not None
    assert found.residuals.mean_error == -1.0
    assert found.confusion is None


@pytest.mark.parametrize(
    ("answers", "constant"), [((2.5, 2.5, 2.5, 2.5), 2.5), ((2.5, 2.5, 2.5, 3.0), None)]
)
def test_the_one_answer_of_a_baseline_is_kept(
    answers: tuple[float, ...], constant: float | None
) -> None:
    truth, none = np.array([1.0, 2.0, 3.0, 4.0]), np.empty((4, 0))
    asked = Asked(Problem(task="regression", target="price", metric="mae"))
    baseline = Predictions(np.array(answers), none)
    found = evaluate_predictions(truth, Predictions(truth, none), asked, baseline)
    assert found.constant == constant
    assert evaluation_from(json.loads(json.dumps(found.to_json()))) == found


@pytest.mark.parametrize("baseline", [None, CONSTANT])
def test_json_gives_an_equal_evaluation_back(baseline: Predictions | None) -> None:
    found = evaluate_predictions(TRUTH, BINARY, ASKED, baseline)
    text = json.dumps(found.to_json(), allow_nan=False)
    assert evaluation_from(json.loads(text)) == found


def test_json_of_a_regression_gives_an_equal_evaluation_back() -> None:
    truth = np.array([0.0, 0.0, 3.0])
    problem = Problem(task="regression", target="price", metric="mape")
    found = evaluate_predictions(truth, Predictions(truth, np.empty((3, 0))), Asked(problem))
    assert found.score.value is None
    assert "mape" in found.misleading
    text = json.dumps(found.to_json(), allow_nan=False)
    assert evaluation_from(json.loads(text)) == found


def test_one_class_only_is_judged_as_far_as_it_goes() -> None:
    none = np.zeros(6, dtype=int)
    found = evaluate_predictions(none, BINARY, ASKED, CONSTANT)
    assert found.score.value is None
    assert found.verdict.state == found.beats_baseline.state == "undefined"
    assert found.scores["accuracy"].value == 0.5
    json.dumps(found.to_json(), allow_nan=False)


def test_no_rows_are_refused() -> None:
    with pytest.raises(DataError, match="no rows"):
        evaluate_predictions(TRUTH[:0], BINARY, ASKED)


def customers(rows: int = 120) -> Dataset:
    """Return rows where a larger age means leaving, with some noise."""
    generator = np.random.default_rng(1)
    age = generator.normal(50, 10, rows)
    left = np.where(age + generator.normal(0, 3, rows) > 50, "yes", "no")
    return Dataset.of(pd.DataFrame({"age": age, "left": left}), "customers")


def churn() -> Recipe:
    """Return a recipe that learns `left` from `age`."""
    problem = Problem(task="binary", target="left", positive="yes", metric="roc_auc")
    return Recipe(problem=problem, candidates=(Candidate("logistic"),)).add(Scale())


def test_fitted_model_is_judged_on_the_locked_rows() -> None:
    recipe, dataset = churn(), customers()
    material = material_of(recipe, dataset)
    ours = fit(recipe, Candidate("logistic"), dataset)
    theirs = fit(recipe, Candidate("dummy"), dataset)
    found = evaluate_test(ours, material, theirs)
    assert found.rows == len(material.test) == 24
    assert found.score.value is not None and found.score.value > 0.9
    assert found.beats_baseline.state == "passed"


def test_the_baseline_gives_the_most_common_answer_whatever_the_threshold() -> None:
    recipe, dataset = churn().edit(threshold=0.2), customers(123)
    ours = fit(recipe, Candidate("logistic"), dataset)
    theirs = fit(recipe, Candidate("dummy"), dataset)
    material = material_of(recipe, dataset)
    common = int(np.bincount(material.target.values).argmax())
    share = float(np.mean(material.test_target.values == common))
    for found in (
        evaluate_test(ours, material, theirs),
        evaluate_rows(ours, dataset.frame.loc[material.test.index], theirs),
    ):
        assert found.baseline["accuracy"] == pytest.approx(share)
        assert found.baseline["recall"] == float(common)


def test_new_rows_without_answers_or_of_unknown_classes_are_left_out() -> None:
    ours = fit(churn(), Candidate("logistic"), customers())
    frame = customers(30).frame.copy()
    frame.loc[0, "left"] = None
    frame.loc[1, "left"] = "perhaps"
    found = evaluate_rows(ours, frame)
    assert found.rows == 28
    assert found.notes == (
        "1 row without a true answer left out.",
        "1 row of classes unknown in training left out.",
    )


def test_new_rows_without_the_target_column_are_refused() -> None:
    ours = fit(churn(), Candidate("logistic"), customers())
    with pytest.raises(DataError, match="no column 'left'"):
        evaluate_rows(ours, customers().frame[["age"]])


def test_same_table_gives_the_locked_rows_again() -> None:
    ours = fit(churn(), Candidate("logistic"), customers())
    material = material_of(churn(), customers())
    assert evaluate(ours, customers()) == evaluate_test(ours, material)


def test_another_table_has_no_locked_rows() -> None:
    ours = fit(churn(), Candidate("logistic"), customers())
    with pytest.raises(DataError, match="not the table"):
        evaluate(ours, customers(100))
