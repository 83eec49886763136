"""Modelwright in the browser: the frame around every page."""

from __future__ import annotations

from pages.ui import reachable, stores, theme
from pages.ui.entry import navigation
from pages.ui.guards import frame
from pages.ui.rail import rail
from pages.ui.session import begin, catch_up, telling
from pages.ui.sign_in import need_login
from pages.ui.uninterrupted import begin_at_the_top

begin_at_the_top()
theme.configure_page()
page = navigation()
reachable.settle()
need_login()
with telling():
    with frame():
        stores.settle()
        stores.engine()
        begin(page.url_path)
        catch_up()
        rail(page.url_path)
    with frame():
        page.run()
