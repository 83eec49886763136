"""The bundled samples as cards: the question, the lesson, and one click to open."""

from __future__ import annotations

import streamlit as st

from core.problem import TASK_LABELS
from core.samples import SAMPLES, Sample
from pages.ui import intake
from pages.ui.session import go


def draw() -> None:
    """Draw a card for each sample."""
    with st.grid(min_column_width=300, gap="medium"):
        for sample in SAMPLES:
            _card(sample)


def _card(sample: Sample) -> None:
    with st.container(border=True, height="stretch", key=f"sample-{sample.name}"):
        with st.container(height="stretch", gap="small"):
            st.markdown(f"**{sample.title}**")
            st.markdown(sample.question)
            st.caption(
                f"{TASK_LABELS[sample.task]}, {sample.rows:,} rows × {sample.columns} columns"
            )
            st.markdown(f":material/school: :small[{sample.lesson}]")
            st.caption(f"Licence: {sample.licence}", help=sample.citation)
        if st.button(f"Open “{sample.title}”", key=f"open-sample-{sample.name}", width="stretch"):
            with st.spinner("Opening the sample", show_time=True):
                intake.begin_with_sample(sample.name)
            go("data")
