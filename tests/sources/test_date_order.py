"""Which number is the day is told by numbers above 12, or by rows that follow in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.loading import load
from core.sources.csv import Csv

SORTED = [f"{month}/{day}/2024" for month in (3, 4, 5) for day in (2, 6, 9)]
HALF_HOURS = [
    f"8/{day}/2014 {hour}:{minute} {half}"
    for day in (2, 3, 4)
    for half in ("AM", "PM")
    for hour in (12, *range(1, 12))
    for minute in ("00", "30")
]
SHUFFLED = ["3/2/2024", "5/1/2024", "4/9/2024", "1/7/2024", "12/3/2024", "2/2/2024", "7/8/2024"]
DAYS_OR_MONTHS = [f"1/{number}/2024" for number in range(1, 12)]


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["13/2/2024", "2/3/2024"], "yes"),
        (["2/13/2024", "3/2/2024"], "no"),
        (SORTED, "no"),
        (SORTED[::-1], "no"),
        ([f"{b}/{a}/2024" for a in (3, 4, 5) for b in (2, 6, 9)], "yes"),
        (HALF_HOURS, "no"),
        (SHUFFLED, "guess"),
        (DAYS_OR_MONTHS, "guess"),
        (SORTED[:4], "guess"),
    ],
    ids=["day", "month", "rising", "falling", "day rising", "steps", "shuffled", "both", "few"],
)
def test_rows_that_follow_in_time_tell_the_order(
    tmp_path: Path, days: list[str], order: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_text("at;n\n" + "".join(f"{day};{at}\n" for at, day in enumerate(days)))
    assert Csv.guess(path).day_first == order
    asked = any("please check" in note for note in load(path).notes)
    assert asked is (order == "guess")


def test_columns_that_tell_different_orders_leave_it_open(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    other = [f"{b}/{a}/2024" for a in (3, 4, 5) for b in (2, 6, 9)]
    pairs = zip(SORTED, other, strict=True)
    path.write_text("at;until\n" + "".join(f"{a};{b}\n" for a, b in pairs))
    assert Csv.guess(path).day_first == "guess"
