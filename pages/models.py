"""Models: compare candidates on the training rows; the test rows stay locked."""

from __future__ import annotations

import streamlit as st

from pages.ui import board, candidates, findings, insight, jobs, large, proposing
from pages.ui.anatomy import footer, page, what_this_means
from pages.ui.guards import LONG, attempt_last, need_project, need_target, part
from pages.ui.safe import esc

page("Models", "Compare candidates on the training rows. The test rows stay locked.")
need_project()
proposing.show()
need_target()
found_before = insight.findings_before_training()
findings.show(found_before, "models")
blocked = any(finding.severity == "stop" for finding in found_before)
status = jobs.latest("compare")
busy = status is not None and not status.is_over
stale = status is not None and jobs.is_stale(status)

left, right = st.columns([1, 2], gap="large")
with left, st.container(border=True):
    ticked = candidates.pick()
    large.draw()
    cost = large.cost_words()
    st.button(
        f"Update the comparison{cost or board.cost_words()}"
        if stale
        else "Compare again"
        if status
        else f"Train{cost}",
        type="primary" if status is None or stale else "secondary",
        icon=":material/play_arrow:",
        key="train",
        width="stretch",
        disabled=busy or blocked or ticked == 0,
        on_click=attempt_last(jobs.submit, "compare"),
    )

with right:
    if status is None:
        with st.container(border=True, key="empty-state"):
            first = "Put right what blocks it" if blocked else "Press Train"
            st.markdown(f"**Nothing compared yet.** {first}: scores appear here one by one.")
    else:
        with st.container(key="stale"):  # always there, so that nothing below it is made anew
            if stale and not busy:
                st.warning(
                    f"These scores are out of date: {esc(jobs.why_stale(status), LONG)}. "
                    "Fits that are still valid are not repeated.",
                    icon=":material/sync_problem:",
                )
        jobs.watch(status)
        part(board.draw, every=jobs.LOOK_EVERY if busy else None)
        if not busy:
            board.choose(stale)
            done = board.comparison()
            if done is not None:
                board.more(done)

what_this_means(
    "Each candidate is fitted several times, every time on other rows, and scored on the rows "
    "it has not seen. The score is the mean over these folds; the interval says how far it may "
    "be off. A tie means that noise alone may explain the difference from the best. At most one "
    "standard error behind the best, the simplest comes first: it is easier to explain and less "
    "likely to disappoint. Only candidates with all folds have a place. The baseline always gives "
    "the most common answer; a model that does not beat it has learned nothing."
)
footer("models")
