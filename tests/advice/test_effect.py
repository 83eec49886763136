"""The effect of one step is shown on training rows, with the steps before it carried out."""

from __future__ import annotations

import pandas as pd

from core.advice.effect import effect_of
from core.recipe import Recipe
from core.steps import step_from
from core.table import Dataset

TABLE = Dataset.of(
    pd.DataFrame(
        {
            "age": [20.0, None, 40.0, 60.0] * 10,
            "plan": ["gold", "basic", "basic", "gold"] * 10,
            "left": ["yes", "no", "no", "no"] * 10,
        }
    ),
    "customers",
)
START = Recipe().edit(target="left", positive="yes")


def recipe(*steps: dict[str, object]) -> Recipe:
    made = START
    for values in steps:
        made = made.add(step_from(values))
    return made


def test_filling_removes_the_gaps_of_the_rows_looked_at() -> None:
    effect = effect_of(recipe({"step": "impute"}), TABLE, 0)
    assert effect.rows_before == effect.rows_after == 32
    assert effect.missing_before > 0
    assert effect.missing_after == 0
    assert list(effect.before.columns) == list(effect.after.columns) == ["age"]
    assert effect.before["age"].isna().all()


def test_encoding_shows_the_new_columns() -> None:
    effect = effect_of(recipe({"step": "one_hot", "min_rows": 1}), TABLE, 0)
    assert list(effect.before.columns) == ["plan"]
    assert len(effect.after.columns) == effect.columns_after == 2


def test_a_dropped_column_is_gone_afterwards() -> None:
    effect = effect_of(recipe({"step": "drop_columns", "columns": ["plan"]}), TABLE, 0)
    assert (effect.columns_before, effect.columns_after) == (3, 2)
    assert list(effect.before.columns) == ["plan"]


def test_a_step_that_only_adds_columns_shows_what_it_reads() -> None:
    days = pd.DataFrame({**TABLE.frame, "day": pd.date_range("2024-05-01", periods=40)})
    step = {"step": "date_parts", "columns": ["day"], "year": True, "keep": True}
    effect = effect_of(recipe(step), Dataset.of(days, "customers"), 0)
    assert list(effect.before.columns) == ["day"]
    assert "day (year)" in effect.after.columns


def test_dropped_rows_are_the_ones_shown() -> None:
    effect = effect_of(recipe({"step": "drop_duplicates"}), TABLE, 0)
    assert effect.rows_after < effect.rows_before
    assert list(effect.before.columns) == ["age", "plan", "left"]
    assert not set(effect.before.index) & set(effect.after.index)


def test_steps_before_are_carried_out_first() -> None:
    filled_then_scaled = recipe({"step": "impute"}, {"step": "scale"})
    assert effect_of(filled_then_scaled, TABLE, 1).missing_before == 0


def test_a_step_without_effect_says_so() -> None:
    effect = effect_of(recipe({"step": "impute_categories"}), TABLE, 0)
    assert "changes nothing" in effect.note
