"""What can be told of a table by looking at it."""

from __future__ import annotations

import pandas as pd

from core.table import whole_days, with_columns


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


def test_columns_are_set_by_any_name_and_the_table_stays() -> None:
    table = pd.DataFrame({"self": [1, 2], "b": [3, 4]})
    changed = with_columns(table, {"self": [5, 6], "key": [7, 8]})
    assert changed.to_dict("list") == {"self": [5, 6], "b": [3, 4], "key": [7, 8]}
    assert table.to_dict("list") == {"self": [1, 2], "b": [3, 4]}
