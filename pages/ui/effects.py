"""What one step does to the training rows: before and after, side by side."""

from __future__ import annotations

import streamlit as st

from core.advice.effect import Effect
from core.errors import AppError
from core.text import count
from pages.ui import insight, spellings
from pages.ui.guards import LONG
from pages.ui.rows_shown import show_rows
from pages.ui.safe import esc


def draw(place: int, key: str) -> None:
    """Show what the step at a place of the list changes, on a sample of training rows."""
    try:
        effect = insight.effect(place)
    except AppError as error:
        st.warning(f"{esc(error.message, LONG)} {esc(error.hint, LONG)}", icon=":material/warning:")
        return
    if effect.group_rows:
        spellings.draw(place, effect, key)
        return
    if effect.note:
        st.markdown(esc(effect.note, LONG))
        return
    looked_at = count(effect.rows_before, "training row")
    st.markdown(f"**Before and after**, in the {looked_at} looked at")
    _totals(effect)
    before_side, after_side = st.columns(2)
    with before_side:
        st.caption("Before")
        show_rows(effect.before, f"{key}-before", 245)
    with after_side:
        st.caption("After")
        if effect.after is None or effect.after.empty:
            st.markdown("Nothing: they are gone.")
            return
        show_rows(effect.after, f"{key}-after", 245)


def _totals(effect: Effect) -> None:
    changes = [
        _change("rows", effect.rows_before, effect.rows_after),
        _change("columns", effect.columns_before, effect.columns_after),
        _change("missing values", effect.missing_before, effect.missing_after),
    ]
    st.markdown(
        " · ".join(change for change in changes if change)
        or "Rows, columns and gaps stay; values change."
    )


def _change(noun: str, before: int, after: int) -> str:
    if before == after:
        return ""
    return f"{noun}: {before:,} → **{after:,}**"
