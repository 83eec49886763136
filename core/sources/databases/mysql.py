"""MySQL and MariaDB, by pymysql: rows are read as they arrive, never all at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar, NoReturn

import pymysql
from pymysql.connections import Connection
from pymysql.constants import FIELD_TYPE
from pymysql.converters import encoders
from pymysql.cursors import SSCursor

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
from core.sources.databases.trust import asks_for_password, context_of, why_refused
from core.text import shown

_WHOLE = (1, 2, 3, 8, 9, 13, 16)
_KINDS = MappingProxyType(
    {
        **dict.fromkeys(_WHOLE, "integer"),
        **dict.fromkeys((4, 5), "float"),
        **dict.fromkeys((0, 246), "decimal"),
        **dict.fromkeys((10, 14), "date"),
        **dict.fromkeys((7, 12), "moment"),
        **dict.fromkeys((249, 250, 251, 252, 253, 254, 15), "text"),
        11: "time",
        245: "json",
        255: "binary",
    }
)
_BIT, _LONG_LONG, _DECIMALS = 16, 8, 246
_UNSIGNED, _BINARY_LETTERS = 32, 63
_LETTERS = (249, 250, 251, 252, 253, 254, 15)
_SLOW = (1317, 1969, 3024, 1028)
_GONE = (2006, 2013, 2055, 1053, 1927)
_DENIED = (1142, 1143, 1044, 1227, 1370, 1356, 1345)
_TABLES = """
select table_schema, table_name, table_type like '%VIEW', table_rows
from information_schema.tables
where table_schema not in ('information_schema', 'mysql', 'performance_schema', 'sys')
order by 1, 2 limit 5000
"""
_COLUMNS = """
select column_name, column_type from information_schema.columns
where table_schema = %s and table_name = %s order by ordinal_position
"""


class MySql(ServerSession):
    """A connection in a read-only transaction."""

    dialect: ClassVar = "mysql+pymysql"
    grammar: ClassVar = Grammar(
        backslash=True, hash_comments=True, spaced_dashes=True, double_quotes_are_text=True
    )
    quotes: ClassVar = ("`", "`")
    tables_query: ClassVar = _TABLES
    columns_query: ClassVar = _COLUMNS

    def _connect(self, secret: str) -> Connection[Any]:
        made = _connection(self.login, secret, self.seconds)
        try:
            _prepare(made, self.seconds)
        except self._errors():
            made.close()
            raise
        return made

    def _errors(self) -> tuple[type[Exception], ...]:
        return (pymysql.MySQLError, OSError)

    def _run(self, query: str, most: int) -> Sequence[Column]:
        # One more than is wanted, so that the reader can tell that there is more.
        self._asked(f"SET SESSION sql_select_limit = {int(most) + 1}")
        described = self._asked(query)
        fields = self._connection._result.fields if described else ()
        return [_column(field) for field in fields]

    def _sentence(self, error: Exception, query: str) -> AppError | None:
        code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
        words = str(error.args[-1]) if error.args else ""
        if code in (2003, 2005) or (isinstance(error, OSError) and code != 2013):
            untrusted = why_refused(words.partition("(")[2], self.login)
            if untrusted:
                return untrusted
            return unreachable(self.login, why_unreachable(words) or "refused")
        if code == 1045:
            return wrong_password(self.login)
        if code == 1049 or (code == 1044 and not query):
            return no_database(self.login)
        return _refused(self, code, words, query)


def _refused(session: MySql, code: int, words: str, query: str) -> AppError | None:
    if code in _SLOW or (code == 2013 and "timed out" in words):
        return too_slow(session.seconds)
    if code in _GONE or code == 0:
        return SourceError(LOST, AGAIN)
    if code in _DENIED:
        return not_allowed(session.login)
    if code == 1792:
        return not_read_only()
    if code in (1064, 1149):
        return bad_syntax(*_place(words, query))
    if code == 2026:
        return why_refused(f"tls: {words}", session.login)
    if code == 1040:
        return too_many()
    told = redacted(shown(words, 160)).rstrip(".")
    return SourceError(f"The server refused the query: {told}.", "Correct it and try again.")


def connect(login: Login, secret: str, seconds: int) -> MySql:
    """Open a session."""
    return MySql(login, secret, seconds)


class _Answer(SSCursor):
    """Rows as they arrive; those that nobody has read when it is closed are never read."""

    connection: Any

    def close(self) -> None:
        """Let go of the answer, and with rows unread of the connection too."""
        if self._result is not None and self._result.unbuffered_active:
            self._result.unbuffered_active = False
            self.connection._force_close()
        self.connection = None

    __del__ = close


def _connection(login: Login, secret: str, seconds: int) -> Connection[Any]:
    # Everything else stays the text that the server sends, and is read exactly later.
    read = {
        **encoders,
        **dict.fromkeys((1, 2, 3, 8, 9, 13), int),
        **dict.fromkeys((FIELD_TYPE.FLOAT, FIELD_TYPE.DOUBLE), float),
        FIELD_TYPE.BIT: partial(int.from_bytes, byteorder="big"),
    }
    made: Connection[Any] = Connection(
        host=login.host,
        port=login.port,
        user=login.user,
        password=secret,
        database=login.database or None,
        charset="utf8mb4",
        # Quotes must mean what the check of the statement takes them to mean.
        sql_mode="NO_ENGINE_SUBSTITUTION",
        conv=read,
        cursorclass=_Answer,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=CONNECT_SECONDS,
        write_timeout=CONNECT_SECONDS,
        local_infile=False,
        program_name="Modelwright",
        **_tls(login),
    )
    # The greeting must come soon; an answer may take its time.
    made._read_timeout = seconds + 5
    return made


def _prepare(connection: Connection[Any], seconds: int) -> None:
    """Begin what only reads, for so many seconds."""
    maria = "mariadb" in connection.get_server_info().lower()
    limit = f"max_statement_time = {seconds}" if maria else f"max_execution_time = {seconds * 1000}"
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION {limit}, time_zone = '+00:00'")
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
        cursor.execute("START TRANSACTION READ ONLY")


def _tls(login: Login) -> dict[str, Any]:
    """Return how the driver encrypts; a context of our own makes encryption a must."""
    if login.tls in ("require", "verify"):
        return {"ssl": context_of(login)}
    # A server that need not encrypt may still ask for the password itself.
    refusing = dict.fromkeys((b"mysql_clear_password", b"dialog"), partial(_Refusing, login))
    return {"auth_plugin_map": refusing, **({"ssl_disabled": True} if login.tls == "off" else {})}


class _Refusing:
    """What the driver asks when a server wants the password itself."""

    def __init__(self, login: Login, connection: Any) -> None:
        self._login = login
        self._connection = connection

    def authenticate(self, asked: Any) -> NoReturn:
        """Send nothing."""
        del asked
        self._connection._force_close()
        raise asks_for_password(self._login)


def _column(field: Any) -> Column:
    kind = _KINDS.get(field.type_code, "text")
    if field.type_code in _LETTERS and field.charsetnr == _BINARY_LETTERS:
        kind = "binary"
    if field.type_code == _LONG_LONG and field.flags & _UNSIGNED:
        kind = "unsigned"
    if field.type_code == _BIT and field.length > 8:
        kind = "unsigned"
    return Column(field.name, kind)


def _place(words: str, query: str) -> tuple[str, str, int]:
    """Return what a message puts in quotes, and where that stands in the query."""
    near = words.partition("near '")[2].rpartition("' at line")[0]
    at = query.find(near) + 1 if near else 0
    return near, query, at
