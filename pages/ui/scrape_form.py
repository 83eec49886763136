"""List the tables of a web page, with a look at each, and pick one."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.fenced import web
from core.fenced.web import Page
from core.sources import Source
from core.sources.scrape import WebTableSource
from core.sources.web.tables import Sketch
from core.text import count, shown
from pages.ui import intake, value_form
from pages.ui.asking import answer
from pages.ui.first_look import first_look
from pages.ui.key_field import host_of, say_incomplete
from pages.ui.safe import esc
from pages.ui.session import held, put, session

MOST_AT_ONCE = 6


def draw() -> Source | None:
    """Draw the controls and return the source once it says everything, else None."""
    now = intake.source_now()
    before = now if isinstance(now, WebTableSource) else WebTableSource()
    put("page-url", before.url, once=True)
    url = st.text_input(
        "Address of the page", key="page-url", placeholder="https://example.org/statistics"
    ).strip()
    say_incomplete(url)
    page = _opened(url)
    if page is None:
        return None
    table = _picked(page, before)
    drawn = value_form.draw(before, "page")
    source = WebTableSource(url=url).edit(table=table.number, title=table.title, **drawn)
    return source if _preview(source, page) else None


def _opened(url: str) -> Page | None:
    """Read the page when told to; a refusal is said and not tried again."""
    host = host_of(url)
    asked, turn = held("page-asked") or ("", 0)
    if st.button(
        "Read the page again" if asked == url and url else "Show its tables",
        key="page-ask",
        icon=":material/travel_explore:",
        type="secondary" if asked == url and url else "primary",
        disabled=not host,
        help="The page is read only if its owner lets programs read it (robots.txt).",
    ):
        put("page-asked", (url, turn + 1))
        st.rerun()
    if not host or asked != url:
        return None
    with st.spinner(f"Reading the page of {esc(host)}", show_time=True):
        fetch = partial(web.page, url, session().owner)
        return answer(f"{url} {turn}", "tables", fetch, large=True)


def _picked(page: Page, before: WebTableSource) -> Sketch:
    """Draw the choice of a table; those that arrange the page count only without others."""
    data = [table for table in page.tables if table.is_data]
    tables = {table.number: table for table in data or page.tables}
    key = f"page-table-{(held('page-asked') or ('', 0))[1]}"
    known = [table.number for table in tables.values() if table.title == before.title]
    put(key, known[0] if before.url and known else next(iter(tables)), once=True)
    if len(tables) <= MOST_AT_ONCE:
        chosen = st.radio(
            "Which table?",
            tuple(tables),
            format_func=lambda number: esc(tables[number].title, 100),
            captions=[esc(_said(table), 160) for table in tables.values()],
            key=key,
        )
    else:
        chosen = st.selectbox(
            "Which table?",
            tuple(tables),
            format_func=lambda number: shown(
                f"{tables[number].title}: {_said(tables[number])}", 120
            ),
            key=key,
            help="Type to search.",
        )
    return tables[chosen]


def _said(table: Sketch) -> str:
    size = f"{count(table.rows, 'row')} × {count(table.width, 'column')}"
    names = ", ".join(table.names)
    return f"{size}: {names}" if names else size


def _preview(source: WebTableSource, page: Page) -> bool:
    version = f"{source.to_json()} {(held('page-asked') or ('', 0))[1]}"
    found = answer(version, "rows", partial(web.table, source, page, session().owner))
    if found is None:
        return False
    first_look(found, "page-rows", more=f" The table has {count(len(found.frame), 'row')}.")
    return True
