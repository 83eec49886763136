"""What can be told of a table by looking at it."""

from __future__ import annotations

import pandas as pd

from core.table import whole_days


def test_dates_without_a_time_of_day_are_whole_days() -> None:
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2024-05-01", None]),
            "moment": pd.to_datetime(["2024-05-01 00:00", "2024-05-02 08:30"]),
            "zoned": pd.to_datetime(["2024-05-01", "2024-05-02"]).tz_localize("Europe/Berlin"),
            "number": [1, 2],
        }
    )
    assert whole_days(frame) == ("day", "zoned")
