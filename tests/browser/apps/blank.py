"""A page that can make the browser's part of Streamlit break down, as a rare race does."""

from __future__ import annotations

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui.safe import reload_when_blank

with st.sidebar:
    reload_when_blank()
st.title("Still here")
if st.button("Break down"):
    message = ForwardMsg()
    message.metadata.delta_path.extend([0, 99])
    message.delta.new_element.markdown.body = "nowhere"
    get_script_run_ctx().enqueue(message)
