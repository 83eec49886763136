"""The naive forecast: each row is answered with the row before it in time."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from core.problem import Problem, Split
from core.tasks.timeline import Timeline, timeline_of

PROBLEM = Problem(task="regression", target="sold").with_role("day", "time")


def error(problem: Problem, rows: object = None, **columns: object) -> float:
    """Return the error of the naive forecast on a table, or on some rows of it."""
    frame = pd.DataFrame(columns)
    kept = frame if rows is None else frame.loc[rows]
    timeline = timeline_of(frame, kept.index, problem)
    assert timeline is not None
    return timeline.naive_error(kept["sold"].to_numpy(dtype="float64"))


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


def test_no_step_is_taken_over_a_row_that_is_held_out() -> None:
    # day 15 sells 1,000 and is held out: the steps 14 to 15 and 15 to 16 are not known, and
    # that from 14 to 16 is two steps; each of the other 27 days sells 2 more than the one before
    days = np.arange(30)
    sold = np.where(days == 15, 1000, 2 * days)
    sold[16:] += 500
    assert error(PROBLEM, np.flatnonzero(days != 15), day=days, sold=sold) == 2.0


def test_a_day_on_which_a_series_has_no_row_is_no_gap_in_it() -> None:
    problem = PROBLEM.with_role("shop", "group")
    columns = {"shop": list("abab"), "day": [1, 2, 3, 4], "sold": [1, 50, 3, 54]}
    assert error(problem, **columns) == (2 + 4) / 2


def test_a_series_of_its_own_takes_no_step_over_its_held_out_row() -> None:
    problem = PROBLEM.with_role("shop", "group")
    days = np.arange(26)
    columns = {"shop": np.where(days % 2, "a", "b"), "day": days, "sold": days**2}
    # of a, day 13 is held out: no step from 11 to 15; of b all steps are there
    held_out = [(later**2 - (later - 2) ** 2) for later in range(2, 26) if later not in (13, 15)]
    assert error(problem, np.flatnonzero(days != 13), **columns) == np.mean(held_out)


@pytest.mark.parametrize(("steps", "known"), [(10, True), (9, False)])
def test_with_gaps_a_few_steps_are_not_enough(steps: int, known: bool) -> None:
    days = np.arange(40)
    rows = [*range(steps + 1), 20, 30]
    assert math.isnan(error(PROBLEM, rows, day=days, sold=days * 3.0)) is not known


def test_the_scale_of_a_random_sample_is_that_of_the_whole_series() -> None:
    generator = np.random.default_rng(0)
    days = np.arange(20_000)
    walk = np.cumsum(generator.normal(0, 1, len(days)))
    whole = error(PROBLEM, day=days, sold=walk)
    tenth = np.sort(generator.choice(days, len(days) // 10, replace=False))
    assert error(PROBLEM, tenth, day=days, sold=walk) == pytest.approx(whole, rel=0.1)


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
    assert timeline_of(frame, frame.index, problem) is None


def test_a_split_by_time_tells_the_order_before_a_role_does() -> None:
    problem = PROBLEM.with_split(Split("time", column="hour"))
    assert problem.time == "hour"
    assert error(problem, day=[1, 2, 3], hour=[3, 1, 2], sold=[1, 2, 4]) == (2 + 3) / 2
