"""The lock on the test rows: what opening them means now, and the button that does it."""

from __future__ import annotations

import streamlit as st

from pages.ui import board, jobs
from pages.ui.guards import attempt_last
from pages.ui.safe import esc


def lock(chosen: str) -> None:
    """Draw the lock, with a warning where a look would come too early or is out of date."""
    first = jobs.latest("evaluate") is None
    seen = jobs.drawn("evaluate") is not None
    stale = jobs.out_of_date("evaluate")
    moved_on = board.has_moved_on()
    again = f"Update the evaluation{jobs.last_time('evaluate')}" if stale else "Look again"
    with st.container(border=True, key="test-lock"):
        if first:
            st.markdown(
                f":material/lock: **The test rows are locked.** Open them once **{esc(chosen)}** "
                "is your final choice. The first look is the honest one."
            )
            if moved_on:
                st.warning(
                    "The recipe has changed since this model was compared. Compare again before "
                    "you look: another model may be the best by now.",
                    icon=":material/sync_problem:",
                )
        elif stale:
            st.warning(
                "This evaluation is out of date: an earlier choice has changed since. "
                "Updating it is one more look at the test rows.",
                icon=":material/sync_problem:",
            )
        elif seen:
            st.caption("Another look is logged and counted, as the first one was.")
        st.button(
            again if seen else "Open the test rows",
            type="primary" if stale or not (seen or moved_on) else "secondary",
            icon=":material/lock_open:",
            key="open-test",
            on_click=attempt_last(jobs.submit, "evaluate"),
        )
