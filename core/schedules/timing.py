"""When something happens again and again: by the clock on a wall, in a time zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.errors import SettingError
from core.params import Choice, Number, Text, checked, settings_of
from core.text import shown

HOUR, DAY, WEEKDAY, WEEK, MONTH = "hour", "day", "weekday", "week", "month"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LAST = 31


@dataclass(frozen=True)
class Timing:
    """Once an hour, day, weekday (Monday to Friday), week or month, at a time of day.

    Of an hour only the minutes of `at` count. A month without the `day` is served on its last
    one, so 31 means the last day of each. A time that the change to summer time leaves out
    comes an hour later on that day; one that comes twice counts the first time.
    """

    every: Annotated[
        str,
        Choice(
            (HOUR, DAY, WEEKDAY, WEEK, MONTH),
            labels=("Every hour", "Every day", "Monday to Friday", "Every week", "Every month"),
            label="How often",
        ),
    ] = DAY
    at: Annotated[str, Text(5, label="Time")] = "06:00"
    weekday: Annotated[str, Choice(WEEKDAYS, label="Day of the week")] = WEEKDAYS[0]
    day: Annotated[int, Number(1, LAST, integer=True, label="Day of the month")] = 1
    zone: Annotated[str, Text(64, label="Time zone")] = "UTC"

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Build a timing from JSON values; raises SettingError for what no clock shows."""
        made = cls(**checked("Timing", settings_of(cls), values))
        made.time_zone()
        return replace(made, at=f"{made.time_of_day():%H:%M}")

    def to_json(self) -> dict[str, Any]:
        """Return the settings as JSON values."""
        return dict(vars(self))

    def time_of_day(self) -> time:
        """Return the time at which it happens."""
        try:
            return datetime.strptime(self.at, "%H:%M").time()  # noqa: DTZ007
        except ValueError:
            raise SettingError(
                f"'{shown(self.at)}' is not a time of day.", "Write it as 06:30 or 18:00."
            ) from None

    def time_zone(self) -> ZoneInfo:
        """Return the zone whose clock counts."""
        try:
            return ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise SettingError(
                f"There is no time zone '{shown(self.zone)}'.",
                "Write it as Europe/Berlin, America/New_York or UTC.",
            ) from None

    def next_after(self, moment: datetime) -> datetime:
        """Return the first time after an aware `moment`, in UTC.

        >>> Timing("day", "06:00").next_after(datetime(2026, 11, 30, 6, 0, tzinfo=UTC)).isoformat()
        '2026-12-01T06:00:00+00:00'
        """
        local = moment.astimezone(self.time_zone())
        if self.every == HOUR:
            ahead = (self.time_of_day().minute - local.minute - 1) % 60 + 1
            return (
                (moment + timedelta(minutes=ahead)).astimezone(UTC).replace(second=0, microsecond=0)
            )
        day = local.date()
        while True:
            if self._falls_on(day):
                wall = datetime.combine(day, self.time_of_day(), tzinfo=self.time_zone())
                found = wall.astimezone(UTC)
                if found > moment:
                    return found
            day += timedelta(days=1)

    def words(self) -> str:
        """Say when it happens.

        >>> Timing("week", "18:30", "Friday", zone="Europe/Berlin").words()
        'Every Friday at 18:30 (Europe/Berlin)'
        """
        return f"{_WORDS[self.every].format(**vars(self), ordinal=self._ordinal())} ({self.zone})"

    def _ordinal(self) -> str:
        endings = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}
        return "last day" if self.day == LAST else f"{self.day}{endings.get(self.day, 'th')}"

    def _falls_on(self, day: date) -> bool:
        if self.every == MONTH:
            last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            return day.day == min(self.day, last.day)
        if self.every == WEEK:
            return WEEKDAYS[day.weekday()] == self.weekday
        return self.every == DAY or day.weekday() < 5


_WORDS = {
    HOUR: "Every hour at minute {at[3]}{at[4]}",
    DAY: "Every day at {at}",
    WEEKDAY: "Monday to Friday at {at}",
    WEEK: "Every {weekday} at {at}",
    MONTH: "On the {ordinal} of every month at {at}",
}
