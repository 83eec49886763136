"""Tables of thousands of columns get the same advice as narrow ones, in time that grows evenly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.advice import suggest
from core.checks import View
from core.checks.identical_columns import twins_of
from core.checks.time_order import time_column
from core.errors import SettingError
from core.problem import Problem
from core.steps import step_to
from core.table import Dataset

PAIRS = [
    [("a", "id"), ("b", "ignore"), ("a", "feature")],
    [("b", "weight"), ("c", "target"), ("b", "group")],
    [("c", "ignore"), ("c", "id")],
    [],
]


def dates_of(columns: int) -> Dataset:
    """Return a table of date columns that all tell year, month and weekday."""
    days = np.arange(80).reshape(-1, 1) * 13 + np.arange(columns) * 7 % 61
    order = np.random.default_rng(0).permuted(days, axis=0)
    frame = pd.DataFrame(order, columns=[f"day {at}" for at in range(columns)])
    frame = pd.Timestamp("2020-01-01") + frame.apply(pd.to_timedelta, unit="D")
    return Dataset.of(frame.assign(target=["yes", "no"] * 40), "dates")


@pytest.mark.parametrize("pairs", PAIRS)
def test_roles_given_at_once_are_those_given_one_by_one(pairs: list[tuple[str, str]]) -> None:
    start = Problem(target="y").with_role("c", "ignore")
    expected = start
    for column, role in pairs:
        expected = expected.with_role(column, role)
    assert start.with_each(pairs) == expected


@pytest.mark.parametrize("pair", [("a", "hero"), ("y", "ignore")])
def test_a_role_that_cannot_be_given_is_refused_among_many(pair: tuple[str, str]) -> None:
    with pytest.raises(SettingError):
        Problem(target="y").with_each([("b", "id"), pair])


@pytest.mark.parametrize(("columns", "steps"), [(3, 3), (40, 1)])
def test_many_dates_share_a_step_and_few_have_one_each(columns: int, steps: int) -> None:
    table = dates_of(columns)
    recipe = suggest(table)
    made = [step_to(entry.step) for entry in recipe.steps]
    taken = [step for step in made if step["step"] == "date_parts" and not step["keep"]]
    kept = [step for step in made if step["step"] == "date_parts" and step["keep"]]
    assert len(taken) + len(kept) == steps
    assert sum(len(step["columns"]) for step in (*taken, *kept)) == columns


def test_of_dates_that_follow_each_other_the_first_is_the_moment() -> None:
    start = pd.Series(pd.date_range("2024-01-01", periods=60, freq="D"))
    late = start + pd.Timedelta(90, "D")
    frame = pd.DataFrame({"paid": late, "sent": start, "y": range(60)})
    view = View(frame, Problem(target="y"), {"paid": "date", "sent": "date", "y": "number"})
    assert time_column(view) == "sent"


@pytest.mark.parametrize("repeats", [True, False])
def test_columns_that_code_each_other_are_found_whatever_their_beginning(repeats: bool) -> None:
    words = pd.Series(["a"] * 50 + ["b", "c"] * 15)
    codes = words.map({"a": 7.0, "b": 2.0, "c": 9.0 if repeats else 2.0})
    frame = pd.DataFrame({"word": words, "code": codes, "y": range(80)})
    view = View(frame, Problem(target="y"), {"word": "category", "code": "number", "y": "number"})
    assert twins_of(view) == ({"code": "word"} if repeats else {})
