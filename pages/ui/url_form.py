"""Fetch the beginning of a file on the web, see how it would be read, and correct that."""

from __future__ import annotations

import json
from functools import partial

import streamlit as st

from core.fenced import web
from core.params import Choice, Setting
from core.sources import Source
from core.sources.url import Look, UrlFile
from pages.ui import form, intake
from pages.ui.asking import answer
from pages.ui.first_look import PREVIEW_ROWS, first_look
from pages.ui.guards import LONG
from pages.ui.key_field import host_of, keep_key, key_field, say_incomplete
from pages.ui.safe import esc
from pages.ui.session import held, put, session


def draw() -> Source | None:
    """Draw the controls and return the source once it says everything, else None."""
    now = intake.source_now()
    before = now if isinstance(now, UrlFile) else UrlFile()
    put("url-url", before.url, once=True)
    url = st.text_input(
        "Address of the file", key="url-url", placeholder="https://example.org/data/customers.csv"
    ).strip()
    say_incomplete(url)
    source = UrlFile(url=url)
    source = source.edit(**key_field("url", source, before))
    turn = _told(source)
    if not turn:
        return None
    guess = _look(source, {}, turn)
    if guess is None:
        return None
    look = _look(source, picked, turn) if (picked := _picks(guess, turn)) else guess
    if look is None:
        return None
    _say(look)
    return _corrected(source, look, "-".join([str(turn), *map(str, picked.values())]))


def _told(source: UrlFile) -> int:
    """Draw the button, and return the number of the fetch, 0 before the first."""
    host = host_of(source.url)
    where = json.dumps(source.to_json(), sort_keys=True)
    asked, turn = held("url-asked") or ("", 0)
    if st.button(
        "Fetch again" if asked == where else "Fetch",
        key="url-ask",
        icon=":material/cloud_download:",
        type="secondary" if asked == where else "primary",
        disabled=not host,
        help="Fetches as much as a preview needs." if host else "Enter an address first.",
    ):
        keep_key("url", source)
        put("url-asked", (where, turn + 1))
        st.rerun()
    return int(turn) if host and asked == where else 0


def _look(source: UrlFile, picked: dict[str, str], turn: int) -> Look | None:
    version = f"{json.dumps(source.to_json(), sort_keys=True)} {sorted(picked.items())} {turn}"
    with st.spinner(f"Fetching from {esc(host_of(source.url))}", show_time=True):
        look = partial(web.look, source, picked, PREVIEW_ROWS, session().owner)
        return answer(version, "look", look)


def _picks(look: Look, turn: int) -> dict[str, str]:
    """Draw what the file offers: its sheets, the files of an archive, its lists."""
    picked = {}
    labels = {setting.name: setting for setting in look.inner.settings()}
    for name, options in look.choices.items():
        if len(options) < 2 or name not in labels:
            continue
        declared = labels[name]
        param = Choice(tuple(options), labels=tuple(options.values()), label=declared.label)
        value = getattr(look.inner, name)
        start = value if value in options else next(iter(options))
        where = form.Form(f"url-pick-{turn}")
        chosen = form.draw([Setting(name, param, declared.default)], {name: start}, where)[name]
        if chosen != value:
            picked[name] = chosen
    return picked


def _say(look: Look) -> None:
    st.markdown(
        f"**{esc(look.name, 80)}** is read as {esc(look.inner.label)}: "
        f"{esc(look.inner.describe(), LONG)}"
    )
    for note in look.loaded.notes:
        if note != f"Read as: {look.inner.describe()}":
            st.caption(f":material/info: {esc(note, LONG)}")


def _corrected(source: UrlFile, look: Look, mark: str) -> UrlFile | None:
    """Let the reading be corrected, show the first rows, and return the source as corrected."""
    offered = [
        setting for setting in look.inner.settings() if setting.name not in look.inner.picked
    ]
    inner = look.inner
    if offered:
        with st.expander("Read it differently", key="url-differently"):
            inner = inner.edit(**form.draw(offered, inner.to_json(), form.Form(f"url-{mark}")))
    chosen = source.read_as(inner)
    rows = look if inner == look.inner else _look(chosen, {}, 0)
    if rows is None:
        return None
    first_look(rows.loaded, "url-rows", notes=False)
    return chosen
