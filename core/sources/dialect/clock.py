"""Times of the day: halves of it, and how far a zone is ahead of UTC."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

ZONE = r"Z|(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}"
"""What tells the zone of a time: Z, GMT+1, +01:00."""
HALF = r"[AaPp]\.?[ \u00a0\u202f]?[Mm](?:\.|\b)"
"""The half of a day: PM, p.m. or, as in Spanish, p. m."""
TO_UTC = "Times were converted to UTC"
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
_MOMENT = re.compile(
    r"(\S+?)[T ](\d{1,2})(:\d{2}(?::\d{2}(?:\.\d+)?)?)" + rf"(?:\s?({HALF}))?\s?({ZONE})?"
)
NOT_ISO = rf"\d\s?{HALF}|(?:UTC|GMT)[+-]"
"""What in a moment that begins with its year is not written the ISO way."""


def hours_ahead(zone: str) -> float:
    """Return how many hours a zone is ahead of UTC.

    >>> [hours_ahead(zone) for zone in ("Z", "GMT", "GMT+1", "+0530", "UTC-03:30")]
    [0.0, 0.0, 1.0, 5.5, -3.5]
    """
    found = _OFFSET.search(zone)
    if found is None:
        return 0.0
    sign, hours, minutes = found.groups()
    return float(f"{sign}1") * (int(hours) + int(minutes or 0) / 60)


def iso_moment(text: str) -> str:
    """Write the time of a moment with 24 hours and its zone with four digits.

    >>> iso_moment("2024-01-20 1:45:12 PM GMT+1"), iso_moment("2024-01-20 12:05 AM")
    ('2024-01-20 13:45:12+01:00', '2024-01-20 00:05')
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text
    day, hour, rest, half, zone = found.groups()
    hours = int(hour) if half is None else _on_24_hours(int(hour), half)
    return f"{day} {hours:02d}{rest}{_offset(zone) if zone else ''}"


def _on_24_hours(hour: int, half: str) -> int:
    """Return the hour of the day; 12 AM is midnight, and 13 PM is written by some programs."""
    later = half.lower().startswith("p")
    return hour if hour > 12 else hour % 12 + 12 * later


def _offset(zone: str) -> str:
    minutes = round(60 * hours_ahead(zone))
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def spans_ahead(zones: pd.Series) -> pd.Series:
    """Return how far each moment's zone is ahead of UTC, nothing where none is told."""
    import pandas as pd

    hours = {zone: hours_ahead(zone) for zone in zones.dropna().unique()}
    return pd.to_timedelta(zones.map(hours).astype("float64").fillna(0.0), unit="h")
