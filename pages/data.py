"""Data: load a table, confirm how it was read, its types, roles and version."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.table import Dataset
from core.text import count
from pages.ui import (
    arrivals,
    class_or_number,
    contract,
    findings,
    insight,
    intake,
    privacy,
    proposing,
    question_tree,
    rows_to_come,
)
from pages.ui.anatomy import footer, page, what_this_means
from pages.ui.column_grid import column_grid, said
from pages.ui.data_change import data_change
from pages.ui.guards import need_project, part
from pages.ui.left_out import left_out
from pages.ui.proposal import proposal
from pages.ui.reading import reading
from pages.ui.rows_shown import show_rows
from pages.ui.session import dataset, session
from pages.ui.sources import choose_source
from pages.ui.twin_answers import twin_answers

EXPLAINED = """
The table is kept as it was read, under a fingerprint of its content: the **data version**.
Results remember the version that they were made with, so a new file makes them out of date
instead of silently wrong. Types say how values are read; roles say what a column is for.
Columns that name a row, or that are only known after the event, must not be features.
"""


def _rows(table: Dataset) -> None:
    """Show some rows of the table as it was read."""
    rows = st.segmented_control(
        "Which rows?", ["First", "Last", "Random"], default="First", required=True, key="which-rows"
    )
    show_rows(insight.some_rows(table, str(rows)), "rows")


page("Data", "Load a table and confirm what each column is.")
need_project()
if intake.take_in():
    st.rerun()  # the rail was drawn before the table was there
waiting = arrivals.show()
rows_to_come.draw()
table = dataset()

if table is None:
    if not waiting:
        question_tree.reminder()
        choose_source()
    footer("data")
    st.stop()

proposing.show()
proposal()
class_or_number.ask("data")
asked = class_or_number.open_question()
findings.show([one for one in insight.findings_on_data() if one != asked], "data")

with st.container(border=True):
    st.header("How it was read", anchor=False)
    reading(table)

with st.container(border=True):
    st.header("Columns", anchor=False)
    st.caption(f"{said(table)} Click a kind or a role to change it.")
    column_grid(table, insight.column_rows(table))

with st.container(border=True):
    st.header("Rows", anchor=False)
    part(partial(_rows, table))
    st.caption(
        f"{count(table.rows, 'row')}, {count(len(table.columns), 'column')} as they were read, "
        f"with those that are locked away for the test. Data version {session().data[:12]}."
    )
    left_out(table)

contract.draw(table)
privacy.draw(table)
data_change(table)
twin_answers()
another = "Load another table, join or append"
with st.expander(another, icon=":material/upload:", key="another-table"):
    choose_source()
what_this_means(EXPLAINED)
footer("data")
