"""Reading dates, and taking parts from them."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from core.errors import RecipeError, SettingError
from core.steps.date_parts import DateParts
from core.steps.days_between import DaysBetween
from core.steps.parse_dates import ParseDates


def texts(*values: str | None) -> pd.DataFrame:
    return pd.DataFrame({"when": pd.Series(list(values), dtype="str")})


def signed(*values: str | None) -> pd.DataFrame:
    dates = pd.to_datetime(pd.Series(list(values), dtype="str"), format="ISO8601")
    return pd.DataFrame({"signed": dates.astype("datetime64[us]")})


def test_a_pattern_reads_only_what_matches() -> None:
    step = ParseDates(("when",), written="pattern", pattern="%d.%m.%Y")
    read = step.apply(texts("01.02.2024", "2024-02-01", None))["when"]
    assert read[0] == pd.Timestamp("2024-02-01")
    assert read.isna().tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("pattern", "text", "first"),
    [
        ("%b-%y", "gen-24", "2024-01-01"),
        ("%b %Y", "août 2023", "2023-08-01"),
        ("%b %Y", "Aug 2023", "2023-08-01"),
        ("%B %Y", "März 2024", "2024-03-01"),
        ("%b %Y", "jui 2023", None),
    ],
)
def test_a_pattern_reads_months_by_name(pattern: str, text: str, first: str | None) -> None:
    step = ParseDates(("when",), written="pattern", pattern=pattern)
    scope: dict[str, object] = {"table": texts(text)}
    exec("\n".join(step.code()), scope)  # noqa: S102 - the code that a script has
    for table in (step.apply(texts(text)), scope["table"]):
        assert isinstance(table, pd.DataFrame)
        assert table["when"].tolist() == [pd.Timestamp(first) if first else pd.NaT]


@pytest.mark.parametrize(
    ("written", "number", "expected"),
    [
        ("s", 86_400, "1970-01-02"),
        ("s", 1714694400, "2024-05-03"),
        ("ms", 1714694400500, "2024-05-03 00:00:00.500"),
        ("D", 45292, "2024-01-01"),
        ("D", 45292.5, "2024-01-01 12:00"),
        ("s", 1e18, None),
    ],
)
def test_numbers_are_counted_from_their_start(
    written: str, number: float, expected: str | None
) -> None:
    read = ParseDates(("when",), written=written).apply(pd.DataFrame({"when": [number]}))["when"]
    assert read.tolist() == [pd.Timestamp(expected) if expected else pd.NaT]


def test_a_wrong_pattern_is_refused() -> None:
    with pytest.raises(SettingError, match="pattern of dates"):
        ParseDates(("when",), pattern="%Q").check()


def test_parts_of_a_leap_day() -> None:
    step = DateParts(
        ("signed",), quarter=True, day=True, weekend=True, hour=True, since="2024-03-01"
    )
    parts = step.apply(signed("2024-02-29 18:30:00")).iloc[0]
    assert parts.to_dict() == {
        "signed (year)": 2024,
        "signed (quarter)": 1,
        "signed (month)": 2,
        "signed (day)": 29,
        "signed (weekday)": 3,
        "signed (weekend)": 0,
        "signed (hour)": 18,
        "signed (days since 2024-03-01)": pytest.approx(-5.5 / 24),
    }


def test_a_missing_date_has_missing_parts() -> None:
    step = DateParts(("signed",), weekend=True, since="2024-01-01", circle=True)
    assert step.apply(signed(None)).isna().all(axis=None)


def test_on_the_circle_december_is_as_near_to_january_as_january_to_february() -> None:
    step = DateParts(("signed",), year=False, weekday=False, circle=True)
    table = step.apply(signed("2023-12-01", "2024-01-01", "2024-02-01"))
    assert list(table) == ["signed (month sine)", "signed (month cosine)"]
    points = table.to_numpy()
    assert math.dist(points[0], points[1]) == pytest.approx(math.dist(points[1], points[2]))
    assert points[0].tolist() == pytest.approx([0, 1])


def test_the_date_is_kept_only_when_asked_for() -> None:
    frame = signed("2024-01-01")
    assert "signed" not in DateParts(("signed",)).apply(frame)
    assert "signed" in DateParts(("signed",), keep=True).apply(frame)


def test_texts_are_refused_with_the_remedy() -> None:
    with pytest.raises(RecipeError) as caught:
        DateParts(("when",)).apply(texts("2024-01-01"))
    assert "Read dates" in caught.value.hint


def test_a_column_of_the_same_name_is_never_overwritten() -> None:
    frame = signed("2024-01-01").assign(**{"signed (year)": 1})
    with pytest.raises(RecipeError, match="already has a column"):
        DateParts(("signed",)).apply(frame)


@pytest.mark.parametrize("since", ["today", "2024-02-30", "2024"])
def test_days_are_counted_from_a_fixed_day_only(since: str) -> None:
    with pytest.raises(SettingError, match="must be a date"):
        DateParts(("signed",), since=since).check()


def test_nothing_ticked_is_refused() -> None:
    with pytest.raises(SettingError, match="no part ticked"):
        DateParts(("signed",), year=False, month=False, weekday=False).check()


def test_days_between_two_dates_are_counted_over_a_leap_day() -> None:
    step, frame = DaysBetween.example()
    days = step.apply(frame)["days from ordered to delivered"]
    assert days.fillna(-1).tolist() == [2, -1]


def test_days_between_a_date_and_itself_are_refused() -> None:
    with pytest.raises(SettingError, match="two different dates"):
        DaysBetween(("a",), ("a",)).check()


def test_days_between_texts_are_refused() -> None:
    frame = texts("2024-01-01").assign(then="2024-01-02")
    with pytest.raises(RecipeError, match="does not hold dates"):
        DaysBetween(("when",), ("then",)).apply(frame)
