"""A page whose part is redrawn by itself just when the whole page has been drawn anew."""

from __future__ import annotations

import time

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

from pages.ui.guards import part
from pages.ui.uninterrupted import begin_at_the_top

begin_at_the_top()


def _send_nothing_yet() -> None:
    """Keep what sends busy until this run and the next are over, as on a busy server."""
    get_instance()._get_async_objs().eventloop.call_soon_threadsafe(time.sleep, 1)


def _redraw_at_once() -> None:
    """Ask for the part as its clock does, before anything of this run was sent."""
    context = get_script_run_ctx()
    requests, (place,) = context.script_requests, context.fragment_storage._fragments
    ready = requests.on_scriptrunner_ready

    def ticked() -> object:
        requests.on_scriptrunner_ready = ready
        requests.request_rerun(RerunData(fragment_id=place))
        return ready()

    requests.on_scriptrunner_ready = ticked


again = st.button("Again")
if again:
    _send_nothing_yet()
part(lambda: st.markdown("The part"))
if again:
    st.markdown("Below it")
    st.markdown("At the end")
    _redraw_at_once()
