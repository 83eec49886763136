"""A bit of everything, to look at the theme and to measure its contrast."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from core.charts.template import ACCENT, BASELINE, CONTRAST, plain
from pages.ui.theme import chart_of, configure_page, is_dark

LINK = '<a href="https://evil.example">pay</a> <b>x</b> &lt;b&gt;'
IMAGE = "0<=X<2 <img src=//x.example>"

configure_page()
with st.sidebar:
    st.title("Churn 2026")
    st.page_link("https://localhost", label="Problem", icon=":material/check:")
    st.caption("7,043 × 21")
    st.button("Next: pick one", key="next", type="primary")
    st.text_input("Search", key="search", placeholder="column")
    st.badge("Test: unseen", icon=":material/lock:", color="gray")
st.title("Models")
st.caption("Compare candidates on the training rows. The test set stays locked.")
st.warning("27 % leave. Accuracy flatters; judge by ROC-AUC.")
st.info("A note with a [link](?project=1).")
st.success("Saved.")
st.error("The file is empty. Upload another.")
left, right = st.columns([1, 2])
with left:
    st.button("Train", key="train", type="primary")
    st.button("Cancel", key="cancel")
    st.segmented_control("Split", ["random", "time"], default="random", key="split")
    st.pills("Models", ["Logistic", "Forest"], selection_mode="multi", default=["Forest"], key="m")
    st.slider("Folds", 2, 20, 5, key="folds")
    st.checkbox("Logistic", value=True, key="logistic")
    st.toggle("Expert", value=True, key="expert")
    st.selectbox("Metric", ["ROC-AUC", "Recall"], key="metric")
    st.multiselect("Columns", ["tenure", "contract"], default=["tenure"], key="columns")
    st.metric("ROC-AUC", "0.847", "0.02", border=True)
    st.badge("stale", color="orange")
    st.badge("best", color="green")
    st.progress(0.6, text="3 of 5")
    st.code("python3 run.py")
with right:
    bars = go.Figure(go.Bar(x=[0.847, 0.845, 0.812], y=["XGBoost", plain(LINK), "Forest"]))
    bars.data[0].orientation = "h"
    bars.data[0].marker.color = [ACCENT, ACCENT, CONTRAST]
    bars.add_vline(x=0.5, line={"color": BASELINE, "dash": "dot"}, annotation_text=plain(LINK))
    bars.data[0].hovertext = [plain(LINK)] * 3
    bars.data[0].hovertemplate = "%{hovertext}<extra></extra>"
    bars.update_layout(title=plain(LINK), xaxis_title_text=plain(IMAGE))
    tie = "XGBoost and Logistic tie at 0.85; the baseline is 0.5."
    chart_of("", "bars", lambda: (bars, tie), 300)
    lines = go.Figure([go.Scatter(y=[i, i + 1, i], name=plain(f"{LINK} {i}")) for i in range(6)])
    lines.data[5].yaxis = "y2"
    lines.update_layout(title="Six categories", yaxis2={"overlaying": "y", "side": "right"})
    chart_of("", "lines", lambda: (lines, "Six lines, one above the other."), 300)
    st.dataframe(
        {"model": ["XGBoost", "Forest"], "score": [0.847, 0.812]}, hide_index=True, key="table"
    )
st.tabs(["Score", "Time"])
st.expander("What this means").write("Two models tie.")
st.text(f"dark={is_dark()}")
