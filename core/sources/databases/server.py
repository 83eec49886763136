"""What all servers have in common: one statement at a time, its answer in blocks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from sqlalchemy.exc import DBAPIError, PendingRollbackError

from core.errors import AppError, LimitError, SourceError
from core.secret_store import redacted, without_values
from core.sources.databases import MAX_TABLES, Column, Listed, Login, check_columns
from core.sources.databases.columns import bytes_of, kept, table_of
from core.sources.databases.link import linked
from core.sources.databases.statement import Grammar, check_statement
from core.text import shown

if TYPE_CHECKING:
    import pyarrow as pa

LOST = "The connection to the server was lost."
AGAIN = "Check that the server is up, and try again."


class ServerSession(ABC):
    """The law of the family: every driver's error becomes one sentence without secrets.

    A server's class opens a connection that is read only in the eyes of the server too,
    says which columns an answer has, and puts the driver's errors into words. Statements go
    through SQLAlchemy as they are written, and rows come as the driver makes them.
    """

    dialect: ClassVar[str]
    grammar: ClassVar[Grammar]
    quotes: ClassVar[tuple[str, str]] = ('"', '"')
    tables_query: ClassVar[str]
    columns_query: ClassVar[str]

    def __init__(self, login: Login, secret: str, seconds: int) -> None:
        self.login = login
        self.seconds = seconds
        with self.in_words(""):
            self._connection = self._connect(secret)
        self._link = linked(self.dialect, self._connection)
        self._answer: Any = None
        self._places: tuple[int, ...] = ()
        self._columns: tuple[Column, ...] = ()
        self._notes: tuple[str, ...] = ()

    def tables(self) -> list[Listed]:
        """Return the tables and views that the user may read."""
        found = self._all(self.tables_query, ())[:MAX_TABLES]
        return [
            Listed(str(schema), str(name), bool(is_view), None if rows is None else int(rows))
            for schema, name, is_view, rows in found
        ]

    def columns(self, schema: str, table: str) -> list[tuple[str, str]]:
        """Return name and declared type of each column of a table."""
        found = self._all(self.columns_query, (schema, table))
        if not found:
            raise SourceError(
                f"There is no table '{shown(table)}' that {shown(self.login.user)} may read.",
                "Choose one from the list of tables.",
            )
        return [(str(name), str(kind)) for name, kind in found]

    def quoted(self, *names: str) -> str:
        """Return names as an identifier, quoted and joined with dots."""
        first, last = self.quotes
        return ".".join(first + name.replace(last, last * 2) + last for name in names if name)

    def ask(self, query: str, most: int) -> tuple[Column, ...]:
        """Run one statement that only reads."""
        text = check_statement(query, self.grammar)
        with self.in_words(text):
            declared = self._run(text, most)
        check_columns(declared)
        self._places, self._columns, self._notes = kept(declared)
        return self._columns

    def rows(self, number: int) -> tuple[pa.Table, tuple[str, ...], int]:
        """Return the next rows of the answer, what was changed, and how many bytes came."""
        with self.in_words(""):
            fetched = self._fetch(number)
        table, changes = table_of(self._columns, self._places, fetched)
        notes, self._notes = (*self._notes, *changes), ()
        return table, notes, bytes_of(table, self._places, fetched)

    def close(self) -> None:
        """Let go of answer and connection, whatever state they are in."""
        with suppress(*self._errors()):
            self._let_go()
        self._link.invalidate()

    @contextmanager
    def in_words(self, query: str) -> Iterator[None]:
        """Turn an error of the driver into one sentence."""
        try:
            yield
        except AppError:
            raise
        except UnicodeError as error:
            raise SourceError(
                "The database holds text that is not valid in its encoding.",
                "Leave the column out, or convert it in the query.",
            ) from error
        except PendingRollbackError:  # asked again after the connection was lost
            raise SourceError(LOST, AGAIN) from None
        except DBAPIError as error:
            self._say(error.orig or error, query)
        except self._errors() as error:
            self._say(error, query)

    @abstractmethod
    def _connect(self, secret: str) -> Any:
        """Return an open connection of the driver that can only read."""

    def _let_go(self) -> None:
        """Do what must come before the connection is closed; most servers roll back then."""
        if self._answer is not None:
            self._answer.close()

    @abstractmethod
    def _errors(self) -> tuple[type[Exception], ...]: ...

    @abstractmethod
    def _sentence(self, error: Any, query: str) -> AppError | None:
        """Return the error in words; None when the driver's own words must do."""

    @abstractmethod
    def _run(self, query: str, most: int) -> Sequence[Column]: ...

    def _asked(self, query: str) -> Sequence[Any]:
        """Run a statement as it is written, and return what the driver says of its columns."""
        self._answer = self._link.exec_driver_sql(query).cursor
        return self._answer.description or () if self._answer else ()

    def _fetch(self, number: int) -> Sequence[Sequence[Any]]:
        # SQLAlchemy's own rows would take a third more time, and read on after an error.
        rows: Sequence[Sequence[Any]] = self._answer.fetchmany(number)
        return rows

    def _all(self, query: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        """Run one of our own queries, with values bound, and return all rows."""
        with self.in_words(""):
            found = self._link.exec_driver_sql(query, tuple(values) or None)
            return [tuple(row) for row in found]

    def _say(self, error: BaseException, query: str) -> NoReturn:
        known = self._sentence(error, query)
        if known is not None:
            raise type(known)(without_values(known.message), known.hint) from None
        words = redacted(shown(str(error).strip().partition("\n")[0], 200)).rstrip(".")
        raise SourceError(f"The server refused: {words}.", "Correct the query and try again.")


def unreachable(login: Login, why: str) -> SourceError:
    """Say that a host does not answer."""
    hint = {
        "name": "Check the spelling of the host.",
        "refused": "Check the port, and that the server listens on it.",
        "time": "Check host and port, and that no firewall stands between.",
    }[why]
    reason = {
        "name": "there is no such host",
        "refused": "nothing listens there",
        "time": "it did not answer in time",
    }[why]
    place = f"{shown(login.host)}:{login.port}"
    return SourceError(f"Could not reach {place}: {reason}.", hint)


def why_unreachable(words: str) -> str:
    """Return which of the three reasons an error names; empty for none.

    >>> why_unreachable("[Errno 111] Connection refused")
    'refused'
    """
    lower = words.lower()
    reasons = {
        "name": ("resolve", "name or service", "nodename", "getaddrinfo", "name resolution"),
        "time": ("timeout", "timed out", "no route", "unreachable"),
        "refused": ("refused",),
    }
    return next((why for why, texts in reasons.items() if any(t in lower for t in texts)), "")


def wrong_password(login: Login) -> SourceError:
    """Say that the server does not accept user and password."""
    return SourceError(
        f"The server does not accept user '{shown(login.user)}' with this password.",
        "Check both and enter the password again.",
    )


def no_database(login: Login) -> SourceError:
    """Say that there is no such database."""
    return SourceError(
        f"There is no database '{shown(login.database)}' on this server, or it is closed to"
        f" '{shown(login.user)}'.",
        "Check the name; capital letters may matter.",
    )


def too_slow(seconds: int) -> LimitError:
    """Say that a statement ran too long."""
    return LimitError(
        f"The query was stopped after {seconds:,} seconds, its time limit.",
        "Ask for fewer rows, or allow more time in the settings.",
    )


def not_allowed(login: Login) -> SourceError:
    """Say that the user may not read something."""
    return SourceError(
        f"'{shown(login.user)}' may not read everything that this query needs.",
        "Ask whoever runs the database for the right to SELECT, or choose another table.",
    )


def too_many() -> SourceError:
    """Say that a server takes no more connections."""
    return SourceError("The server has too many connections.", "Try again in a minute.")


def not_read_only() -> SourceError:
    """Say that a statement tried to write."""
    return SourceError(
        "The query tried to change the database, which is open for reading only.",
        "Write a query that only reads.",
    )


def bad_syntax(near: str, query: str, at: int) -> SourceError:
    """Say where a query is wrong; `at` counts characters from 1, 0 when nobody knows."""
    line = query.count("\n", 0, at - 1) + 1 if at else 0
    column = at - (query.rfind("\n", 0, at - 1) + 1) if at else 0
    place = f" on line {line}, character {column}" if at else ""
    words = f" near '{shown(near, 40)}'" if near else ""
    return SourceError(f"The query has a mistake{words}{place}.", "Correct it and try again.")
