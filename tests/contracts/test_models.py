"""What every model must keep, for every task it suits, on a small nasty table."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import MissingPackageError, SettingError, UnknownNameError
from core.export.pipeline_file import read_pipeline, write_pipeline
from core.models import MODELS, Model
from core.params import Choice, Number, checked
from core.pipeline import compile_pipeline
from core.problem import TASKS, Problem
from core.recipe import Candidate, Recipe
from core.steps import STEPS
from core.tasks.supervised import encode_target

EACH = pytest.mark.parametrize("model", list(MODELS), ids=lambda model: model.name)
CASES = pytest.mark.parametrize(
    ("model", "task"),
    [(model, task) for model in MODELS for task in TASKS if model.suits(task)],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
NUMBERS = ("a[1]", '{"b"}', "c<2")
TARGETS = {"binary": "left", "multiclass": "grade", "regression": "price"}


def nasty(rows: int = 60) -> pd.DataFrame:
    """Return rows with gaps, odd names, a constant column and a rare category."""
    generator = np.random.default_rng(7)
    frame = pd.DataFrame(generator.normal(size=(rows, 3)), columns=list(NUMBERS))
    frame["same"] = 1.0
    frame["town, or so"] = pd.Series(np.resize(["Ulm", "Bonn", "Köln"], rows), dtype="str")
    signal = frame["a[1]"] + (frame["town, or so"] == "Ulm")
    frame["left"] = pd.Series(np.where(signal > 0.3, "yes", "no"), dtype="str")
    frame["grade"] = pd.Series(np.digitize(signal, [-0.3, 0.6])).map(dict(enumerate("abc")))
    frame["grade"] = frame["grade"].astype("str")
    frame["price"] = 250_000 + 40_000 * signal
    frame.loc[frame.index[::7], "a[1]"] = np.nan
    frame.loc[frame.index[3::9], "town, or so"] = None
    frame.loc[5, "town, or so"] = "Rare"
    return frame


def recipe_for(task: str, model: Model) -> Recipe:
    """Return a recipe that fills, encodes and scales what the model needs."""
    target = TARGETS[task]
    others = tuple((name, "ignore") for name in TARGETS.values() if name != target)
    recipe = Recipe(problem=Problem(task=task, target=target, positive="yes", roles=others))
    for name in ("impute", "one_hot", "scale"):
        if name != "impute" or not model.handles_missing:
            recipe = recipe.add(STEPS.get(name)())
    return recipe


def fitted(model: Model, task: str, rows: int = 60) -> Any:
    """Return the fitted pipeline of a model with default settings; each is fitted once."""
    return _fitted(model.name, task, rows)


@functools.cache
def _fitted(name: str, task: str, rows: int) -> Any:
    frame, recipe = nasty(rows), recipe_for(task, MODELS.get(name))
    pipeline = compile_pipeline(recipe, Candidate(name), frame)
    return pipeline.fit(frame, encode_target(frame[TARGETS[task]], recipe.problem).values)


def outputs(pipeline: Any, task: str, frame: pd.DataFrame) -> np.ndarray:
    """Return probabilities, or values as one column."""
    if task == "regression":
        return np.asarray(pipeline.predict(frame)).reshape(-1, 1)
    return np.asarray(pipeline.predict_proba(frame))


def unseen() -> pd.DataFrame:
    """Return rows with a category and gaps that training did not have."""
    frame = nasty(8)
    frame.loc[0, "town, or so"] = "Never seen"
    frame.loc[1, list(NUMBERS)] = np.nan
    frame.loc[2, "c<2"] = 1e9
    return frame


@CASES
def test_predicts_finite_values_for_rows_unlike_the_training_rows(model: Model, task: str) -> None:
    frame = unseen() if model.handles_missing else unseen().fillna({'{"b"}': 0.0})
    found = outputs(fitted(model, task), task, frame)
    assert found.shape == (8, {"binary": 2, "multiclass": 3, "regression": 1}[task])
    assert np.isfinite(found).all()
    if task != "regression":
        assert np.allclose(found.sum(axis=1), 1, atol=1e-6)
        assert ((found >= 0) & (found <= 1)).all()


@CASES
def test_same_seed_gives_the_same_numbers(model: Model, task: str) -> None:
    again = _fitted.__wrapped__(model.name, task, 60)
    first, second = (outputs(one, task, nasty(9)) for one in (fitted(model, task), again))
    assert np.array_equal(first, second)


@CASES
def test_one_row_gets_what_it_gets_among_others(model: Model, task: str) -> None:
    pipeline, rows = fitted(model, task), nasty(5)
    alone = outputs(pipeline, task, rows.iloc[[2]])
    assert np.allclose(alone, outputs(pipeline, task, rows)[[2]], rtol=1e-12, atol=1e-12)


@CASES
def test_order_of_columns_does_not_matter(model: Model, task: str) -> None:
    pipeline, rows = fitted(model, task), nasty(5)
    turned = rows[rows.columns[::-1]]
    assert np.array_equal(outputs(pipeline, task, rows), outputs(pipeline, task, turned))


@CASES
def test_learns_something_unless_it_is_a_baseline(model: Model, task: str) -> None:
    found = outputs(fitted(model, task, 200), task, nasty(200))
    assert (np.ptp(found[:, -1]) == 0) == model.baseline


@CASES
def test_estimator_can_be_cloned_with_its_settings(model: Model, task: str) -> None:
    from sklearn.base import clone

    estimator = model.build(task, {}, seed=3)
    again = clone(getattr(estimator, "regressor", estimator)).get_params()
    arguments = {**model.fixed, **model.values({})}
    assert {name: again[name] for name in arguments} == {
        name: None if value == "none" else value for name, value in arguments.items()
    }
    assert not model.seed_argument or again[model.seed_argument] == 3


@EACH
def test_uses_one_thread(model: Model) -> None:
    for task in TASKS:
        if model.suits(task):
            jobs = model.build(task, {}, seed=0).get_params().get("n_jobs", 1)
            assert jobs in (1, None)


@EACH
def test_says_all_about_itself(model: Model) -> None:
    teaching = model.teaching
    for sentence in (teaching.what, teaching.good_when, teaching.bad_when):
        assert sentence.endswith(".")
    assert model.label
    assert model.speed in ("instant", "fast", "medium", "slow")
    assert model.explainable
    assert model.explainer in ("linear", "tree", "any")
    assert 1 <= model.simplicity <= 9
    assert set(model.estimators) <= {"classification", "regression"}


@EACH
def test_each_setting_has_help_and_a_default_in_range(model: Model) -> None:
    for setting in model.settings:
        assert setting.param.help.endswith(".")
        assert setting.param.label
        assert setting.param.problem_with(setting.default) is None
        if isinstance(setting.param, Choice):
            assert len(setting.param.labels) == len(setting.param.options)


@EACH
def test_settings_survive_json(model: Model) -> None:
    values = model.values({})
    again = json.loads(json.dumps(values))
    assert checked(model.label, model.settings, again) == values


@EACH
def test_bad_settings_are_refused(model: Model) -> None:
    with pytest.raises(UnknownNameError):
        model.build(next(t for t in TASKS if model.suits(t)), {"no_such": 1}, seed=0)
    for setting in model.settings:
        for wrong in ("bad", None, float("nan"), [1], True):
            with pytest.raises(SettingError, match=setting.name):
                model.values({setting.name: wrong})


@CASES
def test_both_ends_of_each_range_can_be_fitted(model: Model, task: str) -> None:
    frame, recipe = nasty(), recipe_for(task, model)
    target = encode_target(frame[TARGETS[task]], recipe.problem).values
    for setting in model.settings:
        param = setting.param
        ends = (param.low, param.high) if isinstance(param, Number) else param.options
        for end in ends:
            value = param.clean(end)
            small = {name: 50 for name in ("n_estimators", "max_iter") if name != setting.name}
            few = {name: v for name, v in small.items() if name in model.values({})}
            candidate = Candidate(model.name, {**few, setting.name: value})
            pipeline = compile_pipeline(recipe, candidate, frame).fit(frame, target)
            assert np.isfinite(outputs(pipeline, task, frame)).all()


@EACH
def test_missing_package_is_one_sentence(model: Model) -> None:
    absent = replace(model, requires=("no_such_package",))
    assert absent.missing_packages() == ("no_such_package",)
    with pytest.raises(MissingPackageError, match="no_such_package") as caught:
        absent.build(next(t for t in TASKS if model.suits(t)), {}, seed=0)
    assert "pip install no_such_package" in caught.value.hint


def test_every_task_has_a_baseline_and_a_simple_model() -> None:
    for task in TASKS:
        suited = [model for model in MODELS if model.suits(task)]
        assert any(model.baseline for model in suited)
        assert any(model.explainer == "linear" for model in suited)


@pytest.mark.parametrize("model", [m for m in MODELS if m.scale_target], ids=lambda m: m.name)
def test_scaled_target_comes_back_in_its_own_units(model: Model) -> None:
    frame = nasty(200)
    found = outputs(fitted(model, "regression", 200), "regression", frame)[:, 0]
    errors = np.abs(found - frame["price"])
    assert errors.mean() < 0.5 * np.abs(frame["price"] - frame["price"].mean()).mean()


@CASES
def test_comes_back_from_a_file_with_the_same_predictions(model: Model, task: str) -> None:
    pipeline, rows = fitted(model, task), nasty(5)
    again = read_pipeline(write_pipeline(pipeline))
    assert np.array_equal(outputs(pipeline, task, rows), outputs(again, task, rows))
