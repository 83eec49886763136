"""Connect to a database, look around, and say which rows are wanted."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import streamlit as st

from core.params import numbers_of
from core.reach import is_shared
from core.sources import Loaded, Source
from core.sources.databases import FILES, LABELS, SERVERS, TLS, UNCHECKED, Listed
from core.sources.sql import Database
from core.text import count, shown
from pages.ui import encryption_form, form, intake
from pages.ui.asking import answer
from pages.ui.guards import LONG
from pages.ui.number_field import Field, number_field
from pages.ui.rows_shown import show_rows
from pages.ui.safe import esc
from pages.ui.secret_field import Purpose, keep_typed, secret_field
from pages.ui.session import held, put

PREVIEW_ROWS = 20
TABLE, QUERY = "A table or view", "A query"
_LIMITS = ("most", "seconds")


def draw() -> Source | None:
    """Draw the controls and return the source once it says everything, else None."""
    login = _login(_before())
    tables = _connected(login)
    if tables is None:
        return None
    put("db-what", QUERY if _before().query else TABLE, once=True)
    what = st.segmented_control(
        "What should be read?", (TABLE, QUERY), key="db-what", required=True
    )
    limits = [setting for setting in Database.settings() if setting.name in _LIMITS]
    wanted = _query(login) if what == QUERY else _table(login, tables)
    drawn = form.draw(limits, _before().to_json(), form.Form("db"))
    return wanted.edit(**drawn) if wanted else None


def _before() -> Database:
    """Return the database that the project reads from now, to begin with."""
    now = intake.source_now()
    return now if isinstance(now, Database) else Database()


# ---- where it is, and as whom ----


def _login(before: Database) -> Database:
    kinds = tuple(SERVERS) if is_shared() else tuple(LABELS)
    put("db-kind", before.kind if before.kind in kinds else kinds[0], once=True)
    kind = str(
        st.segmented_control(
            "Kind of database", kinds, format_func=LABELS.__getitem__, key="db-kind", required=True
        )
    )
    if kind in FILES:
        path = _text("Path of the file on this computer", "db-path", before.path)
        st.caption("It is copied and read there: the file itself is not touched.")
        return Database(kind=kind, path=path)
    host_side, port_side = st.columns([3, 1])
    with host_side:
        host = _text("Host", "db-host", before.host, placeholder="db.example.com")
    with port_side:
        usual = SERVERS[kind][1]
        put(f"db-port-{kind}", (before.kind == kind and before.port) or usual, once=True)
        port = number_field(
            Field("Port", replace(numbers_of(Database)["port"], low=1, help=""), f"db-port-{kind}")
        )
    left, right = st.columns(2)
    with left:
        database = _text("Database", "db-database", before.database)
    with right:
        user = _text("User", "db-user", before.user)
    login = Database(kind=kind, host=host.strip(), port=int(port), database=database, user=user)
    left, right = st.columns(2)
    with left:
        password = secret_field(_purpose(login), before.password)
    with right:
        unchecked = ("verify",) if kind in UNCHECKED else ()
        offered = tuple(tls for tls in TLS if tls not in unchecked)
        encrypted = encryption_form.draw("db", before, offered)
    return login.edit(password=password, **encrypted)


def _text(label: str, key: str, before: str, placeholder: str = "") -> str:
    put(key, before, once=True)
    return str(st.text_input(label, key=key, placeholder=placeholder))


def _purpose(login: Database) -> Purpose:
    what = f"{login.kind} {login.port} {login.database} {login.user}"
    return Purpose("db-password", login.host, what)


def _connected(login: Database) -> list[Listed] | None:
    """Connect when asked to, and return the tables; a failure is said and not tried again."""
    complete = bool(login.path if login.kind in FILES else login.host and login.user)
    where = json.dumps(login.to_json(), sort_keys=True)
    if st.button(
        "Test connection",
        key="db-connect",
        icon=":material/cable:",
        disabled=not complete,
        help=None if complete else "Fill in where the database is first.",
    ):
        keep_typed(_purpose(login))
        put("db-open", (where, int((held("db-open") or ("", 0))[1]) + 1))
        st.rerun()
    opened, turn = held("db-open") or ("", 0)
    if opened != where:
        return None
    with st.spinner(f"Connecting to {esc(login.host or login.path)}", show_time=True):
        tables = answer(f"{where} {turn}", "tables", partial(_tables, login))
    if tables is None:
        return None
    if not tables:
        st.info("Connected. There are no tables that this user may read.")
        return tables
    st.success(f"Connected. {count(len(tables), 'table or view', 'tables and views')} to choose.")
    return tables


# ---- what is read ----


def _table(login: Database, tables: list[Listed]) -> Database | None:
    if not tables:
        return None
    names = {(table.schema, table.name): table for table in tables}
    before = _before()
    start = (before.schema, before.table)
    if held("db-table") not in names:
        largest = max(tables, key=lambda table: table.rows or 0)
        put("db-table", start if start in names else (largest.schema, largest.name))
    chosen = st.selectbox(
        "Table or view",
        tuple(names),
        format_func=lambda key: _said(names[key]),
        key="db-table",
        help="Type to search.",
    )
    wanted = login.edit(schema=chosen[0], table=chosen[1])
    types = answer(_print_of(wanted), "columns", partial(_columns, wanted))
    if types is None:
        return None
    kinds = dict(types)
    columns = st.multiselect(
        "Columns",
        tuple(kinds),
        format_func=lambda name: f"{shown(name)} ({shown(kinds[name], 30)})",
        key=f"db-columns-{_print_of(wanted)}",
        default=[name for name in before.columns if name in kinds and start == chosen],
        placeholder=f"All {count(len(kinds), 'column')}",
    )
    wanted = wanted.edit(columns=tuple(columns))
    return wanted if _preview(wanted) else None


def _query(login: Database) -> Database | None:
    put("db-query", _before().query, once=True)
    query = st.text_area(
        "Query",
        key="db-query",
        height=160,
        placeholder="SELECT … FROM … WHERE …",
        help="One statement that reads. It is kept in the recipe.",
    )
    wanted = login.edit(query=str(query).strip())
    print_of = _print_of(wanted)
    if st.button(
        "Preview", key="db-preview", icon=":material/table_eye:", disabled=not wanted.query
    ):
        put("db-previewed", print_of)
    if not wanted.query or held("db-previewed") != print_of:
        return None
    return wanted if _preview(wanted) else None


def _preview(wanted: Database) -> bool:
    """Show the first rows, or say why there are none."""
    with st.spinner("Reading the first rows", show_time=True):
        first = answer(_print_of(wanted), "preview", partial(_first_rows, wanted))
    if first is None:
        return False
    for note in first.notes:
        st.caption(f":material/info: {esc(note, LONG)}")
    show_rows(first.frame, "db-rows")
    if not len(first.frame):
        st.info("There are no rows.")
    st.caption(f"Preview: the first {count(len(first.frame), 'row')}.")
    return len(first.frame) > 0


def _said(table: Listed) -> str:
    name = shown(f"{table.schema}.{table.name}" if table.schema else table.name, 80)
    size = "view" if table.is_view else ""
    if table.rows is not None and not table.is_view:
        size = f"about {count(table.rows, 'row')}"
    return f"{name} · {size}" if size else name


def _print_of(wanted: Database) -> str:
    turn = (held("db-open") or ("", 0))[1]
    return f"{json.dumps(wanted.to_json(), sort_keys=True)} {turn}"


def _tables(login: Database) -> list[Listed]:
    with login.session() as opened:
        return opened.tables()


def _columns(wanted: Database) -> list[tuple[str, str]]:
    with wanted.session() as opened:
        return opened.columns(wanted.schema, wanted.table)


def _first_rows(wanted: Database) -> Loaded:
    return wanted.load(rows=PREVIEW_ROWS)
