"""Rows that no model learns from: counted, and offered as a file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.masking import masks_in
from core.table import Dataset
from core.text import count
from pages.ui import intake
from pages.ui.safe import download, esc
from pages.ui.session import session


def left_out(table: Dataset) -> None:
    """Say how many rows have no target or could not be read, and offer them."""
    _without_target(table)
    _skipped()


def _without_target(table: Dataset) -> None:
    from core.export.left_out import rows_csv, without_target

    target = session().problem.target
    rows = without_target(table, target)
    if not len(rows):
        return
    have = "has" if len(rows) == 1 else "have"
    with st.container(horizontal=True, vertical_alignment="center", key="without-target"):
        st.markdown(
            f":material/info: {count(len(rows), 'row')} {have} no value of **{esc(target)}**. "
            "No model learns from them; a finished model can predict them.",
            width="stretch",
        )
        make = partial(rows_csv, rows)
        name = "rows without target.csv"
        download("Rows without a target", make, name, session().project, "get-without-target")


def _skipped() -> None:
    lost = intake.skipped_now()
    if not lost:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="skipped"):
        st.markdown(
            f":material/info: {count(lost, 'line')} of the file could not be read and "
            f"{'is' if lost == 1 else 'are'} not in the table.",
            width="stretch",
        )
        if masks_in(session().recipe.source).columns:
            st.caption("They are not offered: masked columns stand in them as they were.")
            return
        make, name = intake.skipped_lines(), "lines not read.csv"
        download("Lines that were not read", make, name, session().project, "get-skipped")
