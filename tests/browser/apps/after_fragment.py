"""A page whose fragment is followed by a whole run in the same thread."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

from pages.ui.uninterrupted import begin_at_the_top

begin_at_the_top()
st.session_state.runs = st.session_state.get("runs", 0) + 1
st.title(f"Run {st.session_state.runs}")


@st.fragment
def part() -> None:
    """Draw a button that does what a click does that comes just when the fragment has ended."""
    if st.button("Look again"):
        context = get_script_run_ctx()
        requests, whole = context.script_requests, RerunData(page_script_hash="")
        ready = requests.on_scriptrunner_ready

        def clicked() -> object:
            requests.on_scriptrunner_ready = ready
            requests.request_rerun(whole)
            return ready()

        requests.on_scriptrunner_ready = clicked


with st.columns(2)[1]:
    part()
