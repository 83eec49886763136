"""Tune: search better settings for one candidate, or learn that there are none."""

from __future__ import annotations

import streamlit as st

from pages.ui import jobs, search
from pages.ui.anatomy import footer, page, what_this_means
from pages.ui.guards import LONG, attempt_last, need, need_target, part
from pages.ui.safe import esc
from pages.ui.session import session

page("Tune", "Search better settings for one candidate on the training rows.")
need_target()
need(session().recipe.candidates, "There is no candidate to tune yet.", "models")
status = jobs.latest("tune")
busy = status is not None and not status.is_over
stale = jobs.out_of_date("tune")
again = f"Update the search{search.cost_words()}" if stale else "Tune again"

left, right = st.columns([2, 3], gap="large")
with left, st.container(border=True):
    ready = search.controls()
    st.button(
        again if status else "Start tuning",
        type="primary" if stale or status is None else "secondary",
        icon=":material/play_arrow:",
        key="start-tuning",
        width="stretch",
        disabled=busy or not ready,
        on_click=attempt_last(search.remember),
    )

with right:
    if status is None:
        with st.container(border=True, key="empty-state"):
            st.markdown(
                "**Nothing tuned yet.** Tuning is optional: it often gains little, "
                "and hearing that is worth the minutes."
            )
    else:
        if stale and not busy:
            st.warning(
                f"This search is out of date: {esc(jobs.why_stale(status), LONG)}.",
                icon=":material/sync_problem:",
            )
        jobs.watch(status)

        ended = None if busy else search.found()
        if ended is not None and ended.trials:
            search.outcome(ended)  # not in the fragment: what is used changes the whole page
        part(search.draw, every=jobs.LOOK_EVERY if busy else None)

what_this_means(
    "Settings such as the depth of a tree are not learned from data; they are tried out. The "
    "search guesses promising settings from the trials so far (Optuna's TPE). Because the best "
    "of many trials is partly luck, its score is a little too good: the test rows will tell."
)
footer("tune")
