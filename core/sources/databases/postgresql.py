"""PostgreSQL, by psycopg: cursors on the server, so that no answer fills the memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from types import MappingProxyType
from typing import Any, ClassVar

import psycopg
from psycopg.types.string import TextLoader

from core.errors import AppError, SourceError
from core.secret_store import redacted
from core.sources.databases import CONNECT_SECONDS, Column, Login
from core.sources.databases.server import (
    AGAIN,
    LOST,
    ServerSession,
    bad_syntax,
    no_database,
    not_allowed,
    not_read_only,
    too_many,
    too_slow,
    unreachable,
    why_unreachable,
    wrong_password,
)
from core.sources.databases.statement import Grammar
from core.sources.databases.trust import authority_file, why_refused
from core.text import shown

_TLS = {"prefer": "prefer", "require": "require", "off": "disable"}
_KNOWS_AUTH = 160_000
_KINDS = MappingProxyType(
    {
        **dict.fromkeys((20, 21, 23, 26), "integer"),
        **dict.fromkeys((700, 701), "float"),
        **dict.fromkeys((114, 3802), "json"),
        **dict.fromkeys((1083, 1266), "time"),
        16: "boolean",
        1700: "decimal",
        1082: "date",
        1114: "moment",
        1184: "moment_utc",
        1186: "seconds",
        17: "binary",
    }
)
_LOADED_BY_DRIVER = (16, 17, 20, 21, 23, 26, 700, 701, 1186)
_BLANK_PADDED = 1042
_CURSOR = "answer"
_TABLES = """
select n.nspname, c.relname, c.relkind in ('v', 'm'),
  case when c.relkind in ('r', 'm') and c.reltuples >= 0 then c.reltuples::bigint end
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
  and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
  and has_schema_privilege(n.oid, 'USAGE') and has_any_column_privilege(c.oid, 'SELECT')
order by 1, 2 limit 5000
"""
_COLUMNS = """
select a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)
from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = %s and c.relname = %s and a.attnum > 0 and not a.attisdropped
order by a.attnum
"""


class Postgres(ServerSession):
    """A connection whose every transaction is read only."""

    dialect: ClassVar = "postgresql+psycopg"
    grammar: ClassVar = Grammar(dollar_quotes=True, nested_comments=True)
    tables_query: ClassVar = _TABLES
    columns_query: ClassVar = _COLUMNS

    _padded: tuple[int, ...] = ()

    def _connect(self, secret: str) -> psycopg.Connection[Any]:
        return _connection(self.login, secret, self.seconds)

    def _errors(self) -> tuple[type[Exception], ...]:
        return (psycopg.Error,)

    def _run(self, query: str, most: int) -> Sequence[Column]:
        del most
        # SHOW has no cursor on the server; its answer is short.
        if query[:4].lower() != "show":
            self._connection.cursor_factory = _Answer
        try:
            described = self._asked(query)
        finally:
            self._connection.cursor_factory = psycopg.Cursor
        self._padded = tuple(at for at, c in enumerate(described) if c.type_code == _BLANK_PADDED)
        return [Column(column.name, self._kind(column.type_code)) for column in described]

    def _fetch(self, number: int) -> Sequence[Sequence[Any]]:
        rows = super()._fetch(number)
        return [self._trimmed(row) for row in rows] if self._padded else rows

    def _trimmed(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """Take the blanks away that fill a CHAR(n) to its length."""
        return tuple(
            value.rstrip(" ") if at in self._padded and value else value
            for at, value in enumerate(row)
        )

    def _kind(self, oid: int) -> str:
        known = self._connection.adapters.types.get(oid)
        if known is not None and oid == known.array_oid:
            return "list"
        return _KINDS.get(oid, "text")

    def _sentence(self, error: psycopg.Error, query: str) -> AppError | None:
        code = error.sqlstate or ""
        words = str(error)
        if not code:
            return _connecting(words, self.login) or SourceError(LOST, AGAIN)
        if code == "57014":
            return too_slow(self.seconds)
        if code[:3] in ("57P", "08P") or code.startswith("08"):
            return SourceError(LOST, AGAIN)
        if code == "42501":
            return not_allowed(self.login)
        if code == "25006":
            return not_read_only()
        told = redacted(shown(error.diag.message_primary or "", 160)).rstrip(".")
        if code == "42601":
            place = int(error.diag.statement_position or 0)
            return bad_syntax(_near(told), query, _within(place, query, error))
        return SourceError(
            f"The server refused the query: {told}.", "Correct the query and try again."
        )


def connect(login: Login, secret: str, seconds: int) -> Postgres:
    """Open a session."""
    return Postgres(login, secret, seconds)


class _Answer(psycopg.ServerCursor[Any]):
    """A cursor on the server, with a name that is known where it counts in an error's place."""

    def __init__(self, connection: psycopg.Connection[Any], **given: Any) -> None:
        super().__init__(connection, _CURSOR, **given)


