"""Changing the type of a column, value by value."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RecipeError
from core.steps.cast import Cast, as_category, as_date, as_number


def texts(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def days(values: pd.Series) -> list[str | None]:
    return [None if pd.isna(value) else str(value).removesuffix(" 00:00:00") for value in values]


def test_text_that_is_no_number_becomes_missing() -> None:
    values = as_number(texts("12", " 7.5 ", "n/a", None, "1e3", "True", "inf", "-"))
    assert values.tolist()[:2] == [12.0, 7.5]
    assert values.isna().tolist() == [False, False, True, True, False, True, True, True]


def test_whole_numbers_become_categories_without_a_decimal_point() -> None:
    assert as_category(pd.Series([1.0, None, 2.5, -3.0])).tolist()[::2] == ["1", "2.5"]
    assert as_category(pd.Series([8001, 10115])).tolist() == ["8001", "10115"]


def test_missing_numbers_stay_missing_as_categories() -> None:
    words = as_category(pd.Series([1.0, None]))
    assert words.isna().tolist() == [False, True]
    assert words.dtype == "str"


def test_dates_become_categories_whatever_other_rows_hold() -> None:
    dates = pd.to_datetime(
        pd.Series(["2024-01-31", "2024-01-31 10:30:00"], dtype="str"), format="mixed"
    )
    assert as_category(dates).tolist() == ["2024-01-31", "2024-01-31 10:30:00"]
    assert as_category(dates[:1]).tolist() == ["2024-01-31"]


@pytest.mark.parametrize(
    ("text", "day_first", "expected"),
    [
        ("01/02/2024", True, "2024-02-01"),
        ("01/02/2024", False, "2024-01-02"),
        ("31.12.2024", False, "2024-12-31"),
        ("2024-01-02", True, "2024-01-02"),
        ("2024/01/02", True, "2024-01-02"),
        ("2024-01-02 10:30", True, "2024-01-02 10:30:00"),
        ("2024-01-02T10:00:00+02:00", True, "2024-01-02 08:00:00"),
        ("3 May 2024", True, "2024-05-03"),
        ("20240131", True, "2024-01-31"),
        ("2024", True, "2024-01-01"),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, day_first: bool, expected: str) -> None:
    assert days(as_date(texts(text), day_first)) == [expected]


@pytest.mark.parametrize("text", ["now", "today", "10:30", "10:30:00.1234", "May", "Friday", "5"])
def test_what_needs_the_clock_to_become_a_date_becomes_missing(text: str) -> None:
    assert days(as_date(texts(text, "2024-01-02"), False)) == [None, "2024-01-02"]


@pytest.mark.parametrize("text", ["2024-02-30", "0001-01-01", "9999-12-31", "unknown", "2024Q1"])
def test_dates_that_cannot_be_become_missing(text: str) -> None:
    assert days(as_date(texts(text), False)) == [None]


def test_whole_numbers_are_read_as_dates_too() -> None:
    assert days(as_date(pd.Series([20240131.0, None]), False)) == ["2024-01-31", None]


def test_dates_are_refused_as_numbers() -> None:
    frame = pd.DataFrame({"signed": pd.to_datetime(["2024-01-31"])})
    with pytest.raises(RecipeError, match="'signed' holds dates"):
        Cast(("signed",), to="number").apply(frame)


WRITTEN = st.lists(
    st.none() | st.text("0123456789-/.: TZMay,e+", max_size=14) | st.dates().map(str), min_size=2
)


@settings(max_examples=60, deadline=None)
@given(WRITTEN, st.sampled_from(["number", "category", "date"]))
def test_any_text_is_read_row_by_row_and_never_fails(values: list[str | None], to: str) -> None:
    step = Cast(("a",), to=to, day_first=True)
    frame = pd.DataFrame({"a": texts(*values)})
    alone = pd.concat([step.apply(frame.iloc[[row]]) for row in range(len(frame))])
    pd.testing.assert_frame_equal(alone, step.apply(frame))
