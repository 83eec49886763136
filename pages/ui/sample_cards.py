"""The bundled samples as cards: the question, the lesson, and one click to open."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core.metrics import METRICS
from core.samples import (
    FEW,
    LESSONS,
    LICENCES,
    MEASURES,
    QUESTIONS,
    SAMPLES,
    SIZES,
    Sample,
    Wanted,
    matching,
)
from core.text import count, number
from pages.ui import intake
from pages.ui.session import go, held, put

_ALL = "samples-all"


def draw() -> None:
    """Draw the search, and a card for each sample that fits it, at first the best few."""
    wanted = _wanted()
    found = matching(wanted)
    few = wanted == Wanted() and not held(_ALL, False)
    if wanted != Wanted():
        st.caption(f"{count(len(found), 'sample')} of {len(SAMPLES)}.", text_alignment="left")
    if not found:
        st.markdown("No sample fits. Take a word or a filter away.")
    with st.grid(min_column_width=300, gap="medium"):
        for sample in found[:FEW] if few else found:
            _card(sample)
    if wanted == Wanted():
        st.toggle(f"Show all {len(SAMPLES)} samples", key=_ALL)


def open_first() -> None:
    """Offer the first sample to somebody who has no project yet."""
    sample = matching(Wanted())[0]
    if st.button(f"Try “{sample.title}”", icon=":material/play_arrow:", key="open-first-sample"):
        _open(intake.begin_with_sample, sample)
    st.caption(f"{sample.question} {count(sample.rows, 'row')}, {sample.columns} columns.")


def honest_score(sample: Sample) -> str:
    """Say in which range an honest score falls.

    >>> from core.samples import sample_named
    >>> honest_score(sample_named("penguins"))
    'Accuracy about 97 % to 100 %'
    >>> honest_score(sample_named("air_passengers"))
    'Seasonal MASE about 2.30 to 2.70'
    """
    name, low, high = sample.expected
    if name in MEASURES:
        return f"{MEASURES[name]} about {number(low)} to {number(high)}"
    metric = METRICS.get(name)
    ends = (metric.words(end).replace(".0 %", " %") for end in (low, high))
    return f"{metric.label} about {' to '.join(ends)}"


def _wanted() -> Wanted:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        words = st.text_input(
            "Search the samples",
            key="samples-words",
            placeholder="A word, such as leakage, customers or time",
            icon=":material/search:",
            width=360,
        )
        task = _choice("Kind of question", QUESTIONS, "samples-task")
        with st.popover("More filters", icon=":material/tune:", key="samples-more"):
            size = _choice("Size", SIZES, "samples-size")
            lesson = _choice("What one learns", LESSONS, "samples-lesson")
            licence = _choice("May be used for", LICENCES, "samples-licence")
    return Wanted(words.strip(), task, size, licence, lesson)


def _choice(label: str, options: Mapping[str, str], key: str) -> str:
    names = ("", *options)
    put(key, "", once=True)
    chosen = st.selectbox(
        label, names, format_func=lambda name: options.get(name, "Any"), key=key, width=220
    )
    return str(chosen or "")


def _card(sample: Sample) -> None:
    with st.container(border=True, height="stretch", key=f"sample-{sample.name}"):
        with st.container(height="stretch", gap="small"):
            st.markdown(f"**{sample.title}**")
            st.markdown(sample.question)
            st.caption(
                f"{QUESTIONS[sample.task]}, {sample.rows:,} rows × {sample.columns} columns"
                f"{f', target {sample.target}' if sample.target else ''}"
            )
            st.markdown(f":material/school: :small[{sample.lesson}]")
            _score(sample)
            st.caption(f"Licence: {sample.licence}", help=f"{sample.citation}.")
        if st.button(f"Open “{sample.title}”", key=f"open-sample-{sample.name}", width="stretch"):
            _open(intake.begin_with_sample, sample)
        if st.button(
            "Open the flawed twin",
            key=f"open-twin-{sample.name}",
            type="tertiary",
            help="The same rows with problems planted on purpose: find and fix them.",
        ):
            _open(intake.begin_with_twin, sample)


def _score(sample: Sample) -> None:
    """Say what an honest score is, and plainly where the app has no method for it."""
    if sample.trains:
        st.markdown(f":material/target: :small[An honest score: {honest_score(sample)}.]")
        return
    st.markdown(
        f":material/target: :small[To compare with: {honest_score(sample)}, by {sample.method}.]"
    )
    st.markdown(
        ":material/visibility: :small[To open and explore: the app has no method of its own for "
        "this kind of question yet.]"
    )


def _open(begin: Callable[[str], None], sample: Sample) -> None:
    with st.spinner("Opening the sample", show_time=True):
        begin(sample.name)
    go("data")