def _connection(login: Login, secret: str, seconds: int) -> psycopg.Connection[Any]:
    with ExitStack() as files:
        safety = _safety(login, files)
        made = _connected(login, secret, seconds, safety)
    made.read_only = True
    _read_as_text(made)
    return made


def _safety(login: Login, files: ExitStack) -> dict[str, Any]:
    """Return how a connection is kept from others; files in use live as long as the stack."""
    if login.tls == "verify":
        return {"sslmode": "verify-full", "sslrootcert": files.enter_context(authority_file(login))}
    if login.tls == "require" or psycopg.pq.version() < _KNOWS_AUTH:
        return {"sslmode": _TLS[login.tls]}
    return {"sslmode": _TLS[login.tls], "require_auth": "!password"}


def _connected(
    login: Login, secret: str, seconds: int, safety: dict[str, Any]
) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=login.host,
        port=login.port,
        dbname=login.database or "postgres",
        user=login.user,
        password=secret,
        connect_timeout=CONNECT_SECONDS,
        application_name="Modelwright",
        # Nothing of the account that runs this server is offered: no file of passwords,
        # no certificate, no ticket.
        passfile=os.devnull,
        sslcertmode="disable",
        gssencmode="disable",
        options="-c default_transaction_read_only=on -c standard_conforming_strings=on"
        f" -c statement_timeout={seconds * 1000} -c idle_in_transaction_session_timeout=600000"
        " -c TimeZone=UTC -c DateStyle=ISO,YMD -c IntervalStyle=postgres"
        " -c bytea_output=hex -c extra_float_digits=1 -c client_encoding=UTF8",
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        prepare_threshold=None,
        **safety,
    )


def _read_as_text(connection: psycopg.Connection[Any]) -> None:
    """Leave as text what has no exact place in a table, and what is read here instead."""
    for known in connection.adapters.types:
        for oid in (known.oid, known.array_oid):
            if oid and oid not in _LOADED_BY_DRIVER:
                connection.adapters.register_loader(oid, TextLoader)


def _connecting(words: str, login: Login) -> SourceError | None:
    """Return why no connection was made; there is no code for it, only words."""
    lower = words.lower()
    why = why_unreachable(lower)
    if why:
        return unreachable(login, why)
    made = (said(login) for told, said in _REFUSALS if all(text in lower for text in told))
    return next(made, None) or why_refused(words, login)


def _not_from_here(login: Login) -> SourceError:
    return SourceError(
        f"The server does not let '{shown(login.user)}' in from this computer, or only with"
        " encryption.",
        "Set 'Encryption' to always, or ask whoever runs the database.",
    )


def _another(login: Login) -> SourceError:
    return SourceError(
        f"What answers at {shown(login.host)}:{login.port} is not PostgreSQL.",
        "Check the port and the kind of database.",
    )


_REFUSALS = (
    (("invalid response",), _another),
    (("expected authentication",), _another),
    (("password authentication failed",), wrong_password),
    (("no password supplied",), wrong_password),
    (("role", "does not exist"), wrong_password),
    (("does not exist",), no_database),
    (("permission denied for database",), no_database),
    (("pg_hba.conf",), _not_from_here),
    (("too many",), lambda _: too_many()),
    (("connection slots",), lambda _: too_many()),
)


def _near(words: str) -> str:
    """Return what stands in quotes in 'syntax error at or near "x"', in any language."""
    with suppress(IndexError):
        return words.split('"')[1]
    return ""


def _within(position: int, query: str, error: psycopg.Error) -> int:
    """Return the place within the query; the server counts what stands before it too."""
    del error
    before = len(f'DECLARE "{_CURSOR}" CURSOR FOR ')
    place = position - before if query[:4].lower() != "show" else position
    return place if 0 < place <= len(query) + 1 else 0
