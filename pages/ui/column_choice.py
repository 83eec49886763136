"""Choose columns of a table that has more of them than can be read."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.column_names import MAX_COLUMNS, chosen_places
from core.errors import AppError
from core.text import count
from pages.ui.guards import show_error

HELP = (
    "One entry in each line: a name, a range such as age..income, or a pattern such as gene_*. "
    "What begins with ! is left out."
)


def choose(names: Sequence[str], key: str) -> tuple[str, ...]:
    """Let columns be named or picked from the list; return them once the button is pressed."""
    with st.container(border=True, key=f"{key}-wide"):
        list_side, words_side = st.columns(2, gap="medium")
        with list_side:
            picked = _list(names, key)
        with words_side:
            said = st.text_area(
                "Columns to read", key=f"{key}-columns", placeholder="id\nage..income", help=HELP
            )
            wanted = tuple(
                dict.fromkeys([*filter(None, map(str.strip, said.split("\n"))), *picked])
            )
            number = _number_of(names, wanted)
            st.caption(f"{number:,} of {count(len(names), 'column')}; at most {MAX_COLUMNS:,}.")
            ready = 0 < number <= MAX_COLUMNS
            pressed = st.button(
                f"Read {count(number, 'column')}" if ready else "Read these columns",
                key=f"{key}-read-columns",
                type="primary",
                disabled=not ready,
            )
    return wanted if pressed else ()


def _list(names: Sequence[str], key: str) -> list[str]:
    """Draw the list of all columns, and return those that are picked in it."""
    event = st.dataframe(
        pd.DataFrame({"Column": names}),
        hide_index=True,
        height=300,
        key=f"{key}-list",
        on_select="rerun",
        selection_mode="multi-row",
    )
    return [names[at] for at in event["selection"]["rows"] if at < len(names)]


def _number_of(names: Sequence[str], wanted: Sequence[str]) -> int:
    if not wanted:
        return 0
    try:
        return len(chosen_places(names, wanted))
    except AppError as error:
        show_error(error.message, error.hint)
        return 0
