"""Connect to MongoDB, look around, and say which documents are wanted."""

from __future__ import annotations

import json
from functools import partial

import streamlit as st

from core.params import numbers_of
from core.sources import Loaded, Source
from core.sources.databases import Listed
from core.sources.mongo import TLS, Mongo
from core.text import count, shown
from pages.ui import encryption_form, form, intake, value_form
from pages.ui.asking import answer
from pages.ui.guards import LONG
from pages.ui.number_field import Field, number_field
from pages.ui.rows_shown import show_rows
from pages.ui.safe import esc
from pages.ui.secret_field import Purpose, keep_typed, secret_field
from pages.ui.session import held, put

PREVIEW_ROWS = 20
_HOW = ("filter", "fields", "depth", "lists", "most", "seconds")


def draw() -> Source | None:
    """Draw the controls and return the source once it says everything, else None."""
    before = _before()
    login = _login(before)
    found = _connected(login)
    if not found:
        return None
    sizes = {listed.name: listed.rows for listed in found}
    if held("mongo-collection") not in sizes:
        largest = max(found, key=lambda listed: listed.rows or 0).name
        put("mongo-collection", before.collection if before.collection in sizes else largest)
    chosen = str(
        st.selectbox(
            "Collection",
            tuple(sizes),
            format_func=lambda name: _said(name, sizes[name]),
            key="mongo-collection",
            help="Type to search.",
        )
    )
    settings = [setting for setting in Mongo.settings() if setting.name in _HOW]
    start = before if before.collection == chosen else Mongo()
    drawn = form.draw(settings, start.to_json(), form.Form(f"mongo-{chosen}"))
    drawn |= value_form.draw(start, f"mongo-{chosen}")
    wanted = login.edit(collection=chosen, **drawn)
    return wanted if _preview(wanted) else None


def _before() -> Mongo:
    """Return the collection that the project reads from now, to begin with."""
    now = intake.source_now()
    return now if isinstance(now, Mongo) else Mongo()


def _login(before: Mongo) -> Mongo:
    host_side, port_side = st.columns([3, 1])
    with host_side:
        host = _text("Host", "mongo-host", before.host, "mongo.example.com")
    with port_side:
        put("mongo-port", before.port, once=True)
        port = number_field(Field("Port", numbers_of(Mongo)["port"], "mongo-port"))
    left, right = st.columns(2)
    with left:
        database = _text("Database", "mongo-database", before.database)
    with right:
        user = _text("User", "mongo-user", before.user, "empty for none")
    login = Mongo(host=host.strip(), port=int(port), database=database, user=user)
    left, right = st.columns(2) if user else (st.container(), st.container())
    with left:
        password = secret_field(_purpose(login), before.password) if user else ""
    with right:
        encrypted = encryption_form.draw("mongo", before, TLS)
    users_in = before.users_in
    if user:
        with left:
            users_in = _text("Database that knows the user", "mongo-users-in", before.users_in)
    return login.edit(password=password, users_in=users_in, **encrypted)


def _text(label: str, key: str, before: str, placeholder: str = "") -> str:
    put(key, before, once=True)
    return str(st.text_input(label, key=key, placeholder=placeholder))


def _purpose(login: Mongo) -> Purpose:
    return Purpose("mongo-password", login.host, f"mongodb {login.port} {login.user}")


def _connected(login: Mongo) -> list[Listed] | None:
    complete = bool(login.host and login.database)
    where = json.dumps(login.to_json(), sort_keys=True)
    if st.button(
        "Test connection",
        key="mongo-connect",
        icon=":material/cable:",
        disabled=not complete,
        help=None if complete else "Fill in host and database first.",
    ):
        keep_typed(_purpose(login))
        put("mongo-open", (where, _turn() + 1))
        st.rerun()
    if not held("mongo-open") or held("mongo-open")[0] != where:
        return None
    with st.spinner(f"Connecting to {esc(login.host)}", show_time=True):
        found = answer(f"{where} {_turn()}", "collections", partial(_collections, login))
    if found is None:
        return None
    if found:
        st.success(f"Connected. {count(len(found), 'collection')} to choose.")
    else:
        st.info("Connected. There are no collections that this user may read.")
    return found


def _preview(wanted: Mongo) -> bool:
    version = f"{json.dumps(wanted.to_json(), sort_keys=True)} {_turn()}"
    with st.spinner("Reading the first documents", show_time=True):
        first = answer(version, "preview", partial(_first_rows, wanted))
    if first is None:
        return False
    for note in first.notes:
        st.caption(f":material/info: {esc(note, LONG)}")
    show_rows(first.frame, "mongo-rows")
    st.caption(f"Preview: the first {count(len(first.frame), 'document')}.")
    return True


def _turn() -> int:
    return int((held("mongo-open") or ("", 0))[1])


def _said(name: str, size: int | None) -> str:
    return shown(name, 80) if size is None else f"{shown(name, 80)} · about {size:,} documents"


def _collections(login: Mongo) -> list[Listed]:
    return login.collections()


def _first_rows(wanted: Mongo) -> Loaded:
    return wanted.load(rows=PREVIEW_ROWS)
