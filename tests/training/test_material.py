"""Rows made ready for learning: which go first, and how their answers are written."""

from __future__ import annotations

import pandas as pd
import pytest

from core.errors import DataError
from core.problem import Problem, Split
from core.recipe import Recipe
from core.steps.drop_duplicates import DropDuplicates
from core.steps.filter_rows import FilterRows
from core.table import Dataset
from core.training.material import material_of


def test_a_row_that_is_in_both_parts_is_dropped_from_the_test_rows() -> None:
    numbers = [*range(70), *range(30)]
    frame = pd.DataFrame({"x": numbers, "y": [float(number) for number in numbers]})
    asked = Recipe(problem=Problem(task="regression", target="y", metric="rmse"))
    before = material_of(asked, Dataset.of(frame, "twice"))
    after = material_of(asked.add(DropDuplicates()), Dataset.of(frame, "twice"))
    learned = set(before.train["x"])
    assert set(after.train["x"]) == learned
    assert len(after.train) == len(learned)
    assert set(after.test["x"]) == set(range(70)) - learned


@pytest.mark.parametrize(("part", "said"), [("learn", "to learn from"), ("test", "to test on")])
def test_steps_that_drop_a_whole_part_are_refused_by_its_name(part: str, said: str) -> None:
    parts = ["learn"] * 30 + ["test"] * 20
    frame = pd.DataFrame({"x": range(50), "y": [n / 7 for n in range(50)], "part": parts})
    frame.loc[frame["part"] == part, "x"] = 999
    split = Split("column", folds=3, column="part", test_values="test")
    recipe = Recipe(problem=Problem(task="regression", target="y", metric="rmse", split=split))
    recipe = recipe.add(FilterRows(("x",), rule="below", values=("100",)))
    with pytest.raises(DataError, match=f"leave no rows {said}"):
        material_of(recipe, Dataset.of(frame, "dropped"))


def test_a_class_that_no_test_row_has_keeps_its_place() -> None:
    frame = pd.DataFrame(
        {"x": range(60), "y": ["a", "b", "c"] * 20, "part": ["learn"] * 45 + ["test"] * 15}
    )
    frame = frame[(frame["part"] == "learn") | (frame["y"] != "a")].reset_index(drop=True)
    split = Split("column", folds=3, column="part", test_values="test")
    problem = Problem(task="multiclass", target="y", metric="accuracy", split=split)
    material = material_of(Recipe(problem=problem), Dataset.of(frame, "classes"))
    assert material.test_target.classes == material.target.classes == ("a", "b", "c")
    assert sorted(set(material.test_target.values.tolist())) == [1, 2]
