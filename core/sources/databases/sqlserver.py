"""SQL Server, through pymssql, an extra: its transactions are always rolled back.

SQL Server knows no transaction that only reads. So the statement is checked, nothing is
ever committed, and the server is told that the connection means to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any, ClassVar

from core.errors import AppError, MissingPackageError, SourceError
from core.secret_store import redacted
from core.sources.databases import CONNECT_SECONDS, Column, Login
from core.sources.databases.server import (
    AGAIN,
    LOST,
    ServerSession,
    bad_syntax,
    no_database,
    not_allowed,
    too_slow,
    unreachable,
    why_unreachable,
    wrong_password,
)
from core.sources.databases.statement import Grammar
from core.sources.databases.trust import why_refused
from core.text import shown

_TLS = {"prefer": "request", "require": "require", "off": "off"}
_KINDS = MappingProxyType(
    {
        **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "integer"),
        **dict.fromkeys(("decimal", "numeric", "money", "smallmoney"), "decimal"),
        **dict.fromkeys(("float", "real"), "float"),
        **dict.fromkeys(("datetime", "datetime2", "smalldatetime"), "moment"),
        **dict.fromkeys(("binary", "varbinary", "image", "timestamp", "rowversion"), "binary"),
        **dict.fromkeys(("geography", "geometry", "hierarchyid"), "binary"),
        "bit": "boolean",
        "date": "date",
        "time": "time",
    }
)
_DESCRIBE = """
select name, system_type_name from sys.dm_exec_describe_first_result_set(%s, null, 0)
where is_hidden = 0 order by column_ordinal
"""
_TABLES = """
select top 5000 s.name, o.name, case when o.type = 'V' then 1 else 0 end,
  (select sum(p.rows) from sys.partitions p where p.object_id = o.object_id and p.index_id < 2)
from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
where o.type in ('U', 'V') and o.is_ms_shipped = 0
order by s.name, o.name
"""
_COLUMNS = """
select column_name, data_type from information_schema.columns
where table_schema = %s and table_name = %s order by ordinal_position
"""
_SYNTAX = (102, 105, 156, 170, 319)
_SLOW = (20003, 1222)
_GONE = (20004, 20006, 20047, 20011)


class SqlServer(ServerSession):
    """A connection whose work is never committed."""

    grammar: ClassVar = Grammar(nested_comments=True, brackets=True)
    quotes: ClassVar = ("[", "]")
    tables_query: ClassVar = _TABLES
    columns_query: ClassVar = _COLUMNS

    def __init__(self, login: Login, secret: str, seconds: int) -> None:
        super().__init__(login, seconds)
        self._cursor: Any = None
        self._driver = _driver()
        with self.in_words(""):
            self._connection = _connection(self._driver, login, secret, seconds)

    def close(self) -> None:
        """Roll back and disconnect."""
        with suppress(self._driver.Error):
            self._connection.rollback()
        with suppress(self._driver.Error):
            self._connection.close()

    def _errors(self) -> tuple[type[Exception], ...]:
        return (self._driver.Error,)

    def _run(self, query: str, most: int) -> Sequence[Column]:
        if query[:4].lower() == "show":
            raise SourceError("SQL Server has no SHOW statement.", "Write a SELECT.")
        declared = self._all(_DESCRIBE, (query,))
        self._cursor = self._connection.cursor()
        # One more than is wanted, so that the reader can tell that there is more.
        self._cursor.execute(f"SET ROWCOUNT {int(most) + 1}")
        self._cursor.execute(query)
        if not declared:
            return [Column(str(column[0]), "text") for column in self._cursor.description or ()]
        return [Column(name or "", _kind(kind or "")) for name, kind in declared]

    def _fetch(self, number: int) -> Sequence[Sequence[Any]]:
        rows: Sequence[Sequence[Any]] = self._cursor.fetchmany(number)
        return rows

    def _all(self, query: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        with self.in_words(""):
            cursor = self._connection.cursor()
            cursor.execute(query, tuple(values))
            return list(cursor.fetchall())

    def _sentence(self, error: Exception, query: str) -> AppError | None:
        code, words = _told(error)
        if code in (20009, 20012, 20013, 20002) and "18456" not in words:
            lower = words.lower()
            untrusted = why_refused(lower.replace("encryption", "tls"), self.login)
            if untrusted:
                return untrusted
            return unreachable(self.login, why_unreachable(words) or "refused")
        if code == 18456 or "18456" in words:
            return wrong_password(self.login)
        if code in (4060, 911):
            return no_database(self.login)
        if code in (229, 230, 262, 297):
            return not_allowed(self.login)
        if code in _SLOW:
            return too_slow(self.seconds)
        return _refused(code, words, query)


def connect(login: Login, secret: str, seconds: int) -> SqlServer:
    """Open a session."""
    return SqlServer(login, secret, seconds)


def _refused(code: int, words: str, query: str) -> AppError:
    if code in _GONE:
        return SourceError(LOST, AGAIN)
    if code in _SYNTAX:
        near = words.partition("near '")[2].partition("'")[0]
        return bad_syntax(near, query, query.find(near) + 1 if near else 0)
    told = redacted(shown(words.partition("DB-Lib")[0].strip(), 160)).rstrip(".")
    return SourceError(f"The server refused the query: {told}.", "Correct it and try again.")


def _driver() -> Any:
    try:
        import pymssql
    except ImportError as error:
        raise MissingPackageError(
            "Reading from SQL Server needs the package pymssql.",
            "Install it with: pip install -r requirements-sqlserver.txt",
        ) from error
    return pymssql


def _connection(driver: Any, login: Login, secret: str, seconds: int) -> Any:
    if login.tls == "verify":
        raise SourceError(
            "The driver of SQL Server cannot check certificates.",
            "Set 'Encryption' to always, on a network that you trust.",
        )
    return driver.connect(
        server=login.host,
        port=str(login.port),
        user=login.user,
        password=secret,
        database=login.database or "",
        login_timeout=CONNECT_SECONDS,
        timeout=seconds,
        charset="UTF-8",
        appname="Modelwright",
        encryption=_TLS[login.tls],
        read_only=True,
        autocommit=False,
    )


def _kind(declared: str) -> str:
    return _KINDS.get(declared.partition("(")[0].strip().lower(), "text")


def _told(error: Exception) -> tuple[int, str]:
    """Return number and words of an error; the driver gives them as a pair, in bytes."""
    given = error.args[0] if error.args and isinstance(error.args[0], tuple) else error.args
    code = next((part for part in given if isinstance(part, int)), 0)
    words = next((part for part in given if isinstance(part, bytes | str)), "")
    return code, words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
