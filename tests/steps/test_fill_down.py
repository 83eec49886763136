"""Filling down: from earlier rows only, within groups, and never across the split."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.advice import obstacles
from core.advice.effect import effect_of
from core.advice.view import blocking
from core.errors import RecipeError, SettingError
from core.export import run_script, script
from core.problem import Problem, Split
from core.recipe import Candidate, Recipe
from core.steps.drop_duplicates import DropDuplicates
from core.steps.fill_down import FillDown
from core.steps.impute import Impute
from core.table import Dataset
from core.training.certificate import certify
from core.training.compare import compare
from core.training.fit import fit
from core.training.material import material_of

FRAME = pd.DataFrame(
    {
        "machine": ["a", "b", "a", "b", "a"],
        "hour": [1, 1, 3, 2, 2],
        "setting": [5.0, np.nan, np.nan, 7.0, 6.0],
    }
).astype({"machine": "str"})


def filled(step: FillDown) -> list[float]:
    return step.apply(FRAME)["setting"].tolist()


def test_a_gap_takes_the_last_known_value_above() -> None:
    assert filled(FillDown(("setting",))) == [5.0, 5.0, 5.0, 7.0, 6.0]


def test_values_stay_within_their_group() -> None:
    found = filled(FillDown(("setting",), ("machine",)))
    assert found[0] == found[2] == 5.0
    assert np.isnan(found[1])


def test_in_the_order_of_time_later_rows_are_never_looked_at() -> None:
    found = filled(FillDown(("setting",), ("machine",), ("hour",)))
    assert found[2] == 6.0
    assert np.isnan(found[1])


def test_a_value_fills_at_most_so_many_rows() -> None:
    assert np.isnan(filled(FillDown(("setting",), most=1))[2])


def test_a_row_of_no_group_is_left_alone() -> None:
    frame = FRAME.assign(machine=pd.Series(["a", None, None, "b", "a"], dtype="str"))
    found = FillDown(("setting",), ("machine",)).apply(frame)["setting"]
    assert found.isna().tolist() == [False, True, True, False, False]


def test_texts_and_dates_keep_their_type() -> None:
    frame = pd.DataFrame(
        {
            "state": pd.Series(["on", None], dtype="str"),
            "day": pd.to_datetime(["2024-01-01", None]).astype("datetime64[us]"),
        }
    )
    made = FillDown(("state", "day")).apply(frame)
    assert made.dtypes.tolist() == frame.dtypes.tolist()
    assert not made.isna().any(axis=None)


def test_what_is_filled_cannot_also_order() -> None:
    with pytest.raises(SettingError, match="cannot fill 'hour'"):
        FillDown(("hour",), by=("hour",)).check()


def readings(rows: int = 120) -> Dataset:
    draw = np.random.default_rng(0)
    setting = np.where(np.arange(rows) % 4 == 0, draw.normal(5, 2, rows).round(2), np.nan)
    last = pd.Series(setting).ffill()
    frame = pd.DataFrame(
        {
            "machine": [f"m{row // 4}" for row in range(rows)],
            "day": pd.date_range("2024-01-01", periods=rows).astype("datetime64[us]"),
            "setting": setting,
            "fault": np.where(last + draw.normal(0, 0.5, rows) > 5, "yes", "no"),
        }
    )
    return Dataset.of(frame, "readings")


def asked(step: FillDown, split: Split) -> Recipe:
    problem = Problem(target="fault", positive="yes", split=split)
    problem = problem.with_role("machine", "group").with_role("day", "time")
    whole = Recipe(problem=problem).add(step).add(Impute())
    return whole.edit(candidates=(Candidate("decision_tree"),))


BY_GROUP = asked(FillDown(("setting",), ("machine",)), Split("group", folds=3, column="machine"))
BY_TIME = asked(FillDown(("setting",), by=("day",)), Split("time", folds=3, column="day"))


@pytest.mark.parametrize("recipe", [BY_GROUP, BY_TIME], ids=["group", "time"])
def test_under_a_fitting_split_no_held_out_row_is_learned_from(recipe: Recipe) -> None:
    certificate = certify(recipe, recipe.candidates[0], readings())
    assert certificate.clean, certificate.sentence


@pytest.mark.parametrize("recipe", [BY_GROUP, BY_TIME], ids=["group", "time"])
def test_every_gap_with_a_value_above_is_filled_in_training_and_test(recipe: Recipe) -> None:
    material = material_of(recipe, readings())
    assert not material.train["setting"].isna().any()
    assert not material.test["setting"].isna().any()


def test_rows_without_a_target_pass_their_values_on() -> None:
    frame = readings().frame.copy()
    frame.loc[frame.index % 4 == 0, "fault"] = None
    material = material_of(BY_GROUP, Dataset.of(frame, "readings"))
    assert not material.train["setting"].isna().any()


@pytest.mark.parametrize(
    ("step", "split", "words"),
    [
        (FillDown(("setting",)), Split(), "a random split may have locked away"),
        (FillDown(("setting",), ("machine",)), Split(), "a random split may have locked away"),
        (FillDown(("setting",)), Split("group", column="machine"), "between the groups"),
        (FillDown(("setting",)), Split("time", column="day"), "from later rows to earlier ones"),
        (
            FillDown(("fault",), ("machine",)),
            Split("group", column="machine"),
            "would copy answers from row to row",
        ),
    ],
)
def test_a_split_that_values_would_cross_is_refused(
    step: FillDown, split: Split, words: str
) -> None:
    recipe = asked(step, split)
    with pytest.raises(RecipeError, match=words):
        material_of(recipe, readings())
    error = blocking(recipe, readings())
    assert error is not None and words in error.message


def test_the_finding_offers_a_split_that_fits() -> None:
    recipe = asked(FillDown(("setting",), ("machine",)), Split(folds=3))
    (finding,) = obstacles(recipe, readings())
    assert [fix.label for fix in finding.fixes] == ["Split by group: machine"]
    assert obstacles(recipe.apply(finding.fixes[0]), readings()) == ()


def test_it_is_added_before_rows_are_dropped_and_refused_behind() -> None:
    recipe = Recipe().add(DropDuplicates()).add(FillDown(("setting",)))
    assert [type(entry.step) for entry in recipe.steps] == [FillDown, DropDuplicates]
    with pytest.raises(RecipeError, match="must come before 'Remove duplicate rows'"):
        recipe.move(0, 1)


def test_the_effect_is_shown_as_training_will_see_it() -> None:
    effect = effect_of(BY_GROUP, readings(), 0)
    assert effect.missing_before > 0
    assert effect.missing_after == 0


def test_rows_to_predict_are_filled_among_themselves() -> None:
    model = fit(BY_GROUP, BY_GROUP.candidates[0], readings())
    rows = readings().frame.head(4).drop(columns="fault")
    assert len(model.predict(rows).labels) == 4
    prepared, _ = model.prepare(rows)
    assert prepared["setting"].nunique() == 1
    alone, _ = model.prepare(rows.tail(1))
    assert alone["setting"].isna().all()


@pytest.mark.parametrize("recipe", [BY_GROUP, BY_TIME], ids=["group", "time"])
def test_the_exported_script_repeats_the_scores(recipe: Recipe) -> None:
    one = recipe.candidates[0]
    result = next(r for r in compare(recipe, readings()).results if r.name == one.name)
    text = script(fit(recipe, one, readings()), recipe.problem.metric)
    assert run_script(text, readings()) == result.scores(recipe.problem.metric)
