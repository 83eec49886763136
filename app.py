"""Modelwright in the browser: the frame around every page."""

from __future__ import annotations

from pages.ui import stores, theme
from pages.ui.entry import navigation
from pages.ui.guards import frame, need_login
from pages.ui.rail import rail
from pages.ui.session import begin

theme.configure_page()
page = navigation()
with frame():
    stores.settle()
    stores.engine()
    need_login()
    begin()
    rail()
with frame():
    page.run()
