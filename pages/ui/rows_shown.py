"""Rows of a table to look at, with dates as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.table import whole_days

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = 100


def show_rows(frame: pd.DataFrame, key: str, height: int = 280) -> None:
    """Draw rows; a column of dates without a time of day shows no midnights.

    Many columns are drawn in parts, side by side: a browser takes seconds for ten thousand.
    """
    frame = _part(frame, key)
    st.dataframe(
        frame,
        hide_index=True,
        height=height,
        key=key,
        column_config={name: day_column(name) for name in whole_days(frame)},
    )


def _part(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the columns that are chosen to be seen, all where they are few."""
    columns = frame.shape[1]
    if columns <= COLUMNS:
        return frame
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-columns"):
        place = st.container()
        page = st.pagination(-(-columns // COLUMNS), key=f"{key}-columns-page")
    first = (page - 1) * COLUMNS
    last = min(first + COLUMNS, columns)
    place.caption(f"Columns {first + 1:,} to {last:,} of {columns:,}.")
    return frame.iloc[:, first:last]


def day_column(label: str) -> Any:
    """Return how a column of whole days is drawn."""
    return st.column_config.DateColumn(label, format="YYYY-MM-DD")
