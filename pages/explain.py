"""Explain: why the chosen model says what it says, overall and for one row."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui import board, explanation, jobs
from pages.ui.anatomy import footer, page, what_this_means
from pages.ui.guards import LONG, attempt_last, need_target, part
from pages.ui.safe import esc

page("Explain", "Why the model says what it says, in the columns and units of your table.")
need_target()
chosen = board.need_chosen()
status = jobs.latest("explain")
busy = status is not None and not status.is_over
explained = jobs.model_of("explain")
stale = jobs.out_of_date("explain")
again = f"Update the explanation{jobs.last_time('explain')}" if stale else "Explain again"

with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown(f"Model: **{esc(chosen)}**", width="stretch")
    st.button(
        again if explained else "Explain the model",
        type="primary" if stale or not explained else "secondary",
        icon=":material/lightbulb:",
        key="explain",
        disabled=busy,
        on_click=attempt_last(jobs.submit, "explain"),
    )
if status is None:
    with st.container(border=True, key="empty-state"):
        st.markdown(
            "**Nothing explained yet.** At most 2,000 training rows are explained, "
            "for at most a minute."
        )
else:
    if stale and not busy:
        st.warning(
            "This explanation is out of date: an earlier choice has changed since.",
            icon=":material/sync_problem:",
        )
    jobs.watch(status)
    found = None if busy else explanation.found()
    if found is not None:
        if explained != chosen:
            st.markdown(f"Explained model: **{esc(explained)}**")
        st.caption(esc(found.note, LONG))
        every, single = st.tabs(["The model", "One row"], key="explain-tabs", on_change="rerun")
        if every.open:
            with every:
                part(partial(explanation.overall, found))
        if single.open:
            with single:
                part(partial(explanation.one_row, found))

what_this_means(
    "SHAP values share a prediction out among the columns: start from the average answer, add "
    "each column's effect, and arrive at exactly what the model says. Effects are summed back "
    "to the columns of your table, whatever was encoded or scaled in between. Columns that go "
    "together share their credit, and none of this shows cause and effect."
)
footer("explain")
