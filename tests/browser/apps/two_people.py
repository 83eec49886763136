"""A page that offers a large file and shows a cached result, all named alike for everybody."""

from __future__ import annotations

import streamlit as st

from pages.ui.safe import cached, download, kept

who = st.query_params["who"]
half = bytes(1 << 20)
content = half[:600_000] + who.encode() + half[600_000:] + half

st.write("copy:", cached("same", "same", "same", lambda: f"secret of {who}"))
st.write("object:", kept("same", "same", "same", lambda: [f"secret of {who}"]))
download("Now", content, "predictions.csv", f"project of {who}", key="now")
download("Later", lambda: content, "predictions.csv", f"project of {who}", key="later")
