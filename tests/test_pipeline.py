"""Compiling a recipe: blocks, names, native categories, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from core.errors import RecipeError, UnknownNameError
from core.models import MODELS
from core.pipeline import blocks_of, compile_pipeline, origins_of, transform_features
from core.problem import Problem
from core.recipe import Candidate, Recipe
from core.steps import Step
from core.steps.balance_classes import BalanceClasses
from core.steps.cap_outliers import CapOutliers
from core.steps.drop_outlier_rows import DropOutlierRows
from core.steps.impute import Impute
from core.steps.impute_categories import ImputeCategories
from core.steps.one_hot import OneHot
from core.steps.ordinal import Ordinal
from core.steps.scale import Scale
from core.steps.select_univariate import SelectUnivariate
from core.steps.target_encode import TargetEncode
from core.table import Dataset

ROWS = 60
USUAL = (Impute(), Scale(), OneHot(min_rows=1))
FOREST = Candidate("random_forest", {"n_estimators": 50})


def people(**more: Any) -> pd.DataFrame:
    generator = np.random.default_rng(4)
    age = generator.normal(40, 9, ROWS).round()
    columns = {
        "age": np.where(np.arange(ROWS) % 9 == 0, np.nan, age),
        "income": generator.normal(3000, 500, ROWS).round(),
        "plan": generator.choice(["free", "paid", "gold"], ROWS),
        "risk": generator.choice(["low", "high"], ROWS),
        "left": np.where(age + generator.normal(0, 4, ROWS) > 42, "yes", "no"),
    }
    return Dataset.of(pd.DataFrame(columns | more), "people").frame


def recipe(*steps: Step, task: str = "binary", **roles: str) -> Recipe:
    problem = Problem(task=task, target="income" if task == "regression" else "left")
    for column, role in roles.items():
        problem = problem.with_role(column, role)
    made = Recipe(problem=problem, seed=1)
    for step in steps:
        made = made.add(step)
    return made


def fitted(made: Recipe, frame: pd.DataFrame, candidate: Candidate | str = "logistic") -> Any:
    if isinstance(candidate, str):
        candidate = Candidate(candidate)
    target = frame[made.problem.target]
    y = target if made.problem.task == "regression" else (target == target.max()).astype(int)
    return compile_pipeline(made, candidate, frame).fit(frame, y.to_numpy())


def blocks(made: Recipe, model: str) -> dict[tuple[str, ...], list[str]]:
    kinds = {"age": "number", "income": "number", "plan": "category", "risk": "category"}
    return {
        block.columns: [type(step).__name__ for step in block.steps]
        for block in blocks_of(made, MODELS.get(model), kinds | {"left": "category"})
    }


# ---- blocks ------------------------------------------------------------------------


def test_columns_with_the_same_steps_form_a_block() -> None:
    made = recipe(*USUAL, Ordinal(("risk",), ("low", "high")), CapOutliers(("income",)))
    assert blocks(made, "logistic") == {
        ("age",): ["Impute", "Scale"],
        ("income",): ["Impute", "CapOutliers", "Scale"],
        ("plan",): ["OneHot"],
        ("risk",): ["Ordinal"],
    }


def test_models_that_ignore_scale_skip_scaling() -> None:
    assert blocks(recipe(*USUAL), "random_forest")[("age", "income")] == ["Impute"]


def test_a_column_without_steps_passes_through() -> None:
    made = recipe(OneHot(min_rows=1))
    frame = people(age=np.arange(ROWS))
    matrix = transform_features(fitted(made, frame), frame)
    assert matrix[:, 0].tolist() == list(range(ROWS))


@pytest.mark.parametrize("role", ["id", "ignore", "weight", "time", "group"])
def test_only_features_are_learned_from(role: str) -> None:
    made = recipe(*USUAL, age=role)
    frame = people()
    pipeline = fitted(made, frame)
    pd.testing.assert_index_equal(
        pd.Index(sorted(set(origins_of(pipeline, made, Candidate("logistic"), frame)))),
        pd.Index(["income", "plan", "risk"]),
    )
    pipeline.predict(frame.drop(columns=["age", "left"]))


def test_sensitive_columns_are_learned_from() -> None:
    made = recipe(*USUAL, risk="sensitive")
    assert ("plan", "risk") in blocks(made, "logistic")


# ---- categories ----------------------------------------------------------------------


def encoders(pipeline: Any) -> list[Any]:
    chains = pipeline.named_steps["columns"].named_transformers_.values()
    stages = [stage for chain in chains for _, stage in getattr(chain, "steps", [])]
    return [stage for stage in stages if isinstance(stage, OneHotEncoder | OrdinalEncoder)]


def test_models_that_read_categories_get_codes_in_the_first_columns() -> None:
    frame, made = people(), recipe(ImputeCategories(), OneHot(min_rows=1))
    pipeline = fitted(made, frame, "hist_boosting")
    assert [type(encoder) for encoder in encoders(pipeline)] == [OrdinalEncoder]
    assert pipeline.named_steps["model"].categorical_features == [0, 1]
    codes = transform_features(pipeline, frame)[:, :2]
    assert set(codes[:, 0]) == {0, 1, 2}
    assert origins_of(pipeline, made, Candidate("hist_boosting"), frame)[:2] == ["plan", "risk"]


def test_ordered_categories_stay_ordered_for_models_that_read_categories() -> None:
    made = recipe(OneHot(min_rows=1), Ordinal(("risk",), ("low", "high")))
    pipeline = fitted(made, people(), "hist_boosting")
    assert pipeline.named_steps["model"].categorical_features == [0]


def test_selection_takes_encoded_columns_even_where_codes_could_be_read() -> None:
    frame, made = people(), recipe(OneHot(min_rows=1), SelectUnivariate(keep=4))
    pipeline = fitted(made, frame, "hist_boosting")
    assert [type(encoder) for encoder in encoders(pipeline)] == [OneHotEncoder]
    assert pipeline.named_steps["model"].categorical_features == "from_dtype"


@pytest.mark.parametrize("model", ["xgboost", "lightgbm", "random_forest", "logistic"])
def test_one_hot_columns_reach_the_model_dense(model: str) -> None:
    frame = people()
    matrix = transform_features(fitted(recipe(*USUAL), frame, model), frame)
    assert isinstance(matrix, np.ndarray)
    assert matrix.dtype == np.float64
    assert matrix.shape == (ROWS, 2 + 3 + 2)


@pytest.mark.parametrize("encoder", [OneHot(), TargetEncode(), Ordinal(("plan", "risk"))])
@pytest.mark.parametrize("model", ["logistic", "hist_boosting", "xgboost"])
def test_unseen_and_missing_categories_are_predicted(encoder: Step, model: str) -> None:
    pipeline = fitted(recipe(Impute(), encoder), people(), model)
    new = people(plan=["never seen", None] * (ROWS // 2))
    assert np.isfinite(pipeline.predict_proba(new)).all()


# ---- names and order -----------------------------------------------------------------

NAMES = ("a[1]", '{"x"}', "a b", "a_b", "b<2", "a:b,c", "__id", "=cmd()", "€", "index", "0")


@pytest.mark.parametrize("model", ["logistic", "xgboost", "lightgbm", "hist_boosting"])
def test_no_column_name_upsets_a_model(model: str) -> None:
    numbers = np.random.default_rng(0).normal(size=(len(NAMES), ROWS))
    frame = people(**dict(zip(NAMES, numbers, strict=True)))
    pipeline = fitted(recipe(*USUAL), frame, model)
    assert len(pipeline.predict(frame)) == ROWS
    assert set(NAMES) <= set(origins_of(pipeline, recipe(*USUAL), Candidate(model), frame))


def test_names_that_become_equal_when_cleaned_stay_two_columns() -> None:
    raw = pd.DataFrame(np.column_stack([np.arange(ROWS), -np.arange(ROWS)]), columns=["a", " a "])
    raw["left"] = ["no", "yes"] * (ROWS // 2)
    frame = Dataset.of(raw, "twins").frame
    matrix = transform_features(fitted(recipe(), frame), frame)
    assert matrix[5].tolist() == [5, -5]


@pytest.mark.parametrize("model", ["logistic", "hist_boosting", "xgboost"])
def test_the_order_of_columns_does_not_matter(model: str) -> None:
    frame, shuffled = people(), people()[["left", "risk", "income", "plan", "age"]]
    pipeline = fitted(recipe(*USUAL), frame, model)
    np.testing.assert_array_equal(pipeline.predict_proba(frame), pipeline.predict_proba(shuffled))


def test_columns_nobody_asked_for_are_passed_over() -> None:
    frame = people()
    pipeline = fitted(recipe(*USUAL), frame)
    extra = frame.assign(surprise="x")
    np.testing.assert_array_equal(pipeline.predict(extra), pipeline.predict(frame))


# ---- the whole table -----------------------------------------------------------------


def test_every_column_of_the_matrix_has_an_origin() -> None:
    frame = people()
    made = recipe(
        Impute(("age",), indicator=True),
        CapOutliers(("income",), action="flag"),
        OneHot(("plan",), min_rows=1),
        TargetEncode(),
    )
    pipeline = fitted(made, frame, FOREST)
    origins = origins_of(pipeline, made, FOREST, frame)
    assert len(origins) == transform_features(pipeline, frame).shape[1]
    assert sorted(origins) == ["age"] * 2 + ["income"] * 2 + ["plan"] * 3 + ["risk"]


def test_selected_columns_keep_their_origin() -> None:
    frame = people().assign(signal=lambda table: (table["left"] == "yes") * 1.0)
    made = recipe(*USUAL, SelectUnivariate(keep=1))
    pipeline = fitted(made, frame)
    assert origins_of(pipeline, made, Candidate("logistic"), frame) == ["signal"]
    assert transform_features(pipeline, frame).shape == (ROWS, 1)


def test_two_selections_follow_each_other() -> None:
    frame = people()
    made = recipe(*USUAL, SelectUnivariate(keep=4), SelectUnivariate(keep=2, score="mutual_info"))
    pipeline = fitted(made, frame)
    assert len(origins_of(pipeline, made, Candidate("logistic"), frame)) == 2


def test_balancing_changes_training_and_leaves_prediction_alone() -> None:
    frame = people()
    frame["left"] = np.where(np.arange(ROWS) % 10 == 0, "yes", "no")
    made = recipe(*USUAL, SelectUnivariate(keep=3), BalanceClasses())
    plain, balanced = (
        fitted(r, frame).predict_proba(frame)[:, 1] for r in (made.switch(4, on=False), made)
    )
    assert len(balanced) == ROWS
    assert plain.mean() == pytest.approx(0.1, abs=0.02)
    assert balanced.mean() > 0.3


def test_outlier_rows_are_left_out_of_training_and_still_predicted() -> None:
    frame = people(income=[2000.0, 3000.0, 4000.0] * 19 + [1e9, 3000.0, 2000.0])
    made = recipe(*USUAL, DropOutlierRows())
    kept = fitted(made, frame)
    assert len(kept.predict(frame)) == ROWS
    without = fitted(made.switch(3, on=False), frame)
    assert (kept.predict_proba(frame) != without.predict_proba(frame)).any()


def test_learned_numbers_come_from_the_rows_it_was_fitted_on() -> None:
    frame = people()
    pipeline = fitted(recipe(*USUAL), frame[:30])
    chain = pipeline.named_steps["columns"].named_transformers_["number1"]
    expected = frame["income"][:30].mean()
    scaler = next(stage for _, stage in chain.steps if isinstance(stage, StandardScaler))
    assert scaler.mean_[1] == pytest.approx(expected)


# ---- what is refused -----------------------------------------------------------------


def refusal(made: Recipe, frame: pd.DataFrame, model: str = "logistic") -> str:
    with pytest.raises(RecipeError) as caught:
        compile_pipeline(made, Candidate(model), frame)
    assert caught.value.hint
    return caught.value.message


def test_text_that_nothing_encodes_is_refused() -> None:
    said = refusal(recipe(Impute()), people())
    assert said == "No step turns 'plan' and 'risk' into numbers."


def test_dates_that_nothing_takes_apart_are_refused() -> None:
    frame = people(signed=pd.date_range("2024-01-01", periods=ROWS))
    assert "the dates in 'signed'" in refusal(recipe(*USUAL), frame)


def test_holes_are_refused_only_by_models_that_cannot_work_with_them() -> None:
    made = recipe(OneHot(min_rows=1))
    assert "there are some in 'age'" in refusal(made, people())
    compile_pipeline(made, Candidate("hist_boosting"), people())


def test_a_number_step_on_text_is_refused() -> None:
    said = refusal(recipe(*USUAL, CapOutliers(("plan",))), people())
    assert said == "'Cap outliers' works on number columns; 'plan' is category."


def test_a_second_encoder_for_a_column_is_refused() -> None:
    made = recipe(Impute(), TargetEncode(("plan",)), OneHot(("plan",)))
    assert "already encoded" in refusal(made, people())


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(UnknownNameError, match="agee"):
        compile_pipeline(recipe(Impute(("agee",)), OneHot()), Candidate("logistic"), people())


def test_steps_for_classes_are_refused_for_numbers() -> None:
    made = recipe(*USUAL, BalanceClasses(), task="regression")
    assert "predict a number" in refusal(made, people(), "linear")
    chosen = recipe(*USUAL, SelectUnivariate(score="chi2"), task="regression")
    assert "predict a number" in refusal(chosen, people(), "linear")


def test_a_table_without_features_is_refused() -> None:
    made = recipe(age="ignore", income="ignore", plan="ignore", risk="id")
    assert refusal(made, people()) == "No columns are left to learn from."


def test_numbers_too_large_to_calculate_with_are_refused_unless_capped() -> None:
    frame = people(income=[1e300] + [1.0, 2.0, 3.0] * 19 + [1.0, 2.0])
    assert "'income'" in refusal(recipe(*USUAL), frame, "random_forest")
    pipeline = fitted(recipe(*USUAL, CapOutliers()), frame, FOREST)
    assert np.isfinite(pipeline.predict_proba(frame)).all()


@pytest.mark.parametrize("model", ["logistic", "random_forest", "hist_boosting", "xgboost"])
def test_a_column_with_no_value_at_all_does_no_harm(model: str) -> None:
    frame = people(empty=[None] * ROWS)
    pipeline = fitted(recipe(*USUAL), frame, model)
    assert np.isfinite(pipeline.predict_proba(frame)).all()


def test_a_constant_column_does_no_harm() -> None:
    frame = people(same=["x"] * ROWS, seven=[7.0] * ROWS)
    for candidate in (Candidate("logistic"), FOREST):
        assert np.isfinite(fitted(recipe(*USUAL), frame, candidate).predict_proba(frame)).all()
