"""The naive forecast: each row is answered with the row before it in time."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from core.problem import Problem, Split
from core.tasks.timeline import Timeline, timeline_of

PROBLEM = Problem(task="regression", target="sold").with_role("day", "time")


def error(problem: Problem, **columns: object) -> float:
    """Return the error of the naive forecast on a table."""
    frame = pd.DataFrame(columns)
    timeline = timeline_of(frame, problem)
    assert timeline is not None
    return timeline.naive_error(frame["sold"].to_numpy(dtype="float64"))


def test_steps_are_taken_in_the_order_of_time() -> None:
    # in time 10, 13, 12, 20: steps of 3, 1 and 8
    assert error(PROBLEM, day=[3, 1, 4, 2], sold=[12, 10, 20, 13]) == 12 / 3


def test_steps_are_taken_within_each_series() -> None:
    problem = PROBLEM.with_role("shop", "group")
    # a: 1, 2, 4; b: 100, 103, steps of 1, 2 and 3; c has one row and takes none
    columns = {
        "shop": ["a", "b", "a", "b", "a", "c"],
        "day": [1, 1, 2, 2, 3, 3],
        "sold": [1, 100, 2, 103, 4, 50],
    }
    assert error(problem, **columns) == (1 + 2 + 3) / 3


def test_two_columns_name_a_series_together() -> None:
    problem = PROBLEM.with_roles(["shop", "item"], "group")
    columns = {
        "shop": ["a", "a", "a", "a"],
        "item": [1, 2, 1, 2],
        "day": [1, 1, 2, 2],
        "sold": [1, 50, 3, 54],
    }
    assert error(problem, **columns) == (2 + 4) / 2


def test_rows_that_stay_together_in_a_split_are_a_series() -> None:
    by_shop = Split("group", column="shop")
    problem = PROBLEM.with_role("shop", "sensitive").with_split(by_shop)
    columns = {"shop": ["a", "b", "a", "b"], "day": [1, 2, 3, 4], "sold": [1, 50, 2, 53]}
    assert error(problem, **columns) == (1 + 3) / 2


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [1, 0, 3, 2], [3, 2, 1, 0]])
def test_of_rows_at_one_moment_the_next_is_answered_with_their_mean(order: list[int]) -> None:
    frame = pd.DataFrame({"day": [1, 1, 2, 2], "sold": [4, 8, 7, 11]}).iloc[order]
    # the mean of day 1 is 6: errors of 1 and 5
    assert error(PROBLEM, day=frame["day"], sold=frame["sold"]) == 3.0


def test_rows_without_a_moment_are_left_out() -> None:
    days = pd.to_datetime(["2024-01-03", None, "2024-01-01", "2024-01-02"])
    assert error(PROBLEM, day=days, sold=[5, 900, 1, 2]) == (1 + 3) / 2


def test_moments_may_have_a_time_zone() -> None:
    days = pd.to_datetime(["2024-01-02", "2024-01-01", "2024-01-03"], utc=True)
    assert error(PROBLEM, day=days, sold=[2, 1, 5]) == (1 + 3) / 2


@pytest.mark.parametrize(
    ("days", "sold"),
    [([1], [5]), ([1, 1], [5, 6]), ([1, 2, 3], [5, 5, 5]), ([np.nan, np.nan], [5, 6])],
    ids=["one row", "one moment", "nothing changes", "no moments"],
)
def test_without_a_step_it_is_not_defined(days: list[float], sold: list[float]) -> None:
    assert math.isnan(error(PROBLEM, day=days, sold=sold))


def test_no_rows_have_no_naive_forecast() -> None:
    none = np.empty(0, dtype="int64")
    assert math.isnan(Timeline(none, none).naive_error(np.empty(0)))


@pytest.mark.parametrize(
    "problem",
    [Problem(target="sold"), PROBLEM, Problem(target="sold").with_role("hour", "time")],
    ids=["no time", "time in words", "no such column"],
)
def test_without_moments_there_is_no_timeline(problem: Problem) -> None:
    frame = pd.DataFrame({"day": ["first", "then"], "sold": [1, 2]})
    assert timeline_of(frame, problem) is None


def test_a_split_by_time_tells_the_order_before_a_role_does() -> None:
    problem = PROBLEM.with_split(Split("time", column="hour"))
    assert problem.time == "hour"
    assert error(problem, day=[1, 2, 3], hour=[3, 1, 2], sold=[1, 2, 4]) == (2 + 3) / 2
