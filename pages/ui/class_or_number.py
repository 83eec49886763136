"""Ask whether a target of few numbers is a class or an amount: the one thing numbers can't tell."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.checks import Finding
from core.problem import TASK_LABELS
from pages.ui import findings, insight, intake
from pages.ui.guards import LONG, attempt
from pages.ui.safe import esc
from pages.ui.session import session

CODE = "target_kind"


def ask(key: str) -> None:
    """Show the evidence and both answers, until one is given."""
    finding = open_question()
    if finding is None:
        return
    problem = session().problem
    other = str(finding.fixes[0].problem["task"])
    with st.container(border=True, key=f"{key}-class-or-number"):
        st.markdown(f":material/help: **{esc(finding.title, LONG)}**")
        st.markdown(f"{esc(finding.evidence, LONG)} {esc(finding.consequence, LONG)}")
        with st.container(horizontal=True, gap="small"):
            st.button(
                f"Keep: {TASK_LABELS[problem.task].lower()}",
                key=f"{key}-keep-type",
                icon=":material/check:",
                on_click=attempt(findings.dismiss, finding, "Kept as it was proposed"),
            )
            st.button(
                TASK_LABELS[other],
                key=f"{key}-other-type",
                icon=":material/swap_horiz:",
                on_click=attempt(partial(intake.propose, problem.target, other)),
            )


def open_question() -> Finding | None:
    """Return the finding that asks for a class or an amount, None once it is answered."""
    for finding in insight.findings() if session().problem.target else ():
        if finding.code == CODE and finding.fixes and not findings.reason_dismissed(finding):
            return finding
    return None
