"""When something comes next, by the clock on a wall."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.errors import AppError
from core.schedules import Timing

BERLIN = ZoneInfo("Europe/Berlin")


def _next(timing: Timing, moment: str) -> str:
    """Return the next time as a wall in the timing's zone shows it."""
    found = timing.next_after(datetime.fromisoformat(moment).replace(tzinfo=timing.time_zone()))
    return found.astimezone(timing.time_zone()).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("timing", "moment", "expected"),
    [
        (Timing("day", "06:00"), "2026-11-30 05:59:59", "2026-11-30 06:00"),
        (Timing("day", "06:00"), "2026-11-30 06:00", "2026-12-01 06:00"),
        (Timing("hour", "00:15"), "2026-11-30 23:15:20", "2026-12-01 00:15"),
        (Timing("hour", "09:15"), "2026-11-30 23:14:20", "2026-11-30 23:15"),
        (Timing("weekday", "06:00"), "2026-12-04 07:00", "2026-12-07 06:00"),
        (Timing("week", "18:30", "Friday"), "2026-11-30 00:00", "2026-12-04 18:30"),
        (Timing("month", "06:00", day=15), "2026-11-30 00:00", "2026-12-15 06:00"),
        (Timing("month", "06:00", day=31), "2026-02-05 00:00", "2026-02-28 06:00"),
        (Timing("month", "06:00", day=30), "2028-02-05 00:00", "2028-02-29 06:00"),
        (Timing("month", "06:00", day=1), "2026-12-01 06:00", "2027-01-01 06:00"),
    ],
)
def test_the_next_time(timing: Timing, moment: str, expected: str) -> None:
    assert _next(timing, moment) == expected


def test_a_time_that_summer_time_leaves_out_comes_an_hour_later() -> None:
    timing = Timing("day", "02:30", zone="Europe/Berlin")
    assert _next(timing, "2026-03-28 12:00") == "2026-03-29 03:30"
    assert _next(timing, "2026-03-29 12:00") == "2026-03-30 02:30"


def test_a_time_that_comes_twice_counts_once() -> None:
    timing = Timing("day", "02:30", zone="Europe/Berlin")
    first = timing.next_after(datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN))
    again = timing.next_after(datetime(2026, 10, 25, 2, 40, fold=1, tzinfo=BERLIN))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert again == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_what_is_written_is_read_back() -> None:
    timing = Timing("month", "18:05", "Sunday", 31, "Asia/Kolkata")
    assert Timing.from_json(timing.to_json()) == timing


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"at": "25:00"}, "'25:00' is not a time of day"),
        ({"at": "soon"}, "'soon' is not a time of day"),
        ({"zone": "Moon/Crater"}, "There is no time zone 'Moon/Crater'"),
        ({"zone": "../etc/passwd"}, "There is no time zone"),
        ({"every": "second"}, "every"),
        ({"day": 32}, "day"),
    ],
)
def test_what_no_clock_shows_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(AppError) as refusal:
        Timing.from_json({**Timing().to_json(), **change})
    assert words.lower() in refusal.value.sentence().lower()


def test_a_time_is_kept_with_two_digits() -> None:
    assert Timing.from_json({**Timing().to_json(), "at": "6:5"}).words() == (
        "Every day at 06:05 (UTC)"
    )


@pytest.mark.parametrize(
    ("timing", "words"),
    [
        (Timing("hour", "09:05"), "Every hour at minute 05 (UTC)"),
        (Timing("weekday"), "Monday to Friday at 06:00 (UTC)"),
        (Timing("month", day=1), "On the 1st of every month at 06:00 (UTC)"),
        (Timing("month", day=12), "On the 12th of every month at 06:00 (UTC)"),
        (Timing("month", day=23), "On the 23rd of every month at 06:00 (UTC)"),
        (Timing("month", day=31), "On the last day of every month at 06:00 (UTC)"),
    ],
)
def test_it_is_said_in_words(timing: Timing, words: str) -> None:
    assert timing.words() == words
