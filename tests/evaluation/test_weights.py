"""An evaluation of weighted rows: the same as that of rows repeated, with honest intervals."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import DataError, SettingError
from core.evaluation.answers import Answers
from core.evaluation.bootstrap import gain, intervals
from core.evaluation.coverage import Coverage, coverage_of
from core.evaluation.evaluation import (
    Asked,
    Evaluation,
    evaluate_predictions,
    evaluate_rows,
    evaluation_from,
)
from core.evaluation.judged_rows import judged_array, judged_rows
from core.evaluation.marks import error_places, marked_curves, score_groups
from core.evaluation.threshold import (
    WORTH,
    Costs,
    best_by_cost,
    best_by_metric,
    by_capacity,
    cuts_of,
    lines,
    table,
)
from core.metrics import METRICS
from core.problem import Problem
from core.recipe import Candidate, Recipe
from core.table import Dataset
from core.training.fit import FittedModel, Predictions, fit
from core.training.margin import Margin

ROWS = 60
TASKS = ("binary", "multiclass", "regression")
METRIC = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}


def judged(task: str, seed: int = 0) -> tuple[np.ndarray, Predictions, Predictions]:
    """Return truth, predictions and those of a baseline."""
    generator = np.random.default_rng(seed)
    if task == "regression":
        truth, none = generator.normal(50, 10, ROWS), np.empty((ROWS, 0))
        guess = Predictions(truth + generator.normal(1, 5, ROWS), none)
        return truth, guess, Predictions(np.full(ROWS, 50.0), none)
    k = 2 if task == "binary" else 3
    truth = np.append(np.arange(k), generator.integers(0, k, ROWS - k))
    raw = generator.random((ROWS, k)).round(1) + 0.1 + 0.5 * np.eye(k)[truth]
    likely = raw / raw.sum(axis=1, keepdims=True)
    constant = np.full((ROWS, k), 1 / k)
    zeros = np.zeros(ROWS, dtype=int)
    return truth, Predictions(likely.argmax(axis=1), likely), Predictions(zeros, constant)


def asked(task: str) -> Asked:
    classes = {"binary": ("no", "yes"), "multiclass": ("a", "b", "c")}.get(task, ())
    problem = Problem(task=task, target="y", metric=METRIC[task])
    if task == "binary":
        problem = replace(problem, cost_false_positive=10, cost_false_negative=100)
    margin = Margin(6.0, 50) if task == "regression" else None
    return Asked(problem, classes, margin=margin)


def repeated(found: Predictions, times: np.ndarray) -> Predictions:
    values, likely = (
        np.repeat(part, times, axis=0) for part in (found.values, found.probabilities)
    )
    return Predictions(values, likely)


def both(task: str) -> tuple[Evaluation, Evaluation]:
    """Return the evaluation of weighted rows, and that of rows repeated."""
    truth, ours, theirs = judged(task)
    times = np.random.default_rng(1).integers(0, 4, ROWS)
    weighted = evaluate_predictions(truth, ours, asked(task), theirs, times.astype(float))
    parts = (repeated(part, times) for part in (ours, theirs))
    plain = evaluate_predictions(np.repeat(truth, times), next(parts), asked(task), next(parts))
    return weighted, plain


@pytest.mark.parametrize("task", TASKS)
def test_whole_weights_judge_as_rows_repeated(task: str) -> None:
    weighted, plain = both(task)
    assert (weighted.weighted, plain.weighted) == (True, False)
    for name, score in plain.scores.items():
        assert weighted.scores[name].value == pytest.approx(score.value), name
        assert weighted.baseline[name] == pytest.approx(plain.baseline[name]), name
    assert weighted.gained.value == pytest.approx(plain.gained.value)
    assert (weighted.cost, weighted.baseline_cost) == (plain.cost, plain.baseline_cost)
    assert weighted.confusion == plain.confusion
    assert weighted.thresholds == plain.thresholds
    assert weighted.misleading.keys() == plain.misleading.keys()
    assert [c.share for c in weighted.curves] == pytest.approx([c.share for c in plain.curves])
    for one, other in zip(weighted.curves, plain.curves, strict=True):
        for name in ("roc", "recall", "gain"):
            line, same = getattr(one, name), getattr(other, name)
            assert (line.x, line.y) == (pytest.approx(same.x), pytest.approx(same.y))


def test_a_metric_misleads_by_the_weight_of_the_classes() -> None:
    truth, ours, _ = judged("binary")
    weights = np.where(truth == 1, 0.01, 1.0)
    found = evaluate_predictions(truth, ours, asked("binary"), weights=weights)
    assert "of the weight" in found.misleading["accuracy"]
    assert "accuracy" not in evaluate_predictions(truth, ours, asked("binary")).misleading


def test_errors_of_numbers_are_summed_up_by_weight() -> None:
    weighted, plain = both("regression")
    assert weighted.residuals and plain.residuals and weighted.coverage and plain.coverage
    assert weighted.residuals.mean_error == pytest.approx(plain.residuals.mean_error)
    assert weighted.residuals.half == pytest.approx(plain.residuals.half)
    assert weighted.residuals.most == pytest.approx(plain.residuals.most, rel=0.1)
    assert weighted.coverage.held == pytest.approx(plain.coverage.held)
    assert sum(weighted.residuals.counts) == weighted.residuals.rows == weighted.rows == ROWS


@pytest.mark.parametrize("task", TASKS)
def test_a_weighted_evaluation_is_read_back_as_it_was(task: str) -> None:
    weighted, _ = both(task)
    assert evaluation_from(json.loads(json.dumps(weighted.to_json()))) == weighted


def test_an_evaluation_from_before_weights_counted_is_still_read() -> None:
    values = both("regression")[1].to_json()
    del values["weighted"], values["coverage"]["worth"]
    assert not evaluation_from(values).weighted


@pytest.mark.parametrize("task", TASKS)
def test_large_weights_feign_no_rows(task: str) -> None:
    truth, ours, theirs = judged(task)
    metric = METRICS.get(METRIC[task])
    heavy, plain = Answers(truth, np.full(ROWS, 50.0)), Answers(truth)
    one, other = (intervals(each, ours, (metric,))[metric.name] for each in (heavy, plain))
    assert [one.low, one.high] == pytest.approx([other.low, other.high])
    gains = [gain(each, ours, theirs, metric) for each in (heavy, plain)]
    assert gains[0].low == pytest.approx(gains[1].low)


def test_few_heavy_rows_widen_the_interval() -> None:
    truth, ours, _ = judged("regression")
    weights = np.where(np.arange(ROWS) < 5, 100.0, 1.0)
    found = [intervals(Answers(truth, w), ours, (METRICS.get("mae"),)) for w in (weights, None)]
    wide, narrow = (f["mae"].high - f["mae"].low for f in found)  # type: ignore[operator]
    assert wide > 1.5 * narrow


def test_coverage_of_few_heavy_rows_is_held_to_less() -> None:
    truth, weights = np.zeros(12), np.array([9.0, *[1.0] * 11])
    found = coverage_of(truth, np.full(12, 5.0), Margin(6.0, 50), weights)
    assert (found.held, found.rows) == (1.0, 12)
    assert found.worth == pytest.approx(20**2 / (81 + 11))
    assert Coverage(0.9, 1.0, 0.75, 100).short
    assert not Coverage(0.9, 1.0, 0.75, 100, worth=5.0).short
    assert "held 75.0 % of the weight of the test rows" in Coverage(0.9, 1, 0.75, 9, 5.0).sentence


@pytest.mark.parametrize("metric", WORTH)
def test_the_best_threshold_by_a_metric_is_best_by_its_weighted_score(metric: str) -> None:
    truth, ours, _ = judged("binary", seed=4)
    likely, weights = ours.probabilities, np.random.default_rng(4).exponential(0.01, ROWS)

    def score(threshold: float) -> float:
        predicted = (likely[:, 1] >= threshold).astype(int)
        return METRICS.get(metric).score(truth, predicted, likely, weights=weights)

    cuts = cuts_of(truth, likely[:, 1], weights)
    pick = best_by_metric(cuts, metric)
    assert score(pick.threshold) == pytest.approx(max(map(score, cuts.thresholds)))
    assert pick.row.recall == pytest.approx(
        METRICS.get("recall").score(truth, likely[:, 1] >= pick.threshold, likely, weights=weights)
    )


def test_no_share_of_weights_leaves_its_range() -> None:
    truth, ours, _ = judged("binary", seed=5)
    weights = np.random.default_rng(5).exponential(0.001, ROWS)
    cuts = cuts_of(truth, ours.probabilities[:, 1], weights)
    for row in table(cuts):
        assert 0 <= row.precision <= 1
        assert 0 <= row.recall <= 1
        assert min(row.true_negatives, row.false_positives, row.false_negatives) >= 0
    drawn = lines(cuts)
    expected = METRICS.get("roc_auc").score(truth, truth, ours.probabilities, weights=weights)
    assert drawn.area == pytest.approx(expected)
    assert max(*drawn.alarms, *drawn.found, *drawn.picked) <= 1


SCORES = np.array([0.9, 0.7, 0.5, 0.3])
WEIGHTS = np.array([2.0, 0.5, 1.5, 0.0])
CUTS = cuts_of(np.array([1, 0, 1, 1]), SCORES, WEIGHTS)


def test_capacity_is_a_weight_where_rows_have_one() -> None:
    pick = by_capacity(CUTS, 2.5)
    assert (pick.row.selected, pick.row.true_positives) == (2.5, 2.0)
    assert pick.sentence == (
        "0.6 selects a weight of 2.50 of 4, which keeps to a capacity of 2.50."
    )
    assert by_capacity(CUTS, 10, out_of=20).row.selected == 2.0
    with pytest.raises(SettingError, match="must be a weight above 0"):
        by_capacity(CUTS, 0)


def test_costs_count_rows_by_their_weight() -> None:
    pick = best_by_cost(CUTS, Costs(10, 1))
    assert (pick.row.selected, pick.row.cost) == (2.0, 1.5)
    assert pick.sentence == ("0.8 costs least: 1.50 for a weight of 4, against 5 at 0.5.")


def test_rows_without_weight_make_no_cut() -> None:
    assert CUTS.levels.tolist() == [0.9, 0.7, 0.5]
    assert (CUTS.rows, CUTS.positives, CUTS.negatives) == (4.0, 3.5, 0.5)


def test_judged_rows_keep_their_weight_and_lie_on_the_weighted_curves() -> None:
    likely = np.column_stack([1 - SCORES, SCORES])
    found = Predictions((SCORES >= 0.5).astype(int), likely)
    kept = judged_array(range(4), np.array([1, 0, 1, 1]), found, WEIGHTS)
    rows = judged_rows(kept, ("no", "yes"))
    assert rows.weights is not None
    assert rows.weights.tolist() == WEIGHTS.tolist()
    dots = marked_curves(rows, np.array([1]))
    assert dots.roc == ((1.0, 2 / 3.5),)
    assert dots.gain == ((2.5 / 4, 2 / 3.5),)
    assert score_groups(rows).sure == (0.0, 1.0)


def test_errors_are_halved_by_weight() -> None:
    found = Predictions(np.array([1.0, 1.0, 9.0, 9.0]), np.empty((4, 0)))
    kept = judged_array(range(4), np.array([2.0, 5.0, 9.0, 10.0]), found, np.array([1, 5, 1, 0.0]))
    assert error_places(judged_rows(kept)).halves == (4.0, 0.0)


def fitted() -> FittedModel:
    frame = pd.DataFrame({"x": np.arange(40.0), "w": 1.0 + np.arange(40) % 3})
    frame["y"] = 2 * frame["x"] + np.tile([0.0, 1.0], 20)
    problem = Problem(task="regression", target="y", metric="rmse").with_role("w", "weight")
    return fit(Recipe(problem=problem), Candidate("ridge"), Dataset.of(frame, "lines"))


NEW = pd.DataFrame({"x": [1.0, 2.0], "y": [0.0, 40.0], "w": [1.0, 3.0]})


def test_new_rows_count_by_their_weight_where_they_have_one() -> None:
    model = fitted()
    guess = model.predict(NEW).values
    found = evaluate_rows(model, NEW)
    assert found.scores["mae"].value == pytest.approx(np.abs(NEW["y"] - guess) @ NEW["w"] / 4)
    assert found.notes == ("Rows count by their weight in 'w' in every score.",)


def test_a_new_row_without_a_usable_answer_takes_its_weight_along() -> None:
    model, first = fitted(), NEW.iloc[:1].assign(y=np.inf, w=50.0)
    with_it = evaluate_rows(model, pd.concat([first, NEW], ignore_index=True))
    assert with_it.scores["mae"].value == evaluate_rows(model, NEW).scores["mae"].value


def test_new_rows_without_weights_count_once_each_and_it_is_said() -> None:
    model = fitted()
    found = evaluate_rows(model, NEW.drop(columns="w"))
    guess = model.predict(NEW).values
    assert found.scores["mae"].value == pytest.approx(np.abs(NEW["y"] - guess).mean())
    assert found.notes == ("The rows have no column 'w' with their weight: each counts once.",)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([1.0, -1.0], "must hold numbers of at least 0"),
        ([1.0, np.nan], "must hold numbers of at least 0"),
        (["a", "b"], "must hold numbers of at least 0"),
        ([0.0, 0.0], "All rows to evaluate on have the weight 0 in 'w'."),
    ],
)
def test_new_rows_with_weights_that_are_none_are_refused(weights: Any, said: str) -> None:
    with pytest.raises(DataError, match=said):
        evaluate_rows(fitted(), NEW.assign(w=weights))
