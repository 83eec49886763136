"""A first recipe is complete, explained, and trains, whatever the table looks like."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.advice import findings, suggest, view_of
from core.advice.view import blocking
from core.errors import TargetError
from core.models import MODELS
from core.pipeline import compile_pipeline
from core.recipe import Recipe
from core.steps import step_to
from core.steps.drop_duplicates import DropDuplicates
from core.table import Dataset
from core.training.material import material_of
from tests.advice.odd_tables import ODD, base


def fitted_rows(recipe: Recipe, dataset: Dataset) -> int:
    """Fit the linear candidate of a recipe and return how many test rows it predicts."""
    material = material_of(recipe, dataset)
    linear = next(c for c in recipe.candidates if c.model in ("logistic", "ridge"))
    pipeline = compile_pipeline(recipe, linear, material.train)
    pipeline.fit(material.train, material.target.values)
    return len(pipeline.predict(material.test))


@cache
def odd(name: str) -> Dataset:
    return Dataset.of(ODD[name](), name)


@cache
def suggested(name: str) -> Recipe:
    return suggest(odd(name), odd(name).columns[-1])


@pytest.mark.parametrize("name", ODD)
def test_an_odd_table_gives_a_recipe_that_trains(name: str) -> None:
    dataset, recipe = odd(name), suggested(name)
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert fitted_rows(recipe, dataset) > 0
    assert all(f.severity != "stop" for f in findings(view_of(recipe, dataset)))


@pytest.mark.parametrize("name", ODD)
def test_every_choice_has_a_reason(name: str) -> None:
    recipe = suggested(name)
    assert {"task", "metric", "split", "folds", "search"} <= set(recipe.reasons)
    assert {
        f"role {column}" for column, role in recipe.problem.roles if role in ("id", "ignore")
    } <= set(recipe.reasons)
    told = [
        *recipe.reasons.values(),
        *(e.reason for e in recipe.steps),
        *(c.reason for c in recipe.candidates),
    ]
    assert all(reason.endswith((".", ".\u200b")) for reason in told), told


@pytest.mark.parametrize("name", list(ODD)[::8])
def test_a_target_that_was_guessed_has_a_reason_too(name: str) -> None:
    recipe = suggest(odd(name))
    assert {"target", "task", "metric", "split", "folds", "search"} <= set(recipe.reasons)
    assert recipe.reasons["target"].endswith(".")


@pytest.mark.parametrize("name", ["97 all missing", "99 constant", "107 a date"])
def test_a_target_that_cannot_be_learned_is_refused(name: str) -> None:
    values = {"97": np.nan, "99": "x", "10": pd.date_range("2024", periods=120)}[name[:2]]
    dataset = Dataset.of(base(target=values), name)
    with pytest.raises(TargetError):
        suggest(dataset, "left")


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(TargetError, match="'lefd' is not in the table"):
        suggest(Dataset.of(base(), "x"), "lefd")


def test_a_table_without_a_possible_target_says_so() -> None:
    dataset = Dataset.of(pd.DataFrame({"same": [1] * 30}), "x")
    assert suggest(dataset).problem.target == ""
    assert "Choose one" in suggest(dataset).reasons["target"]


def test_the_rarer_class_is_positive_and_says_so() -> None:
    frame = base(target=["stay", "stay", "go"] * 40)
    recipe = suggest(Dataset.of(frame, "x"), "left")
    assert recipe.problem.positive == "go"
    assert "33.3 %" in recipe.reasons["positive"]


def test_rare_positives_are_judged_by_pr_auc_with_class_weights() -> None:
    dataset = Dataset.of(ODD["106 one in a thousand"](), "x")
    recipe = suggest(dataset)
    assert recipe.problem.metric == "pr_auc"
    assert recipe.candidate("Logistic regression").params["class_weight"] == "balanced"


def test_all_unique_whole_numbers_are_asked_not_made_classes() -> None:
    dataset = Dataset.of(base(target=range(120)), "x")
    recipe = suggest(dataset, "left")
    assert recipe.problem.task == "regression"
    assert "target_kind" in {f.code for f in findings(view_of(recipe, dataset))}


def test_a_few_whole_numbers_are_classes_and_asked() -> None:
    dataset = Dataset.of(base(target=[1, 2, 3] * 40), "x")
    recipe = suggest(dataset, "left")
    assert recipe.problem.task == "multiclass"
    assert "target_kind" in {f.code for f in findings(view_of(recipe, dataset))}


@pytest.mark.parametrize(
    ("columns", "target"),
    [
        (("size", "Churn", "fee"), "Churn"),
        (("id", "size", "saleprice"), "saleprice"),
        (("target", "size", "fee"), "target"),
        (("size", "fee", "species"), "species"),
    ],
)
def test_the_target_is_guessed_by_name(columns: tuple[str, ...], target: str) -> None:
    random = np.random.default_rng(0)
    dataset = Dataset.of(pd.DataFrame({c: random.normal(size=40) for c in columns}), "x")
    recipe = suggest(dataset)
    assert recipe.problem.target == target
    assert "name" in recipe.reasons["target"]


def test_remarks_that_hardly_repeat_are_not_guessed_as_the_target() -> None:
    remarks = [f"remark {n % 20}" for n in range(60)]
    grades = ["SCS1", "SCS2", "SCS3"] * 20
    dataset = Dataset.of(pd.DataFrame({"grade": grades, "notes": remarks}), "x")
    assert suggest(dataset).problem.target == "grade"


def test_skewed_gaps_get_the_median_and_even_ones_the_mean() -> None:
    random = np.random.default_rng(0)
    even, skewed = random.normal(size=120), random.lognormal(0, 2, 120)
    even[::10] = skewed[::9] = np.nan
    recipe = suggest(Dataset.of(base(even=even, skewed=skewed), "x"), "left")
    fills = [step_to(e.step) for e in recipe.steps if step_to(e.step)["step"] == "impute"]
    assert [(f["columns"], f["strategy"]) for f in fills] == [(["even"], "mean"), ([], "median")]


def test_gaps_that_predict_the_target_get_a_marker() -> None:
    left = np.array(["yes", "no"] * 60)
    fee = np.where((left == "yes") & (np.arange(120) % 3 > 0), np.nan, np.arange(120) % 11.0)
    recipe = suggest(Dataset.of(base(target=left, fee=fee), "x"), "left")
    first = step_to(recipe.steps[0].step)
    assert (first["columns"], first["indicator"]) == (["fee"], True)
    assert "Where 'fee' is missing" in recipe.steps[0].reason


@pytest.mark.parametrize("intent", ["", "series_alone"])
def test_no_split_by_time_is_proposed_where_a_locked_row_has_no_date(intent: str) -> None:
    days = pd.Series(pd.date_range("2024-01-01", periods=400))
    table = pd.DataFrame({"day": days, "sold": [row * 37 % 101 for row in range(400)]})
    for place in range(0, 400, 20):
        gap = table.assign(day=days.where(days.index != place))
        dataset = Dataset.of(gap, "sales")
        recipe = suggest(dataset, "sold", intent=intent)
        assert recipe.problem.split.kind == "random"
        assert blocking(recipe, dataset) is None
    assert suggest(Dataset.of(table, "sales"), "sold").problem.split.kind == "time"


def test_a_series_is_split_by_time() -> None:
    recipe = suggest(Dataset.of(ODD["time series"](), "x"))
    assert (recipe.problem.split.kind, recipe.problem.split.column) == ("time", "day")
    assert recipe.problem.role_of("day") == "time"


DAYS = pd.date_range("2024-01-01", periods=40)


def test_amounts_are_written_out_in_the_reason() -> None:
    recipe = suggest(Dataset.of(base(rides=np.arange(120) * 10_007 + 1_335_877), "x"), "rides")
    assert "an amount between 1,335,877 and 2,526,710." in recipe.reasons["task"]


def test_one_tiny_class_of_several_leaves_three_folds() -> None:
    table = base(kind=["gull"] * 70 + ["hawk"] * 47 + ["owl"] * 3)
    recipe = suggest(Dataset.of(table, "x"), "kind")
    assert recipe.problem.split.folds == 3
    assert recipe.reasons["folds"] == "3 folds: the smallest class has only 2 rows."


def test_a_tiny_class_of_two_costs_folds_with_the_reason() -> None:
    recipe = suggest(Dataset.of(base(kind=["gull"] * 116 + ["owl"] * 4), "x"), "kind")
    assert recipe.problem.split.folds == 3
    assert recipe.reasons["folds"] == "3 folds: the smallest class has only 3 rows."


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (base(day=sorted([*DAYS, *DAYS, *DAYS])), "'day' puts the rows in order"),
        (
            base(shop=np.repeat(["a", "b", "c"], 40), day=[*DAYS, *DAYS, *DAYS]),
            "'day' puts the rows of each 'shop' in order",
        ),
    ],
)
def test_rows_in_the_order_of_time_are_split_by_it(table: pd.DataFrame, said: str) -> None:
    recipe = suggest(Dataset.of(table, "x"), "left")
    assert (recipe.problem.split.kind, recipe.problem.split.column) == ("time", "day")
    assert recipe.reasons["split"].startswith(said)
    assert "earlier rows" in recipe.reasons["folds"]


@pytest.mark.parametrize(
    "extra",
    [
        {"day": [DAYS[n * 7 % 40] for n in range(120)]},
        {"day": sorted([*DAYS] * 3), "customer_id": [n * 7 % 40 for n in range(120)]},
        {"day": sorted([*DAYS] * 3), "left": ["yes"] * 30 + ["no"] * 90},
    ],
    ids=["shuffled", "customers", "a class that comes late"],
)
def test_rows_are_not_split_by_time_where_that_is_not_clear(extra: dict[str, Any]) -> None:
    table = base(**{name: values for name, values in extra.items() if name != "left"})
    recipe = suggest(Dataset.of(table.assign(left=extra.get("left", table["left"])), "x"), "left")
    assert recipe.problem.split.kind != "time"


def test_repeated_customers_are_kept_together() -> None:
    recipe = suggest(Dataset.of(base(customer_id=[n // 4 for n in range(120)]), "x"))
    assert (recipe.problem.split.kind, recipe.problem.split.column) == ("group", "customer_id")


def test_the_baseline_comes_first_and_slow_models_are_off() -> None:
    from core.advice.candidates import Traits, candidates_for

    found = candidates_for(Traits("regression", "rmse", 500_000, 10))
    assert MODELS.get(found[0].model).baseline
    assert {c.model for c in found if not c.on} == {"random_forest"}
    assert "500,000 rows" in next(c.reason for c in found if not c.on)


def test_the_suggestion_reads_no_test_row() -> None:
    dataset = Dataset.of(base(fee=np.arange(120.0) % 13), "x")
    recipe = suggest(dataset, "left")
    from core.advice.view import training_rows

    rows = training_rows(recipe, dataset)
    other = dataset.frame.copy()
    locked = np.setdiff1d(np.arange(120), rows)
    other.loc[locked, ["size", "fee"]] = [np.nan, 9e9]
    again = suggest(Dataset(other, "x"), "left")
    assert again.steps == recipe.steps
    assert again.problem == recipe.problem


@pytest.mark.parametrize("rows", [0, 1, 2, 5, 19])
def test_tables_too_small_to_train_get_a_recipe_or_a_sentence(rows: int) -> None:
    dataset = Dataset.of(base().head(rows), "x")
    guessed = suggest(dataset)
    assert guessed.reasons["target"].endswith(".")
    try:
        recipe = suggest(dataset, "left")
    except TargetError as error:
        assert rows < 5
        assert error.hint
    else:
        assert recipe.candidates[0].reason


@pytest.mark.parametrize(
    ("target", "task", "wanted"),
    [
        ([1, 2, 3] * 40, "regression", "rmse"),
        (range(120), "regression", "rmse"),
        ([1, 2] * 60, "regression", "rmse"),
        (["a", "b"] * 60, "multiclass", "accuracy"),
    ],
)
def test_a_chosen_task_is_kept(target: object, task: str, wanted: str) -> None:
    recipe = suggest(Dataset.of(base(target=target), "x"), "left", task)
    assert (recipe.problem.task, recipe.problem.metric) == (task, wanted)


def test_a_task_that_does_not_fit_the_target_is_refused() -> None:
    with pytest.raises(TargetError, match="is text, not a number"):
        suggest(Dataset.of(base(), "x"), "left", "regression")


def test_dates_and_numbers_that_came_as_text_are_read() -> None:
    days = pd.date_range("2024-01-01", periods=120).strftime("%d.%m.%Y")
    fees = ["?" if n % 30 == 0 else f"{n / 4}" for n in range(120)]
    recipe = suggest(Dataset.of(base(day=days, fee=fees), "x"), "left")
    steps = [step_to(entry.step) for entry in recipe.steps]
    assert steps[0] | {"columns": ["fee"], "to": "number"} == steps[0]
    assert steps[1] | {"columns": ["day"], "day_first": True} == steps[1]
    assert steps[2]["step"] == "date_parts"


@pytest.mark.parametrize(("copies", "proposed"), [(4, True), (40, False)])
def test_copies_are_dropped_only_where_they_are_few(copies: int, proposed: bool) -> None:
    rows = pd.DataFrame({f"c{at}": [(row * (at + 3)) % 89 for row in range(60)] for at in range(5)})
    rows["left"] = ["yes" if row % 3 else "no" for row in range(60)]
    table = Dataset.of(pd.concat([rows, rows.head(copies)], ignore_index=True), "copies")
    recipe = suggest(table, "left")
    assert any(isinstance(entry.step, DropDuplicates) for entry in recipe.steps) == proposed
    found = [one for one in findings(view_of(recipe, table)) if one.code == "duplicate_rows"]
    assert bool(found) != proposed
    assert proposed or "would be left" in found[0].consequence


def test_a_column_made_for_it_sets_the_test_rows_apart() -> None:
    rows = 300
    frame = pd.DataFrame(
        {
            "size": [row * 37 % 101 for row in range(rows)],
            "Set": ["Test" if row % 5 == 0 else "train" for row in range(rows)],
            "bought": ["yes" if row * 37 % 101 > 60 else "no" for row in range(rows)],
        }
    )
    recipe = suggest(Dataset.of(frame, "marked"), "bought")
    split = recipe.problem.split
    assert (split.kind, split.column, split.tested) == ("column", "Set", ("Test",))
    assert "'Set' says which rows are for testing ('Test')" in recipe.reasons["split"]
    assert recipe.problem.role_of("Set") == "ignore"
    assert Recipe.from_json(recipe.to_json()) == recipe
