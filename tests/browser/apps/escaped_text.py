"""Every kind of call that reads Markdown, fed with hostile text through `esc`."""

from __future__ import annotations

import streamlit as st

from core.text import shown
from pages.ui.safe import esc
from tests.security.payloads import PAYLOADS

texts = [esc(payload) for payload in PAYLOADS]
for index, text in enumerate(texts):
    with st.container(key=f"alone-{index}"):
        st.markdown(text)
    with st.container(key=f"inside-{index}"):
        st.caption(f"Column '{text}' :red[is] **odd** :smile: $y$")
    with st.container(key=f"button-{index}"):
        st.button(text, key=f"press-{index}", help=text)
st.radio(texts[0], texts, key="radio")
st.pills("Pills", texts, key="pills")
st.selectbox(texts[0], [shown(payload) for payload in PAYLOADS], key="selectbox")
for draw in (st.error, st.warning, st.info, st.success, st.title, st.subheader, st.write):
    with st.container(key=f"call-{draw.__name__}"):
        for text in texts:
            draw(text)
for text in texts:
    st.expander(text).write("inside")
    st.metric(text, 1, help=text)
st.tabs(texts)
st.text("All drawn")
