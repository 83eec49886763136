"""Evaluate: set the threshold, then open the locked test rows; each look is logged."""

from __future__ import annotations

import streamlit as st

from pages.ui import board, jobs, scores, threshold
from pages.ui.anatomy import footer, page, what_this_means
from pages.ui.guards import attempt_last, need, need_target
from pages.ui.safe import esc
from pages.ui.session import session

page("Evaluate", "How good the chosen model is on rows that nothing has seen yet.")
need_target()
recipe = session().recipe
chosen = need(recipe.chosen, "No model is chosen yet.", "models")
status = jobs.latest("evaluate")
busy = status is not None and not status.is_over
seen = jobs.drawn("evaluate") is not None
stale = jobs.out_of_date("evaluate")
moved_on = board.has_moved_on()
again = f"Update the evaluation{jobs.last_time('evaluate')}" if stale else "Look again"

if recipe.problem.task == "binary":
    fold = st.expander(
        "Before the test: choose the threshold",
        expanded=status is None,
        icon=":material/tune:",
        key="threshold-fold",
        on_change="rerun",
    )
    if fold.open:
        with fold:
            threshold.choose()

with st.container(border=True, key="test-lock"):
    if status is None:
        st.markdown(
            f":material/lock: **The test rows are locked.** Open them once **{esc(chosen)}** is "
            "your final choice. The first look is the honest one."
        )
        if moved_on:
            st.warning(
                "The recipe has changed since this model was compared. Compare again before you "
                "look: another model may be the best by now.",
                icon=":material/sync_problem:",
            )
    elif stale and not busy:
        st.warning(
            "This evaluation is out of date: an earlier choice has changed since. "
            "Updating it is one more look at the test rows.",
            icon=":material/sync_problem:",
        )
    st.button(
        again if seen else "Open the test rows",
        type="primary" if stale or not (seen or moved_on) else "secondary",
        icon=":material/lock_open:",
        key="open-test",
        disabled=busy,
        on_click=attempt_last(jobs.submit, "evaluate"),
    )

if status is not None:
    jobs.watch(status)
    evaluation = None if busy else scores.found()
    if evaluation is not None:
        scores.draw(evaluation)
        scores.certificate()
    scores.looks()

what_this_means(
    "The test rows were set apart before anything was looked at. Their score is what to expect "
    "on new rows like these. The interval comes from drawing the test rows again and again; a "
    "goal inside the interval is neither met nor missed. The certificate scrambles every "
    "held-out row and checks that the fitted model stays exactly the same."
)
footer("evaluate")
