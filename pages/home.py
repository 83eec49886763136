"""Home: go on with a project, load a table, or open a sample."""

from __future__ import annotations

import streamlit as st

from pages.ui import anatomy, intake, question_tree, question_walk, sample_cards, sources, uploads
from pages.ui.guards import frame
from pages.ui.project_list import project_list
from pages.ui.second_try import loaded
from pages.ui.session import create_project, go

anatomy.page(
    "Modelwright",
    "From a table and a question to a model you can trust, ship and watch.",
)

load_side, list_side = st.columns(2, gap="medium")

with load_side, st.container(border=True, height="stretch"):
    st.header("Load a table", anchor=False)
    upload = uploads.uploader("home-upload")
    with frame():
        if upload is not None and loaded(intake.begin_with_file, upload, "home"):
            uploads.free(upload)
            go("data")
    st.caption("No file at hand? Fetch the table, or begin with the question below.")
    if st.button("Database or web", key="new-source", icon=":material/database:"):
        create_project(intake.NEW_PROJECT, question_walk.begun())
        sources.begin_with("sql")
        go("data")

with list_side, st.container(border=True, height="stretch"):
    st.header("Go on with a project", anchor=False)
    project_list()

with st.container(border=True, key="questions"):
    st.header("Begin with a question", anchor=False)
    with frame():
        question_tree.draw()

st.header("Try a sample", anchor=False)
st.caption(
    "One click opens a project with real data and a lesson to learn from it. All of them come "
    "with the app and open offline."
)
sample_cards.draw()
