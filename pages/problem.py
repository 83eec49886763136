"""Problem: what is asked, how success is judged, and how rows are set apart."""

from __future__ import annotations

import streamlit as st

from core.metrics import METRICS
from core.text import inside, listed, number
from pages.ui import problem_form, proposing
from pages.ui.anatomy import footer, page, what_this_means
from pages.ui.guards import need_project
from pages.ui.safe import esc
from pages.ui.session import address, dataset, session
from pages.ui.split_form import split_form

EXPLAINED = """
A model answers one narrow question. Deciding the question, the measure and what would be
good enough **before** seeing any score keeps you honest: afterwards it is easy to choose the
measure that flatters. The test rows are set apart now and stay locked; every later choice is
made on the training rows only.
"""

page("Problem", "Decide what to predict, how to judge it, and what would be good enough.")
need_project()
proposing.show()
table = dataset()
problem = session().problem
if problem.target and problem.metric in METRICS:
    goal = problem.good_enough
    enough = "" if goal is None else f", and {number(goal)} is good enough"
    known = table.columns if table else ()
    ignored = [name for name in problem.columns_with("ignore") if name in known]
    without = f" Left out: {esc(listed(ignored), 200)}." if ignored else ""
    st.info(
        f"**In one sentence:** predict '{esc(problem.target)}' from the other columns, judged by "
        f"{inside(METRICS.get(problem.metric).label)}{enough}.{without}",
        icon=":material/flag:",
    )
left, right = st.columns([3, 2], gap="medium")

with left:
    with st.container(border=True):
        st.header("The question", anchor=False)
        problem_form.question()
    with st.container(border=True):
        st.header("The answer", anchor=False)
        if table is None:
            st.markdown("The target is a column of your table. Load the table first.")
            st.page_link(
                "pages/data.py",
                label="Load a table",
                icon=":material/table:",
                query_params=address(),
            )
        else:
            problem_form.target(table)
    with st.container(border=True):
        st.header("The moment", anchor=False)
        problem_form.moment(table)

with right:
    with st.container(border=True):
        st.header("Success", anchor=False)
        asked = problem_form.success_is_asked()
        if asked:
            problem_form.success()
        else:
            st.markdown("Asked once there is something to predict: the measure depends on it.")
        if asked and problem.task == "binary":
            with st.expander("What does an error cost?", expanded=session().expert):
                problem_form.costs()
    if table is not None:
        with st.container(border=True):
            st.header("Training and test rows", anchor=False)
            split_form(table)

what_this_means(EXPLAINED)
footer("problem")
