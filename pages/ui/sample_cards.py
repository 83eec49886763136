"""The bundled samples as cards: the question, the lesson, and one click to open."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.metrics import METRICS
from core.problem import TASK_LABELS
from core.samples import SAMPLES, Sample
from pages.ui import intake
from pages.ui.session import go


def draw() -> None:
    """Draw a card for each sample."""
    with st.grid(min_column_width=300, gap="medium"):
        for sample in SAMPLES:
            _card(sample)


def honest_score(sample: Sample) -> str:
    """Say in which range the score of a good model falls.

    >>> from core.samples import sample_named
    >>> honest_score(sample_named("penguins"))
    'Accuracy about 97 % to 100 %'
    """
    name, low, high = sample.expected
    metric = METRICS.get(name)
    ends = (metric.words(end).replace(".0 %", " %") for end in (low, high))
    return f"{metric.label} about {' to '.join(ends)}"


def _card(sample: Sample) -> None:
    with st.container(border=True, height="stretch", key=f"sample-{sample.name}"):
        with st.container(height="stretch", gap="small"):
            st.markdown(f"**{sample.title}**")
            st.markdown(sample.question)
            st.caption(
                f"{TASK_LABELS[sample.task]}, {sample.rows:,} rows × {sample.columns} columns"
            )
            st.markdown(f":material/school: :small[{sample.lesson}]")
            st.markdown(f":material/target: :small[An honest score: {honest_score(sample)}.]")
            st.caption(f"Licence: {sample.licence}", help=sample.citation)
        if st.button(f"Open “{sample.title}”", key=f"open-sample-{sample.name}", width="stretch"):
            _open(intake.begin_with_sample, sample)
        if st.button(
            "Open the flawed twin",
            key=f"open-twin-{sample.name}",
            type="tertiary",
            help="The same rows with problems planted on purpose: find and fix them.",
        ):
            _open(intake.begin_with_twin, sample)


def _open(begin: Callable[[str], None], sample: Sample) -> None:
    with st.spinner("Opening the sample", show_time=True):
        begin(sample.name)
    go("data")
