"""The answers to a flawed twin: what was planted, and what is still to be dealt with."""

from __future__ import annotations

import streamlit as st

from core.checks import CHECKS
from core.samples.twins import Plant, planted
from core.sources.sample import SampleSource
from core.text import count
from pages.ui import insight, intake


def twin_answers() -> None:
    """Offer the list of planted problems when the project's table is a flawed twin."""
    source = intake.source_now()
    if not isinstance(source, SampleSource) or not source.twin:
        return
    plants = planted(source.sample)
    fold = st.expander(
        f"The answers: {count(len(plants), 'planted problem')}",
        icon=":material/fact_check:",
        key="twin-answers",
        on_change="rerun",
    )
    if not fold.open:
        return
    still = {(found.code, name) for found in insight.findings() for name in found.columns or ("",)}
    with fold:
        st.caption("Look for them first. A problem counts as dealt with once no check finds it.")
        st.dataframe(
            [_row(plant, still) for plant in plants],
            hide_index=True,
            width="stretch",
            key="twin-list",
        )


def _row(plant: Plant, still: set[tuple[str, str]]) -> dict[str, str]:
    open_now = any((plant.code, name) in still for name in plant.columns or ("",))
    now = "still open" if open_now else "dealt with"
    return {
        "Problem": CHECKS.get(plant.code).label if plant.code else "No check finds this yet",
        "Column": ", ".join(plant.columns) or "all",
        "What was done": plant.done,
        "Now": now if plant.code else "look for it yourself",
    }
