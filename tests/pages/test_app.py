"""The frame around every page."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import ScriptRunContext

from tests.pages.conftest import Opener


def test_a_page_is_drawn_from_the_top_whatever_ran_before(
    show: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fragment that ran before in the same thread leaves its container behind."""
    begin = ScriptRunContext.on_script_start

    def inside_the_rail(context: ScriptRunContext) -> None:
        begin(context)
        st.sidebar.__enter__()

    monkeypatch.setattr(ScriptRunContext, "on_script_start", inside_the_rail)
    app = show("home")
    assert len(app.main.title) == 1
    assert not app.sidebar.title
