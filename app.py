"""Modelwright in the browser: the page list, the rail and the frame around every page."""

from __future__ import annotations

import streamlit as st

from pages.ui import stores, theme
from pages.ui.guards import frame
from pages.ui.rail import rail
from pages.ui.session import begin
from pages.ui.stages import HOME, PAGES

theme.configure_page()
page = st.navigation(
    [
        st.Page(
            stage.file,
            title=stage.title,
            icon=f":material/{stage.icon}:",
            url_path=stage.name,
            default=stage is HOME,
        )
        for stage in PAGES
        if stage.exists
    ],
    position="hidden",
)
with frame():
    stores.settle()
    stores.engine()
    begin()
    rail()
with frame():
    page.run()
