"""Rows to look at show dates as people write them."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest


def _script() -> None:
    import pandas as pd

    from pages.ui.rows_shown import show_rows

    days = pd.to_datetime(["2024-05-01", "2024-05-02"])
    moments = days + pd.Timedelta(hours=8)
    show_rows(pd.DataFrame({"day": days, "moment": moments, "n": [1, 2]}), "rows")


def test_days_are_shown_without_midnight() -> None:
    (shown,) = AppTest.from_function(_script).run().dataframe
    columns = json.loads(shown.proto.columns)
    assert columns["day"]["type_config"] == {"type": "date", "format": "YYYY-MM-DD"}
    assert "moment" not in columns


def _wide() -> None:
    import pandas as pd

    from pages.ui.rows_shown import show_rows

    show_rows(pd.DataFrame({f"c{place}": [place] for place in range(250)}), "rows")


def test_many_columns_are_shown_in_parts() -> None:
    app = AppTest.from_function(_wide).run()
    assert list(app.dataframe[0].value.columns) == [f"c{place}" for place in range(100)]
    assert app.caption[0].value == "Columns 1 to 100 of 250."
