"""Schedules: a model predicts new rows by the clock.

A schedule says where new rows are found each time, with which bundle they are predicted and
when. It lies on disk beside the project; the clock of the running server begins what is due,
and each time is a job of its own whose predictions stay until many newer ones have come.
"""

from __future__ import annotations

from core.schedules.clock import Clock
from core.schedules.schedule import COPY, Packed, Rows, Schedule, check_folder
from core.schedules.store import Schedules, bundle_of
from core.schedules.timing import (
    DAY,
    HOUR,
    LAST,
    MONTH,
    WEEK,
    WEEKDAY,
    WEEKDAYS,
    Timing,
)

__all__ = [
    "COPY",
    "DAY",
    "HOUR",
    "LAST",
    "MONTH",
    "WEEK",
    "WEEKDAY",
    "WEEKDAYS",
    "Clock",
    "Packed",
    "Rows",
    "Schedule",
    "Schedules",
    "Timing",
    "bundle_of",
    "check_folder",
]
