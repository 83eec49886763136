"""How texts in cells become values: the marks of numbers, the order in dates, missing words."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.sources import Source
from core.sources.dialect.settings import VALUES
from pages.ui import form

_WORDS = ("missing",)


def draw(source: Source, key: str) -> dict[str, Any]:
    """Draw the settings of a source that read its texts, folded while all are usual."""
    settings = [setting for setting in source.settings() if setting.name in VALUES]
    changed = any(getattr(source, setting.name) != setting.default for setting in settings)
    where = form.Form(key)
    with st.expander("Numbers, dates and missing values", expanded=changed, key=f"{key}-values"):
        marks_side, words_side = st.columns(2, gap="large")
        with marks_side:
            marks = [setting for setting in settings if setting.name not in _WORDS]
            drawn = form.draw(marks, source.to_json(), where)
        with words_side:
            words = [setting for setting in settings if setting.name in _WORDS]
            return drawn | form.draw(words, source.to_json(), where)
