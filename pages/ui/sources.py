"""Choose where the rows come from: a file, a database, the web, a sample, or two tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.reach import is_shared
from core.sources import MAX_IMPORT_BYTES, SOURCES, Source
from core.sources.sample import SampleSource
from core.text import shown
from pages.ui import (
    api_form,
    before_storing,
    database_form,
    form,
    intake,
    join_form,
    mongo_form,
    openml_form,
    scrape_form,
    second_try,
    uploads,
    url_form,
)
from pages.ui.guards import attempt, frame
from pages.ui.session import held, put


@dataclass(frozen=True)
class Way:
    """A way to get rows: its name, and what draws its controls and gives the source."""

    label: str
    draw: Callable[[], Source | None]
    note: str = ""


_KEY = "source"


def begin_with(name: str) -> None:
    """Let the choice of a way stand at one, such as `sql`, when it is drawn next."""
    put(_KEY, name)


def way(name: str) -> Way:
    """Return the way to get rows that has a name, such as `sql`."""
    return _WAYS[name]


def choose_source() -> None:
    """Draw the choice of a way to get rows, and its controls."""
    if held(_KEY) is None:
        put(_KEY, "file")
    chosen = st.segmented_control(
        "Where are the rows?",
        ["file", *_WAYS],
        format_func=lambda name: _WAYS[name].label if name in _WAYS else "A file",
        required=True,
        key=_KEY,
    )
    if chosen == "file":
        _file()
        return
    chosen_way = way(str(chosen))
    if chosen_way.note:
        st.caption(chosen_way.note)
    with frame():
        source = chosen_way.draw()
        if source is not None:
            st.button(
                "Load",
                type="primary",
                key=f"load-{chosen}",
                on_click=attempt(intake.load_source, source),
            )


def _sample() -> Source:
    part = SampleSource
    settings_side, teaching_side = st.columns([3, 2], gap="large")
    with teaching_side:
        st.markdown(f"{part.what}\n\n**Right when:** {part.right}\n\n**Wrong when:** {part.wrong}")
    with settings_side:
        return part.from_json(form.draw(part.settings(), {}, form.Form("source-sample")))


def _file() -> None:
    upload = uploads.uploader("data-upload")
    load = partial(second_try.loaded, intake.load_file, key="load-file", button="Load this file")
    if upload is not None and load(upload):
        uploads.let_go(upload, "data-upload")
        st.rerun()
    if not is_shared():
        with st.expander("A file too large to upload", key="by-path"):
            _path()


def _path() -> None:
    path = st.text_input(
        "Path of a file on this computer",
        key="data-path",
        placeholder="/data/customers.csv",
        help=f"Up to {MAX_IMPORT_BYTES / 1e9:.0f} GB. It is read where it lies, piece by piece.",
    )
    path = path.strip()
    if not path:
        return
    button = f"Read {shown(path.rpartition('/')[2], 40)}"
    changes = second_try.chosen("load-path", path)
    if not before_storing.pressed(button, path, "load-path") and not changes:
        return
    with frame():
        if second_try.tried(lambda: intake.load_path(path, changes), "load-path", path):
            second_try.forget("load-path")
            st.rerun()


_WAYS: Mapping[str, Way] = {
    "sql": Way("Database", database_form.draw, SOURCES.get("sql").what),
    "mongodb": Way("MongoDB", mongo_form.draw, SOURCES.get("mongodb").what),
    "url": Way(SOURCES.get("url").label, url_form.draw, SOURCES.get("url").what),
    "http_api": Way(SOURCES.get("http_api").label, api_form.draw, SOURCES.get("http_api").what),
    "web_table": Way(
        SOURCES.get("web_table").label, scrape_form.draw, SOURCES.get("web_table").what
    ),
    "openml": Way(SOURCES.get("openml").label, openml_form.draw, SOURCES.get("openml").what),
    "join": Way("Join or append", join_form.draw),
    "sample": Way("Sample", _sample),
}
