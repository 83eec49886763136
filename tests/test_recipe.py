"""The recipe: editing, the safe order of steps, and reading files of any content."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.checks import Fix
from core.column_names import MAX_COLUMNS
from core.contract import Contract, Rule
from core.errors import AppError, RecipeError, SettingError, UnknownNameError
from core.problem import Problem, Split
from core.recipe import (
    MAX_BYTES,
    MAX_DEPTH,
    VERSION,
    Candidate,
    Recipe,
    Search,
    read_recipe,
    write_recipe,
)
from core.steps import Step
from core.steps.balance_classes import BalanceClasses
from core.steps.cast import Cast
from core.steps.date_parts import DateParts
from core.steps.drop_duplicates import DropDuplicates
from core.steps.impute import Impute
from core.steps.one_hot import OneHot
from core.steps.ordinal import Ordinal
from core.steps.scale import Scale
from core.steps.select_univariate import SelectUnivariate
from core.steps.target_encode import TargetEncode

SAFE_ORDER: tuple[Step, ...] = (
    DropDuplicates(),
    Impute(),
    Scale(),
    OneHot(),
    SelectUnivariate(),
    BalanceClasses(),
)


def steps_of(recipe: Recipe) -> tuple[Step, ...]:
    return tuple(entry.step for entry in recipe.steps)


def full() -> Recipe:
    recipe = Recipe(source={"source": "csv", "file": "a.csv"}, reasons={"task": "Two values."})
    for step in SAFE_ORDER:
        recipe = recipe.add(step, reason="because")
    recipe = recipe.switch(2, on=False).edit(target="left", threshold=0.3, seed=7, minutes=2)
    candidates = (Candidate("logistic", {"C": 2.0}), Candidate("dummy", on=False, reason="floor"))
    return recipe.edit(candidates=candidates, chosen="Logistic regression")


# ---- the contract ------------------------------------------------------------------


def test_a_contract_travels_with_the_recipe_and_makes_nothing_stale() -> None:
    contract = Contract((Rule("range", ("age",), "stop", low=18.0),), "abc", 30)
    recipe = full().edit(contract=contract)
    assert read_recipe(write_recipe(recipe)) == recipe
    assert recipe.fingerprint("fit") == full().fingerprint("fit")


def test_a_recipe_without_a_contract_is_written_as_before() -> None:
    assert "contract" not in full().to_json()
    assert Recipe.from_json(full().to_json()).contract is None


def test_a_contract_that_does_not_fit_is_refused_in_words() -> None:
    with pytest.raises(SettingError, match="not a data contract"):
        Recipe.from_json({**full().to_json(), "contract": {"kind": "x"}})


# ---- editing -----------------------------------------------------------------------


def test_steps_go_where_they_are_safe_whatever_the_order_of_clicks() -> None:
    recipe = Recipe()
    for step in reversed(SAFE_ORDER):
        recipe = recipe.add(step)
    assert steps_of(recipe) == SAFE_ORDER


def test_a_second_step_of_a_kind_goes_after_the_first() -> None:
    recipe = Recipe().add(Cast(("a",))).add(Cast(("b",))).add(Impute(("a",))).add(Impute(("b",)))
    assert [step.named_columns() for step in steps_of(recipe)] == [("a",), ("b",)] * 2


def test_whole_rows_are_compared_before_columns_are_taken_apart() -> None:
    parts = DateParts(columns=("day",))
    recipe = Recipe().add(Cast(columns=("day",), to="date")).add(parts).add(DropDuplicates())
    assert [type(entry.step) for entry in recipe.steps] == [Cast, DropDuplicates, DateParts]


def test_a_step_for_some_columns_goes_before_one_that_takes_all() -> None:
    recipe = Recipe().add(Impute()).add(OneHot())
    recipe = recipe.add(Impute(("age",), "mean")).add(TargetEncode(("shop",)))
    recipe = recipe.add(Ordinal(("risk",), ("low", "high")))
    assert [type(step) for step in steps_of(recipe)] == [
        Impute,
        Impute,
        TargetEncode,
        Ordinal,
        OneHot,
    ]
    assert steps_of(recipe)[0].named_columns() == ("age",)


@pytest.mark.parametrize(("index", "to"), [(0, 1), (1, 3), (5, 0), (4, 5), (3, 2)])
def test_moving_a_step_out_of_the_safe_order_is_refused(index: int, to: int) -> None:
    with pytest.raises(RecipeError, match="must come before"):
        full().move(index, to)


def test_row_dropping_after_learning_is_refused() -> None:
    with pytest.raises(RecipeError) as caught:
        Recipe().add(Impute()).add(DropDuplicates()).move(0, 1)
    assert caught.value.message == (
        "'Remove duplicate rows' changes the table before anything is learned and must come "
        "before 'Fill missing numbers', which learns from a column."
    )


def test_steps_of_one_kind_may_change_places() -> None:
    recipe = Recipe().add(Cast(("a",))).add(Cast(("b",))).move(1, 0)
    assert [step.named_columns() for step in steps_of(recipe)] == [("b",), ("a",)]


def test_removing_changing_and_switching_leave_the_old_recipe_alone() -> None:
    recipe = Recipe().add(Impute())
    assert recipe.remove(0).steps == ()
    assert recipe.change(0, Impute(strategy="mean")).active() == (Impute(strategy="mean"),)
    assert recipe.switch(0, on=False).active() == ()
    assert recipe.active() == (Impute(),)


def test_settings_that_do_not_fit_together_are_refused_in_the_recipe() -> None:
    with pytest.raises(SettingError):
        Recipe().add(Ordinal(("a",), ("low", "low")))


@pytest.mark.parametrize("changes", [{"threshold": 2}, {"seed": -1}, {"task": "guess"}])
def test_edits_out_of_range_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(SettingError):
        Recipe().edit(**changes)


def test_an_unknown_field_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UnknownNameError) as caught:
        Recipe().edit(targt="left")
    assert "target" in caught.value.hint


def test_a_fix_changes_steps_roles_and_problem() -> None:
    fix = Fix(
        "Repair", steps=({"step": "impute"},), roles=(("row", "id"),), problem={"metric": "f1"}
    )
    recipe = Recipe().apply(fix)
    assert steps_of(recipe) == (Impute(),)
    assert recipe.steps[0].reason == "Repair"
    assert recipe.problem.role_of("row") == "id"
    assert recipe.problem.metric == "f1"


@pytest.mark.parametrize(("model", "chosen"), [("logistic", ""), ("dummy", "dummy")])
def test_a_model_that_leaves_with_its_task_is_no_longer_chosen(model: str, chosen: str) -> None:
    fix = Fix("Predict a number", problem={"task": "regression", "metric": "rmse"})
    both = (Candidate("logistic", label="logistic"), Candidate("dummy", label="dummy"))
    fixed = Recipe(candidates=both, chosen=model).apply(fix)
    assert [candidate.name for candidate in fixed.candidates] == ["dummy"]
    assert fixed.chosen == chosen


@pytest.mark.parametrize(
    "change",
    [
        lambda recipe: recipe.edit(metric="r2"),
        lambda recipe: recipe.edit(task="binary", metric="roc_auc"),
        lambda recipe: recipe.apply(Fix("Judge by MAE", problem={"metric": "mae"})),
    ],
)
def test_another_metric_clears_the_goal_and_its_reason(change: Any) -> None:
    aimed = Recipe(reasons={"metric": "It is common.", "task": "A number."}).edit(
        task="regression", metric="rmse", good_enough=30_000.0, good_enough_set="2026-11-29"
    )
    changed = change(dataclasses.replace(aimed, reasons={"metric": "Common.", "target": "Last."}))
    assert (changed.problem.good_enough, changed.problem.good_enough_set) == (None, "")
    assert dict(changed.reasons) == {"target": "Last."}
    assert aimed.edit(metric="rmse") == aimed


PROPOSED = ("task", "metric", "positive", "split", "folds", "search", "target", "role id")


@pytest.mark.parametrize(
    ("change", "anew"),
    [
        (lambda recipe: recipe.edit(positive="no"), {"positive"}),
        (lambda recipe: recipe.edit(search=Search("Ridge", 5, None)), {"search"}),
        (lambda recipe: recipe.edit(search=replace(recipe.search, candidate="Ridge")), set()),
        (lambda recipe: recipe.edit(split=replace(recipe.problem.split, folds=3)), {"folds"}),
        (
            lambda recipe: recipe.edit(split=replace(recipe.problem.split, test_share=0.3)),
            {"split"},
        ),
        (lambda recipe: recipe.edit(split=Split("time", column="day")), {"split", "folds"}),
        (lambda recipe: recipe.edit(goal="Who leaves?", seed=3), set()),
        (lambda recipe: recipe.apply(Fix("Two", problem={"task": "binary"})), {"task"}),
        (lambda recipe: recipe.edit(positive="no", reasons={"positive": "Asked."}), None),
    ],
)
def test_a_choice_made_anew_loses_the_reason_of_the_proposed_one(
    change: Any, anew: set[str] | None
) -> None:
    proposed = Recipe(reasons=dict.fromkeys(PROPOSED, "It fits.")).edit(
        task="multiclass", metric="f1", positive="yes", reasons=dict.fromkeys(PROPOSED, "It fits.")
    )
    left = set(change(proposed).reasons)
    assert left == ({"positive"} if anew is None else set(PROPOSED) - anew)


def test_a_changed_step_loses_the_reason_of_the_proposed_one() -> None:
    recipe = Recipe().add(Impute(strategy="median"), reason="Skewed.")
    assert recipe.change(0, Impute(strategy="median")).steps[0].reason == "Skewed."
    assert recipe.change(0, Impute(strategy="mean")).steps[0].reason == ""
    assert recipe.switch(0, False).steps[0].reason == "Skewed."


def test_a_goal_may_come_with_its_metric() -> None:
    assert Recipe().edit(metric="accuracy", good_enough=0.9).problem.good_enough == 0.9


def test_a_goal_outside_the_range_of_the_metric_is_refused() -> None:
    recipe = Recipe().edit(task="regression", metric="r2")
    with pytest.raises(
        SettingError, match=r"'good_enough' in R² must be a number of at most 1\. Got 30000\."
    ):
        recipe.edit(good_enough=30_000.0)
    assert recipe.edit(good_enough=-3.0).problem.good_enough == -3.0
    with pytest.raises(SettingError, match="ROC-AUC must be a number between 0 and 1"):
        Recipe().edit(good_enough=1.5)
    stored = recipe.to_json()
    stored["problem"]["good_enough"] = 30_000.0
    with pytest.raises(SettingError, match="at most 1"):
        Recipe.from_json(stored)


def test_candidates_of_one_name_are_refused() -> None:
    recipe = Recipe().edit(candidates=(Candidate("logistic"), Candidate("logistic")))
    with pytest.raises(RecipeError, match="Two candidates"):
        recipe.check()


# ---- preparing ---------------------------------------------------------------------


def test_duplicates_are_dropped_to_train_and_kept_to_predict() -> None:
    recipe = Recipe().add(DropDuplicates()).add(Cast(("a",), to="number"))
    frame = pd.DataFrame({"a": ["1", "1"]}).astype("str")
    assert recipe.prepare(frame)["a"].tolist() == [1.0]
    assert recipe.prepare(frame, predicting=True)["a"].tolist() == [1.0, 1.0]


def test_an_unknown_column_is_refused_in_training_and_passed_over_when_predicting() -> None:
    recipe = Recipe().add(Cast(("agee",)))
    frame = pd.DataFrame({"age": [1]})
    with pytest.raises(UnknownNameError, match="agee") as caught:
        recipe.prepare(frame)
    assert caught.value.hint == "Did you mean 'age'?"
    pd.testing.assert_frame_equal(recipe.prepare(frame, predicting=True), frame)


def test_steps_switched_off_prepare_nothing() -> None:
    recipe = Recipe().add(Cast(("age",))).switch(0, on=False)
    frame = pd.DataFrame({"age": [1]})
    pd.testing.assert_frame_equal(recipe.prepare(frame), frame)


# ---- fingerprints ------------------------------------------------------------------


def test_words_make_nothing_stale() -> None:
    recipe = full()
    told = dataclasses.replace(recipe.edit(goal="Keep customers", metric="f1"), reasons={})
    assert told.fingerprint("fit") == recipe.fingerprint("fit")


@pytest.mark.parametrize(
    "changed",
    [
        full().edit(seed=8),
        full().edit(positive="yes"),
        full().remove(1),
        full().switch(2, on=True),
        full().change(1, Impute(strategy="mean")),
    ],
)
def test_what_changes_the_fit_changes_its_fingerprint(changed: Recipe) -> None:
    assert changed.fingerprint("fit") != full().fingerprint("fit")


def test_any_name_has_a_fingerprint() -> None:
    assert Recipe().edit(target="\ud800").fingerprint("fit")


# ---- files -------------------------------------------------------------------------


def test_a_recipe_survives_its_file() -> None:
    assert read_recipe(write_recipe(full())) == full()
    assert read_recipe(write_recipe(Recipe())) == Recipe()


def values(**changes: Any) -> dict[str, Any]:
    return full().to_json() | changes


KEPT = Path(__file__).parent / "recipes"


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_a_recipe_of_every_version_still_loads(version: int) -> None:
    text = (KEPT / f"{version}.json").read_text(encoding="utf-8")
    assert json.loads(text)["version"] == version
    recipe = read_recipe(text)
    assert read_recipe(write_recipe(recipe)) == recipe
    assert {entry.step.kind for entry in recipe.steps} == {"prepare", "learn", "resample"}
    assert recipe.problem.target == "Churn" and recipe.problem.good_enough == 0.8
    assert recipe.candidate("Small forest").params == {"n_estimators": 50}
    assert recipe.contract is not None and recipe.search.candidate == recipe.chosen


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ({"version": 99}, "version 99"),
        ({"version": None}, "version"),
        ({"colour": "red"}, "'colour'"),
        ({"threshold": "high"}, "threshold"),
        ({"steps": [{"step": "imputee"}]}, "imputee"),
        ({"steps": [{"step": "impute", "strategy": "guess"}]}, "strategy"),
        ({"steps": 5}, "damaged"),
        ({"steps": [{"step": "one_hot"}, {"step": "impute"}]}, "must come before"),
        ({"candidates": [{"model": "oracle"}]}, "oracle"),
        ({"candidates": [{"model": "logistic", "params": {"C": -1}}]}, "'C'"),
        ({"candidates": [{"model": "logistic", "x": 1}]}, "'x'"),
        ({"problem": {"roles": [["a", "king"]]}}, "must be one of"),
        ({"problem": {"split": {"folds": 1}}}, "folds"),
        ({"search": {"trials": 10**400}}, "trials"),
        ({"source": [1, 2]}, "damaged"),
    ],
)
def test_a_damaged_recipe_is_refused_in_words(damage: dict[str, Any], said: str) -> None:
    with pytest.raises(AppError, match=said):
        Recipe.from_json(values(**damage))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not valid JSON"),
        ("[1, 2]", "not a recipe"),
        ("[" * 100_000, "not valid JSON"),
        ("9" * 5000, "not valid JSON"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "too deeply"),
        (" " * (MAX_BYTES + 1), "over 8 MB"),
        (f'{{"version": {VERSION}, "seed": NaN}}', "seed"),
    ],
)
def test_a_file_that_is_no_recipe_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(AppError, match=said):
        read_recipe(text)


def test_the_recipe_of_the_widest_table_is_read_again() -> None:
    names = tuple(f"reading {at:05d} of the third sensor in the hall" for at in range(MAX_COLUMNS))
    problem = Problem(target="y").with_each((name, "ignore") for name in names)
    why = {f"role {name}": f"'{name}' holds 200 different texts in 200 rows." for name in names}
    rules = (Rule("present", names, "stop"), Rule("kind", names, kind="category"))
    recipe = Recipe(problem=problem, reasons=why, contract=Contract(rules))
    assert read_recipe(write_recipe(recipe)) == recipe


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["impute", "scale", "logistic", "csv", "a\ud800", 10**400]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = [*(item.name for item in dataclasses.fields(Recipe)), "unknown"]
PART = st.dictionaries(
    st.sampled_from(["step", "model", "params", "columns", "strategy", "target", "roles", "split"]),
    JSON,
    max_size=4,
)
RECIPE = st.dictionaries(st.sampled_from(KEYS), JSON | PART | st.lists(PART, max_size=2))


@settings(max_examples=120, deadline=None)
@given(RECIPE | JSON)
def test_any_json_is_a_recipe_or_refused(found: Any) -> None:
    document = {"version": VERSION} | found if isinstance(found, dict) else found
    try:
        recipe = read_recipe(json.dumps(document))
    except AppError as refusal:
        assert refusal.message
        return
    recipe.fingerprint("fit")
    assert write_recipe(read_recipe(write_recipe(recipe))) == write_recipe(recipe)
