"""Rows of a table to look at, with dates as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.table import whole_days

if TYPE_CHECKING:
    import pandas as pd


def show_rows(frame: pd.DataFrame, key: str, height: int = 280) -> None:
    """Draw rows; a column of dates without a time of day shows no midnights."""
    st.dataframe(
        frame,
        hide_index=True,
        height=height,
        key=key,
        column_config={name: day_column(name) for name in whole_days(frame)},
    )


def day_column(label: str) -> Any:
    """Return how a column of whole days is drawn."""
    return st.column_config.DateColumn(label, format="YYYY-MM-DD")
