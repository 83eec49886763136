"""Ask a REST API once, point at the records in its answer, and see how its pages are asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from core.fenced import web
from core.fenced.web import First
from core.files import text_hash
from core.sources import Loaded, Source
from core.sources.http_api import WAY_LABELS, WAYS, HttpApi
from core.sources.web.detect import Seen, paging_of
from core.sources.web.tree import Line
from core.text import count
from pages.ui import form, intake, value_form
from pages.ui.asking import answer
from pages.ui.first_look import PREVIEW_ROWS, first_look, named
from pages.ui.guards import LONG
from pages.ui.json_tree import Pointing, draw_tree, point
from pages.ui.key_field import host_of, keep_key, key_field, say_incomplete
from pages.ui.safe import esc
from pages.ui.session import held, put, session

_REQUEST = ("url", "method", "parameters", "headers", "body", "secret", "sent_as", "sent_name")
_OF_WAY = {
    "page": ("number_param", "first", "size_param", "size"),
    "offset": ("number_param", "size_param", "size"),
    "cursor": ("next_at", "number_param"),
    "next": ("next_at", "other_hosts"),
}
_SHAPE = ("depth", "lists")
_LIMITS = ("max_pages", "max_rows", "rate")


def draw() -> Source | None:
    """Draw the controls and return the source once it says everything, else None."""
    before = _before()
    request = _request(before)
    first = _asked(request, before)
    if first is None:
        return None
    api = _records(request, first, before)
    if api is None:
        return None
    with st.container(border=True):
        st.markdown("**Further pages**")
        api = _paged(api, first, before)
    ticked = _fields(_shaped(api, before), first, before)
    return ticked if ticked and _preview(ticked, first) else None


def _before() -> HttpApi:
    """Return the API that the project reads from now, to begin with."""
    now = intake.source_now()
    return now if isinstance(now, HttpApi) else HttpApi()


# ---- what is asked ----


def _request(before: HttpApi) -> HttpApi:
    method_side, address_side = st.columns([1, 5])
    with method_side:
        put("api-method", before.method, once=True)
        method = st.selectbox("Method", ("GET", "POST"), key="api-method")
    with address_side:
        put("api-url", before.url, once=True)
        url = st.text_input(
            "Address", key="api-url", placeholder="https://api.example.org/v1/customers"
        ).strip()
        say_incomplete(url)
    api = HttpApi(url=url, method=str(method))
    api = api.edit(**key_field("api", api, before))
    body = before.body
    with st.expander("Parameters and headers", key="api-fields"):
        left, right = st.columns(2)
        with left:
            parameters = _lines("Parameters, as name=value", "api-parameters", before.parameters)
        with right:
            headers = _lines("Headers, as Name: value", "api-headers", before.headers)
        if method == "POST":
            put("api-body", before.body, once=True)
            body = st.text_area("Body, in JSON", key="api-body", height=100)
    return api.edit(parameters=parameters, headers=headers, body=body if method == "POST" else "")


def _lines(label: str, key: str, before: tuple[str, ...]) -> tuple[str, ...]:
    put(key, "\n".join(before), once=True)
    text = st.text_area(label, key=key, height=100, help="One on a line. Never a key: see above.")
    return tuple(line.strip() for line in str(text).splitlines() if line.strip())


def _asked(api: HttpApi, before: HttpApi) -> First | None:
    """Ask when told to, and return the answer; a refusal is said and not tried again."""
    host = host_of(api.url)
    where = json.dumps({name: api.to_json()[name] for name in _REQUEST}, sort_keys=True)
    asked, turn = held("api-asked") or ("", 0)
    if st.button(
        "Ask again" if asked == where else "Ask once",
        key="api-ask",
        icon=":material/send:",
        type="secondary" if asked == where else "primary",
        disabled=not host,
        help="Sends one request and shows the answer." if host else "Enter an address first.",
    ):
        keep_key("api", api)
        put("api-asked", (where, turn + 1))
        st.rerun()
    if asked != where:
        return None
    with st.spinner(f"Asking {esc(host)}", show_time=True):
        return answer(
            f"{where} {turn}",
            "first answer",
            partial(web.first, api, before.rows_at, session().owner),
            large=True,
        )


# ---- what the answer holds ----


def _records(api: HttpApi, first: First, before: HttpApi) -> HttpApi | None:
    mark = _mark()
    depth_key = form.widget_key(form.Form("api"), "depth")
    where = Pointing(f"api-{mark}", first.places, int(held(depth_key, before.depth)), depth_key)
    lines = partial(_lines_of, first)
    if not first.places:
        st.warning(
            "The answer holds no list of records. Ask for another address, or change the "
            "parameters.",
            icon=":material/data_array:",
        )
        draw_tree(where, lines)
        return None
    host = first.fetched.head.url.host
    st.markdown(f"**The answer of {esc(host)}**: point at the list of your rows")
    return api.edit(rows_at=point(where, lines, before.rows_at))


def _lines_of(first: First, chosen: str, folds: Mapping[str, bool] | None) -> Sequence[Line]:
    version = json.dumps([held("api-asked"), chosen, folds or {}], sort_keys=True)
    owner = session().owner
    return answer(version, "lines", partial(web.lines, first, chosen, folds, owner)) or ()


def _paged(api: HttpApi, first: First, before: HttpApi) -> HttpApi:
    rows = next(place.rows for place in first.places if place.pointer == api.rows_at)
    seen = paging_of(first.fetched.head, first.outline, rows)
    st.markdown(f":material/auto_stories: {esc(seen.sentence, LONG)}")
    key = f"api-way-{_mark()}"
    same = before.url == api.url and before.paging != "none"
    put(key, before.paging if same else seen.paging.way, once=True)
    words = dict(zip(WAYS, WAY_LABELS, strict=True))
    way = str(
        st.selectbox(
            "How further pages are asked for", WAYS, format_func=words.__getitem__, key=key
        )
    )
    start = before if same and before.paging == way else _start(api, way, seen)
    names = _OF_WAY.get(way, ())
    settings = [setting for setting in HttpApi.settings() if setting.name in names]
    where = form.Form(f"api-{way}-{_mark()}")
    return start_with(api, start).edit(paging=way, **form.draw(settings, start.to_json(), where))


def start_with(api: HttpApi, paged: HttpApi) -> HttpApi:
    """Return the API with the paging of another."""
    return api.paged(paged.way())


def _start(api: HttpApi, way: str, seen: Seen) -> HttpApi:
    if seen.paging.way == way:
        return api.paged(seen.paging)
    usual = {"offset": {"number_param": "offset", "size_param": "limit"}}
    return api.edit(**{"cursor": {"number_param": "cursor"}, **usual}.get(way, {}))


def _shaped(api: HttpApi, before: HttpApi) -> HttpApi:
    """Draw what becomes of nested records, lists and texts, and the limits."""
    declared = {setting.name: setting for setting in HttpApi.settings()}
    drawn = dict[str, Any]()
    for name, side in zip(_SHAPE, st.columns(2, gap="large"), strict=True):
        with side:
            drawn |= form.draw([declared[name]], before.to_json(), form.Form("api"))
    drawn |= value_form.draw(before, "api")
    limits = [declared[name] for name in _LIMITS]
    return api.edit(**drawn, **form.draw(limits, before.to_json(), form.Form("api")))


def _fields(api: HttpApi, first: First, before: HttpApi) -> HttpApi | None:
    """Let single fields be ticked; the others never reach the table."""
    rows = _first_rows(api.edit(columns=()), first)
    if rows is None:
        return None
    key = f"api-columns-{_mark()}-{text_hash(api.rows_at)}"
    put(key, list(before.columns if before.rows_at == api.rows_at else ()), once=True)
    ticked = held(key, ())
    chosen = st.multiselect(
        "Fields to read",
        [*rows.frame.columns, *(name for name in ticked if name not in rows.frame.columns)],
        key=key,
        accept_new_options=True,
        placeholder=f"All {count(len(rows.frame.columns), 'field')}",
        help="What is not ticked is not stored. A pattern such as address.* means several.",
    )
    return api.edit(columns=tuple(chosen))


def _preview(api: HttpApi, first: First) -> bool:
    rows = _first_rows(api, first)
    if rows is None:
        return False
    more = "" if api.paging == "none" else " Loading reads the further pages too."
    first_look(rows, "api-rows", more=more)
    return True


def _first_rows(api: HttpApi, first: First) -> Loaded | None:
    version = json.dumps(api.to_json(), sort_keys=True)
    return answer(f"{version} {_mark()}", "rows", partial(_rows, api, first))


def _rows(api: HttpApi, first: First) -> Loaded:
    return named(web.records(api, first, PREVIEW_ROWS, session().owner))


def _mark() -> int:
    """Return the number of the request; controls that depend on its answer carry it."""
    return int((held("api-asked") or ("", 0))[1])
