"""Explanations add up, speak of original columns, and stop in time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.explain import (
    ExplanationError,
    global_importance,
    load_explanation,
    sample_rows,
    shap_values,
)
from core.explain.explanation import refuse_gap
from core.explain.methods import _sampled
from core.explain.shapley import _explain, part_size
from core.models import MODELS
from core.problem import TASKS, Problem
from core.progress import Event
from core.recipe import Candidate, Recipe
from core.steps.impute import Impute
from core.steps.one_hot import OneHot
from core.steps.scale import Scale
from core.table import Dataset
from core.training.fit import fit_material
from core.training.material import material_of
from tests.explain.conftest import customers

PAIRS = [
    (model.name, task)
    for model in MODELS
    for task in TASKS
    if model.suits(task) and not model.missing_packages()
]


@pytest.mark.parametrize(("model", "task"), PAIRS)
def test_every_model_adds_up_in_original_columns(trained, model, task):
    fitted, material = trained(model, task)
    rows = material.test.iloc[:12]
    explanation = shap_values(fitted, rows, material.train)
    outputs = 3 if task == "multiclass" else 1
    assert explanation.columns == ("tenure", "contract", "region")
    assert explanation.values.shape == (12, 3, outputs)
    total = explanation.values.sum(axis=1) + explanation.base
    assert np.allclose(total, explanation.totals, rtol=1e-4, atol=1e-4)
    assert explanation.exact == (MODELS.get(model).explainer in ("linear", "tree"))


@pytest.mark.parametrize(("model", "task"), PAIRS)
def test_totals_are_what_the_pipeline_itself_predicts(trained, model, task):
    fitted, material = trained(model, task)
    rows = material.test.iloc[:12]
    explanation = shap_values(fitted, rows, material.train)
    totals = explanation.totals
    if explanation.space == "log-odds":
        odds = np.exp(totals)
        totals = odds / (odds.sum(axis=1, keepdims=True) if task == "multiclass" else 1 + odds)
    expected = (
        fitted.pipeline.predict(rows)[:, None]
        if task == "regression"
        else fitted.pipeline.predict_proba(rows)[:, 0 if task == "multiclass" else 1 :]
    )
    # Of equally near rows, which one counts depends on how many rows are asked about at once.
    least = 0.9 if model == "neighbours" else 1
    assert np.isclose(totals, expected, atol=1e-5).all(axis=1).mean() >= least
    assert np.allclose(explanation.predicted, expected, atol=1e-9)


def test_how_says_that_weights_do_not_count_in_explanations(trained):
    fitted, material = trained("linear", "regression")
    problem = fitted.recipe.problem.with_role("w", "weight")
    weighted = replace(fitted, recipe=fitted.recipe.edit(problem=problem))
    rows = material.test.iloc[:4]
    once = " Each explained row counts once: weights of rows play no part here."
    plain = shap_values(fitted, rows, material.train).how
    assert shap_values(weighted, rows, material.train).how == plain + once


def test_one_hot_parts_are_summed_back_by_hand(trained):
    fitted, material = trained("linear", "regression")
    rows = material.test.iloc[:4]
    explanation = shap_values(fitted, rows, material.train)
    transformer, model = fitted.pipeline.steps[0][1], fitted.pipeline.steps[-1][1]
    names = [name.split("__")[1] for name in transformer.get_feature_names_out()]
    parts = (transformer.transform(rows) - transformer.transform(material.train).mean(axis=0)) * (
        model.coef_
    )
    mine = [place for place, name in enumerate(names) if name.startswith("contract_")]
    assert len(mine) == 3
    assert np.allclose(explanation.values[:, 1, 0], parts[:, mine].sum(axis=1))


@pytest.mark.parametrize("model", ["linear", "decision_tree"])
def test_effects_belong_to_their_column_in_whatever_order_steps_leave_them(model):
    frame = customers()[["contract", "tenure", "region", "spend"]].assign(tenure=range(160))
    frame["target"] = frame["tenure"] * 5.0
    recipe = Recipe(problem=Problem(task="regression", target="target"))
    recipe = recipe.add(Impute()).add(OneHot(min_rows=2)).add(Scale())
    material = material_of(recipe, Dataset.of(frame, "turned"))
    fitted = fit_material(recipe, Candidate(model), material, "v1")
    explanation = shap_values(fitted, material.test, material.train)
    assert explanation.columns == ("contract", "tenure", "region", "spend")
    (first, *others) = global_importance(explanation)
    assert first.column == "tenure"
    assert first.share > 0.99
    assert len(others) == 3


def test_sampling_agrees_with_the_closed_form_on_a_linear_model(trained):
    fitted, material = trained("linear", "regression")
    background = material.train.iloc[:32]
    rows = material.test.iloc[:6]
    exact = shap_values(fitted, rows, background)
    values, base, totals = _explain(_sampled(fitted, background), rows)
    assert np.allclose(values, exact.values)
    assert np.allclose(base, exact.base)
    assert np.allclose(totals, exact.totals)


def test_cells_are_shown_in_original_units(trained):
    fitted, material = trained("logistic", "binary")
    rows = material.test.iloc[:1]
    explanation = shap_values(fitted, rows, material.train)
    tenure, contract, _ = rows.iloc[0]
    assert explanation.cells[0, 0] == f"{tenure:.0f}"
    assert explanation.cells[0, 1] == contract
    assert explanation.numbers[0, 0] == tenure
    assert np.isnan(explanation.numbers[0, 1])
    assert explanation.positions[0] == rows.index[0]
    assert explanation.output == "log-odds of 'yes'"


def test_no_time_still_explains_the_first_part_and_says_so(trained):
    fitted, material = trained("logistic", "binary")
    seen: list[Event] = []
    explanation = shap_values(fitted, material.train, material.train, seen.append, seconds=0)
    assert explanation.rows == 100
    assert explanation.note.startswith("The first 100 of 128 rows: the time was up. Exact:")
    assert [(event.done, event.total) for event in seen] == [(100, 128)]


def test_sampling_begins_with_few_rows_because_each_is_dear(trained):
    fitted, material = trained("dummy", "binary")
    explanation = shap_values(fitted, material.train, material.train, seconds=0)
    assert explanation.rows == 1
    assert not explanation.exact
    assert "Sampled" in explanation.note


@pytest.mark.parametrize(
    ("size", "pace", "left", "next_size"),
    [(1, 0.0, 5.0, 4), (1, 0.1, 5.0, 4), (16, 0.1, 4.0, 20), (20, 0.1, 0.3, 1), (1, 9.0, 5.0, 1)],
)
def test_a_part_takes_at_most_half_the_time_left(size, pace, left, next_size):
    assert part_size(size, pace, left) == next_size


def test_parts_give_the_same_values_as_one_go(trained):
    fitted, material = trained("random_forest", "multiclass")
    together = shap_values(fitted, material.train, material.train)
    last = shap_values(fitted, material.train.iloc[100:], material.train)
    assert np.allclose(together.values[100:], last.values)


def test_the_sample_is_seeded_and_keeps_row_positions(trained):
    _, material = trained("logistic", "binary")
    once, again = (sample_rows(material.train, 1, 20) for _ in range(2))
    assert once.index.equals(again.index)
    assert len(set(once.index)) == 20
    assert not once.index.equals(sample_rows(material.train, 2, 20).index)


def test_what_does_not_add_up_is_refused_with_the_gap():
    with pytest.raises(ExplanationError, match="off by 0.5"):
        refuse_gap(0.5, np.array([[1.0]]))
    with pytest.raises(ExplanationError):
        refuse_gap(float("nan"), np.array([[1.0]]))
    refuse_gap(0.005, np.array([[100.0]]))


def test_an_explanation_is_kept_without_pickle(trained, tmp_path):
    fitted, material = trained("xgboost", "multiclass")
    explanation = shap_values(fitted, material.test.iloc[:3], material.train)
    explanation.save(tmp_path / "explanation.npz")
    again = load_explanation(tmp_path / "explanation.npz")
    assert np.array_equal(again.values, explanation.values)
    assert (again.cells == explanation.cells).all()
    assert (again.columns, again.outputs, again.note) == (
        explanation.columns,
        explanation.outputs,
        explanation.note,
    )
