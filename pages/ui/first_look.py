"""The first rows of a source of the web, as they would be loaded."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.sources import Loaded
from core.table import Dataset
from core.text import count
from pages.ui.guards import LONG
from pages.ui.safe import esc

PREVIEW_ROWS = 20


def named(loaded: Loaded) -> Loaded:
    """Return rows whose columns have the names they get when they are loaded."""
    table = Dataset.of(loaded.frame, "preview", loaded.notes)
    return replace(loaded, frame=table.frame, notes=table.notes)


def first_look(loaded: Loaded, key: str, notes: bool = True, more: str = "") -> None:
    """Show the first rows, and say what was guessed, repaired or left out."""
    for note in loaded.notes if notes else ():
        st.caption(f":material/info: {esc(note, LONG)}")
    st.dataframe(loaded.frame.head(PREVIEW_ROWS), hide_index=True, height="auto", key=key)
    shown = min(len(loaded.frame), PREVIEW_ROWS)
    st.caption(f"Preview: the first {count(shown, 'row')}.{more}")
