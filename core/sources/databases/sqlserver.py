"""SQL Server, by pymssql, an extra: its transactions are always rolled back.

SQL Server knows no transaction that only reads. So the statement is checked, nothing is
ever committed, and the server is told that the connection means to read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
from core.sources.databases.trust import no_encryption
from core.text import shown

_TLS = {"prefer": "request", "require": "require", "off": "off"}
_KINDS = MappingProxyType(
    {
        **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "integer"),
        **dict.fromkeys(("decimal", "numeric", "money", "smallmoney"), "decimal"),
        **dict.fromkeys(("float", "real"), "float"),
        **dict.fromkeys(("datetime", "datetime2", "smalldatetime"), "moment"),
        "datetimeoffset": "moment_utc",
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
_SLOW, _LOCKED = 20003, 1222
_REFUSED, _NO_LOGIN, _NO_SERVER = 20018, 20002, 20009
_LIBRARY = "DB-Lib"


class SqlServer(ServerSession):
    """A connection whose work is never committed."""

    dialect: ClassVar = "mssql+pymssql"
    grammar: ClassVar = Grammar(nested_comments=True, brackets=True)
    quotes: ClassVar = ("[", "]")
    tables_query: ClassVar = _TABLES
    columns_query: ClassVar = _COLUMNS

    def _connect(self, secret: str) -> Any:
        return _connection(_driver(), self.login, secret, self.seconds)

    def _let_go(self) -> None:
        try:
            self._connection.rollback()
        finally:
            self._connection.close()

    def _errors(self) -> tuple[type[Exception], ...]:
        # A connection that is dead raises what is no error of the driver's own kind.
        driver = _driver()
        return (driver.Error, driver._mssql.MSSQLException)

    def _run(self, query: str, most: int) -> Sequence[Column]:
        if query[:4].lower() == "show":
            raise SourceError("SQL Server has no SHOW statement.", "Write a SELECT.")
        declared = self._all(_DESCRIBE, (query,))
        # One more than is wanted, so that the reader can tell that there is more.
        self._asked(f"SET ROWCOUNT {int(most) + 1}")
        described = self._asked(query)
        if not declared:
            return [Column(str(column[0]), "text") for column in described]
        return [Column(name or "", _kind(kind or "")) for name, kind in declared]

    def _sentence(self, error: Exception, query: str) -> AppError | None:
        number, said, library = _told(error)
        if said:
            return self._refused(number, said, query)
        if _SLOW in library:
            return too_slow(self.seconds)
        if _NO_SERVER in library:
            return unreachable(self.login, why_unreachable(str(error)) or "refused")
        if _REFUSED in library:
            return self._not_let_in()
        if _NO_LOGIN in library and self.login.tls == "require":
            return no_encryption(self.login)
        if _NO_LOGIN in library:
            return SourceError(
                f"{shown(self.login.host)}:{self.login.port} did not answer as SQL Server does.",
                "Check the port, and whether the server asks for encryption.",
            )
        return SourceError(LOST, AGAIN)

    def _not_let_in(self) -> AppError:
        """Say so where the driver does not tell whether the password or the database is wrong."""
        named = self.login.database
        into = f"database '{shown(named)}'" if named else "this server"
        return SourceError(
            f"The server does not let user '{shown(self.login.user)}' into {into}.",
            "Check user, password and database.",
        )

    def _refused(self, number: int, said: str, query: str) -> AppError:
        known = {
            18456: wrong_password,
            **dict.fromkeys((4060, 911), no_database),
            **dict.fromkeys((229, 230, 262, 297), not_allowed),
        }
        if number in known:
            return known[number](self.login)
        if number == _LOCKED:
            return too_slow(self.seconds)
        if number in _SYNTAX:
            near = said.partition("near '")[2].partition("'")[0]
            return bad_syntax(near, query, query.find(near) + 1 if near else 0)
        told = redacted(shown(said, 160)).rstrip(".")
        return SourceError(f"The server refused the query: {told}.", "Correct it and try again.")


def connect(login: Login, secret: str, seconds: int) -> SqlServer:
    """Open a session."""
    return SqlServer(login, secret, seconds)


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


def _told(error: Exception) -> tuple[int, str, tuple[int, ...]]:
    """Return the server's number and words of an error, and the numbers of the driver's library.

    The driver gives number and words as a pair, the library's words behind the server's.
    Of all logins of a process the driver tells the server's words for the first refused one
    alone; its number then stays, whatever goes wrong later, and so counts only beside words.
    """
    given = error.args[0] if error.args and isinstance(error.args[0], tuple) else error.args
    number = next((part for part in given if isinstance(part, int)), 0)
    words = next((part for part in given if isinstance(part, bytes | str)), "")
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    said = text.partition(_LIBRARY)[0].strip() if _LIBRARY in text or number else ""
    library = re.findall(rf"{_LIBRARY} error message (\d+)", text)
    return number, said, tuple(int(found) for found in library)
