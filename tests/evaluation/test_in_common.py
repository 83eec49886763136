"""What rows have in common is said only where chance is ruled out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.evaluation.in_common import in_common


def frame(rows: int, seed: int) -> pd.DataFrame:
    """Return ten columns of chance: five numbers and five categories."""
    draw = np.random.default_rng(seed)
    numbers = {f"n{place}": draw.normal(size=rows) for place in range(5)}
    words = {f"c{place}": draw.choice(["x", "y", "z"], rows) for place in range(5)}
    return pd.DataFrame(numbers | words)


def test_columns_that_differ_are_named_the_most_striking_first() -> None:
    rows, others = frame(60, 1), frame(300, 2)
    rows["n1"] += 2
    rows["c2"] = "y"
    rows["n3"] = np.where(np.arange(60) < 30, np.nan, rows["n3"])
    found = in_common(rows, others, list(rows.columns))
    starts = ["n1 is higher: median 2.", "c2 is 'y' in 100 % of them (of the others: ", "n3 is mis"]
    assert sorted(words[:9] for words in found.told) == sorted(start[:9] for start in starts)
    assert any(words.startswith(starts[0]) for words in found.told)
    assert any(words.startswith(starts[1]) for words in found.told)
    assert found.note == "10 columns compared. What goes together need not be the cause."


def test_rows_that_belong_together_are_said_to_count_one_by_one() -> None:
    rows, others = frame(60, 1), frame(300, 2)
    assert "separate cases" not in in_common(rows, others, list(rows.columns), ["shop"]).note
    rows["n1"] += 2
    note = in_common(rows, others, list(rows.columns), ["shop"]).note
    assert note.endswith(
        " Rows of the same 'shop' count as separate cases, so that chance is ruled out less surely."
    )


@pytest.mark.parametrize("seed", range(8))
def test_chance_alone_is_not_told(seed: int) -> None:
    rows, others = frame(40, seed), frame(200, seed + 100)
    found = in_common(rows, others, list(rows.columns))
    assert found.told == ()
    assert found.note == "No column clearly sets these rows apart (10 columns compared)."


def test_a_difference_too_small_to_matter_is_not_told() -> None:
    rows = pd.DataFrame({"a": ["x"] * 2200 + ["y"] * 1800})
    others = pd.DataFrame({"a": ["x"] * 2000 + ["y"] * 2000})
    assert in_common(rows, others, ["a"]).told == ()


def test_too_few_rows_are_not_compared() -> None:
    found = in_common(frame(19, 1), frame(200, 2), ["n1"])
    assert found.told == ()
    assert "it takes 20 on each side" in found.note


def test_dates_and_numbers_of_few_values_are_said_as_people_say_them() -> None:
    days = pd.date_range("2024-01-01", periods=200)
    rows = pd.DataFrame({"day": days[150:], "year": [1] * 50})
    others = pd.DataFrame({"day": days[:150], "year": [0] * 100 + [1] * 50})
    told = in_common(rows, others, ["day", "year"]).told
    assert "day is later: median 2024-06-23 (of the others: 2024-03-15)" in told
    assert any(words.startswith(("year is 1 in 100 %", "year is 0 in 0 %")) for words in told)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("D", "at is 2024-01-02 in 100 % of them (of the others: 0 %)"),
        ("90min", "at is 2024-01-01 01:30:00 in 100 % of them (of the others: 0 %)"),
    ],
)
def test_one_of_a_few_moments_is_named_as_a_day_where_it_is_one(step: str, told: str) -> None:
    first, second = pd.date_range("2024-01-01", periods=2, freq=step)
    rows, others = pd.DataFrame({"at": [second] * 90}), pd.DataFrame({"at": [first] * 30})
    assert told in in_common(rows, others, ["at"]).told


def test_moments_of_one_day_are_told_apart_by_the_time() -> None:
    at = pd.date_range("2024-01-01 08:00", periods=200, freq="min")
    rows, others = pd.DataFrame({"at": at[150:]}), pd.DataFrame({"at": at[:150]})
    [told] = in_common(rows, others, ["at"]).told
    assert told == "at is later: median 2024-01-01 10:54 (of the others: 2024-01-01 09:14)"


def test_columns_without_values_or_with_one_are_passed_over() -> None:
    rows, others = frame(30, 1), frame(90, 2)
    for part in (rows, others):
        part["none"], part["same"] = np.nan, 1.0
    assert in_common(rows, others, ["none", "same"]).told == ()
