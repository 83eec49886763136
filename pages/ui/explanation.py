"""Explanations drawn: which columns matter over all rows, and why one row got its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from core.charts import beeswarm, importance_bar, waterfall
from core.explain import (
    Explanation,
    Reasons,
    global_importance,
    load_explanation,
    row_reasons,
    sentence,
)
from core.text import number, percent, shown, unbroken
from core.work import EXPLANATION
from pages.ui import jobs, stores
from pages.ui.guards import LONG
from pages.ui.safe import esc, kept
from pages.ui.session import session
from pages.ui.theme import chart_of

if TYPE_CHECKING:
    import plotly.graph_objects as go

    Drawing = tuple[go.Figure, str]


def found() -> Explanation | None:
    """Return the newest finished explanation of the project."""
    status = jobs.latest_finished("explain")
    if status is None:
        return None
    path = stores.engine().result_path(status.id, EXPLANATION)
    return kept(session().project, status.id, "explanation", lambda: load_explanation(path))


def overall(explanation: Explanation) -> None:
    """Draw the columns that move predictions most, over all explained rows."""
    output = _output(explanation)
    version = f"{_version()} {output}"
    left, right = st.columns(2, gap="large", vertical_alignment="bottom")
    with left:
        chart_of(version, "importance", lambda: _importance(explanation, output), 460)
    with right:
        chart_of(version, "beeswarm", lambda: _beeswarm(explanation, output), 460)
    st.caption(
        "An effect is how far a cell moves the answer away from the average. It describes the "
        "model, not the world: a column can stand in for something that is not in the table. "
        f"{explanation.scale}"
    )


def one_row(explanation: Explanation) -> None:
    """Take one prediction apart, down to the sum."""
    output = _output(explanation)
    row = _choose_row(explanation, explanation.place_of(output))
    reasons = row_reasons(explanation, row, output)
    place = int(explanation.positions[row]) + 1
    st.markdown(f"Row {place:,} of the table. **{esc(sentence(reasons), LONG)}**")
    version = f"{_version()} {output} {row}"
    chart_of(version, "waterfall", lambda: _waterfall(explanation, reasons), 460)
    st.caption(f"{esc(_sum(reasons, explanation), LONG)} {explanation.scale}")
    with st.expander("Every column of this row"):
        st.caption(f"Largest gap of such a sum over all rows: {explanation.error:.1e}.")
        st.dataframe(
            [
                {"Column": part.column, "Cell": part.cell, "Effect": number(part.effect, 4)}
                for part in reasons.contributions
            ],
            hide_index=True,
            width="stretch",
            key="row-reasons",
        )


def _version() -> str:
    status = jobs.latest_finished("explain")
    return status.id if status else ""


def _importance(explanation: Explanation, output: str | None) -> Drawing:
    ranked = global_importance(explanation, output)
    bar = importance_bar.data(
        [item.column for item in ranked],
        [item.mean_effect for item in ranked],
        explanation.words_for(output),
    )
    return importance_bar.figure(bar), importance_bar.text(bar)


def _beeswarm(explanation: Explanation, output: str | None) -> Drawing:
    place = explanation.place_of(output)
    swarm = beeswarm.data(
        explanation.columns,
        explanation.values[:, :, place],
        explanation.numbers,
        explanation.cells,
        explanation.words_for(output),
    )
    return beeswarm.figure(swarm), beeswarm.text(swarm)


def _waterfall(explanation: Explanation, reasons: Reasons) -> Drawing:
    parts = [
        (f"{shown(part.column, 40)} = {shown(part.cell, 40)}", part.effect)
        for part in reasons.contributions
    ]
    falls = waterfall.data(
        reasons.base, parts, reasons.total, explanation.words_for(reasons.output)
    )
    return waterfall.figure(falls), waterfall.text(falls)


def _sum(reasons: Reasons, explanation: Explanation) -> str:
    effects = sum(part.effect for part in reasons.contributions)
    answer = f"average {number(reasons.base)} + effects {number(effects)}"
    text = f"The sum is checked: {answer} = {number(reasons.total)}, the model's "
    if reasons.space in ("value", "probability"):
        return f"{unbroken(text)}own answer."
    told = f"{text}{explanation.words_for(reasons.output)}, which is a probability of "
    return f"{unbroken(told + percent(reasons.prediction))}."


def _output(explanation: Explanation) -> str | None:
    if len(explanation.outputs) < 2:
        return None
    return st.selectbox(
        "Class to explain",
        explanation.outputs,
        index=explanation.likeliest,
        key="explained-class",
    )


def _choose_row(explanation: Explanation, place: int) -> int:
    """Let a row be chosen, by how high the prediction of one output is or by its number."""
    strength = explanation.predicted[:, place]
    order = np.argsort(strength, kind="stable")
    picks = {
        "Highest prediction": int(order[-1]),
        "Middle prediction": int(order[len(order) // 2]),
        "Lowest prediction": int(order[0]),
    }
    left, right = st.columns([2, 1])
    with left:
        pick = st.segmented_control(
            "Row",
            [*picks, "By number"],
            default="Highest prediction",
            key="row-pick",
            required=True,
        )
    numbers = sorted(int(position) + 1 for position in explanation.positions)
    if pick in picks:
        return picks[pick]
    chosen = right.selectbox("Row of the table", numbers, key="row-number")
    return int(np.flatnonzero(explanation.positions == chosen - 1)[0])
