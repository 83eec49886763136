"""Deploy: take the model along as a bundle, a script, or predictions of a file."""

from __future__ import annotations

import streamlit as st

from pages.ui import batch, board, jobs, schedule_card, shipping
from pages.ui.anatomy import footer, page, what_this_means
from pages.ui.guards import attempt_last, need_target
from pages.ui.safe import esc

page("Deploy", "Take the model along: it gives the same answers on another machine.")
need_target()
chosen = board.need_chosen()
status = jobs.latest("bundle")
busy = status is not None and not status.is_over
packed = None if busy else jobs.drawn("bundle")
stale = jobs.out_of_date("bundle")
again = f"Update the bundle{jobs.last_time('bundle')}" if stale else "Pack again"

with st.container(border=True, key="bundle-card"):
    st.header("The bundle", anchor=False)
    if packed is None:
        st.caption(
            "One file that holds the model, what it expects, how well it does and a report. It "
            "predicts on another computer, and checks itself when it is opened."
        )
    missing = shipping.unchecked()
    if missing:
        st.info(missing, icon=":material/info:")
    if stale and not busy:
        st.warning(
            "This bundle is out of date: an earlier choice has changed since.",
            icon=":material/sync_problem:",
        )
    st.button(
        again if jobs.drawn("bundle") else f"Pack {esc(chosen)}",
        type="primary" if stale or jobs.drawn("bundle") is None else "secondary",
        icon=":material/package_2:",
        key="pack",
        disabled=busy,
        on_click=attempt_last(shipping.pack),
    )
    if status is not None:
        jobs.watch(status)
    if packed is not None:
        shipping.bundle(packed)

if packed is not None:
    with st.container(border=True, key="batch-card"):
        st.header("Predict new rows here", anchor=False)
        batch.predict_file_form(packed.id)
    with st.container(border=True, key="schedule-card"):
        st.header("Predict on a schedule", anchor=False)
        schedule_card.draw()

with st.container(border=True, key="script-card"):
    st.header("Plain Python", anchor=False)
    st.markdown(
        "A scikit-learn script without this app. It is offered once a process of its own has "
        "repeated every fold score to the last bit."
    )
    script = jobs.latest("script")
    st.button(
        "Write and check the script",
        key="write-script",
        icon=":material/code:",
        disabled=script is not None and not script.is_over,
        on_click=attempt_last(jobs.submit, "script"),
    )
    if script is not None:
        jobs.watch(script)
        shipping.script(script)

what_this_means(
    "The model in the bundle was fitted on the training rows only; the test rows it was judged "
    "by are not in it. Categories it never saw count as unknown, empty cells are filled as the "
    "recipe says, and a missing column is refused by name: the same here, on the command line "
    "and wherever the bundle is opened."
)
footer("deploy")
