"""Explore: what the training rows hold, before anything is decided by them."""

from __future__ import annotations

import streamlit as st

from pages.ui import explore_parts, findings, insight, proposing
from pages.ui.anatomy import footer, page, what_this_means
from pages.ui.guards import need_table, part
from pages.ui.session import session, set_explored

EXPLAINED = """
Everything here is worked out from the training rows only. Looking at test rows before choosing
is a leak too: what you see changes what you choose. A column that predicts the target almost
perfectly is more often a leak than a gift; ask when its value becomes known. Going together is
not causing.
"""
PARTS = {
    "Columns": explore_parts.columns,
    "Target": explore_parts.target,
    "Missing": explore_parts.missing,
    "Associations": explore_parts.associations,
}


def _looked_at() -> None:
    """Draw the chosen part."""
    asked = session().problem.target
    chosen = st.segmented_control(
        "What to look at",
        [name for name in PARTS if asked or name != "Target"],
        default="Columns",
        required=True,
        key="explore-part",
        label_visibility="collapsed",
    )
    with st.container(border=True, key="explore"):
        PARTS[str(chosen)]()


page("Explore", "Look at the training rows. The test rows stay locked, here too.")
need_table()
proposing.show()
if insight.is_looked_at():
    explore_parts.totals()
    findings.show(insight.findings_on("explore"), "explore")
    part(_looked_at)
    set_explored()
what_this_means(EXPLAINED)
footer("explore")
