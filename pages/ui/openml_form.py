"""Look at a data set of OpenML before it is loaded."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.fenced import web
from core.sources import Source
from core.sources.openml import OpenMl
from pages.ui import form, intake
from pages.ui.asking import answer
from pages.ui.first_look import PREVIEW_ROWS, first_look
from pages.ui.session import held, put, session


def draw() -> Source | None:
    """Draw the controls and return the source once it says everything, else None."""
    now = intake.source_now()
    before = now if isinstance(now, OpenMl) else OpenMl()
    source = before.edit(**form.draw(OpenMl.settings(), before.to_json(), form.Form("openml")))
    asked, turn = held("openml-asked") or (None, 0)
    if st.button(
        "Look at it",
        key="openml-ask",
        icon=":material/dataset:",
        type="secondary" if asked == source else "primary",
    ):
        put("openml-asked", (source, turn + 1))
        st.rerun()
    if asked != source:
        return None
    with st.spinner("Asking OpenML", show_time=True):
        first = partial(web.openml, source, PREVIEW_ROWS, session().owner)
        found = answer(f"{source.to_json()} {turn}", "rows", first)
    if found is None:
        return None
    first_look(found, "openml-rows")
    return source
