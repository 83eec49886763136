"""Evaluate: set the threshold, then open the locked test rows; each look is logged.

A verdict that still holds comes before the button for another look.
"""

from __future__ import annotations

import streamlit as st

from pages.ui import board, jobs, scores, threshold
from pages.ui.anatomy import footer, page, what_this_means
from pages.ui.guards import need_target
from pages.ui.lock import lock
from pages.ui.session import session

page("Evaluate", "How good the chosen model is on rows that nothing has seen yet.")
need_target()
recipe = session().recipe
chosen = board.need_chosen()
status = jobs.latest("evaluate")
busy = status is not None and not status.is_over

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

evaluation = None if busy else scores.found()
first = evaluation is None or jobs.out_of_date("evaluate")
before = st.container()  # both places are kept, or all charts between would be drawn anew
if first and not busy:
    with before:
        lock(chosen)
if status is not None:
    jobs.watch(status)
    if evaluation is not None:
        scores.draw(evaluation)
        scores.certificate()
    after = st.container()
    if not first:
        with after:
            lock(chosen)
    scores.looks()

what_this_means(
    "The test rows were set apart before anything was looked at. Their score is what to expect "
    "on new rows like these. The interval comes from drawing the test rows again and again; a "
    "goal inside the interval is neither met nor missed. The certificate scrambles every "
    "held-out row and checks that the fitted model stays exactly the same. Rows that were looked "
    "at one by one are no longer unseen: judge what you change because of them on new rows."
)
footer("evaluate")
