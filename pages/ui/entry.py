"""The list of pages, and the way in.

Until a process has called `st.navigation` once, Streamlit runs a file of `pages/` by itself,
without `app.py`: after a restart of the server, a reload of /data would lose its frame. A page
that finds itself alone calls `st.navigation` and runs again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.ui.session import mark_framed, take_framed
from pages.ui.stages import HOME, PAGES

if TYPE_CHECKING:
    from streamlit.navigation.page import Page


def navigation() -> Page:
    """Tell Streamlit which pages there are, and return the one to show.

    Pages have no icon here: a browser would fetch it from the internet for its tab.
    """
    pages = [
        st.Page(
            stage.file,
            title=stage.title,
            url_path=stage.name,
            default=stage is HOME,
        )
        for stage in PAGES
        if stage.exists
    ]
    mark_framed()
    return st.navigation(pages, position="hidden")


def enter() -> None:
    """Run again through `app.py` when the page was run alone."""
    if not take_framed():
        navigation()
        st.rerun()
