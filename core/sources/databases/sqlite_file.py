"""SQLite files: opened as they lie, with every door but reading shut.

A cell of SQLite may hold anything whatever its column declares, so a first pass over the
answer finds out which types really occur; the answer is then read with types that fit all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from core.errors import SourceError
from core.sources.databases import MAX_TABLES, Column, Listed, check_columns
from core.sources.databases.columns import bytes_of, kept, table_of
from core.sources.databases.link import linked
from core.sources.databases.statement import Grammar, check_statement
from core.text import shown

if TYPE_CHECKING:
    import pyarrow as pa

GRAMMAR = Grammar(brackets=True)
MAX_CELL = 100_000_000
_READING = (
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
)
_PRAGMAS = ("table_xinfo", "data_version")
_NO_FUNCTIONS = ("load_extension", "fts3_tokenizer", "readfile", "writefile", "edit")
_DAY = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]"
_MOMENT = (
    "{c} GLOB '" + _DAY + "*' AND length({c}) IN (10, 16, 19, 21, 22, 23, 24, 25, 26)"
    " AND julianday({c}) IS NOT NULL AND {c} NOT GLOB '??????????*[-+zZ]*'"
)


class SqliteFile:
    """A connection that can only read."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._link = linked("sqlite", connection)
        self._answer: Any = None
        self._places: tuple[int, ...] = ()
        self._columns: tuple[Column, ...] = ()
        self._notes: tuple[str, ...] = ()

    def tables(self) -> list[Listed]:
        """Return tables and views, with the number of rows where it costs nothing."""
        with _in_words():
            look = sa.inspect(self._link)
            tables, views = look.get_table_names(), look.get_view_names()
        listed = [Listed("", name, False, self._highest(name)) for name in tables[:MAX_TABLES]]
        return [*listed, *(Listed("", name, True) for name in views)][:MAX_TABLES]

    def columns(self, schema: str, table: str) -> list[tuple[str, str]]:
        """Return name and declared type of each column of a table."""
        del schema
        with _in_words():
            asked = f"PRAGMA table_xinfo({_quoted(table)})"
            found = self._link.exec_driver_sql(asked).fetchall()
        if not found:
            raise SourceError(f"There is no table '{shown(table)}' in the file.", "Choose another.")
        return [(str(row[1]), str(row[2]).lower()) for row in found]

    def ask(self, query: str, most: int) -> tuple[Column, ...]:
        """Run one statement that only reads."""
        text = check_statement(query, GRAMMAR)
        with _in_words():
            first = f"SELECT * FROM (\n{text}\n) LIMIT 0"  # noqa: S608 - checked to read only
            described = self._link.exec_driver_sql(first).cursor.description
            names = [str(column[0]) for column in described]
            check_columns([Column(name, "text") for name in names])
            kinds = self._kinds(text, len(names), most + 1)
            self._answer = self._link.exec_driver_sql(text).cursor
        declared = [Column(name, kind) for name, kind in zip(names, kinds, strict=True)]
        self._places, self._columns, self._notes = kept(declared)
        return self._columns

    def rows(self, number: int) -> tuple[pa.Table, tuple[str, ...], int]:
        """Return the next rows of the answer, what was changed, and how many bytes came."""
        with _in_words():
            fetched = self._answer.fetchmany(number)
        table, changes = table_of(self._columns, self._places, fetched)
        notes, self._notes = (*self._notes, *changes), ()
        return table, notes, bytes_of(table, self._places, fetched)

    def _highest(self, table: str) -> int | None:
        """Return the last row's number, which is near the number of rows."""
        with suppress(DBAPIError):
            asked = f"SELECT max(rowid) FROM {_quoted(table)}"  # noqa: S608
            highest = self._link.exec_driver_sql(asked).scalar()
            return int(highest) if isinstance(highest, int) and highest >= 0 else 0
        return None

    def _kinds(self, text: str, size: int, most: int) -> list[str]:
        """Find out which types occur in each column of the answer."""
        own = [f"c{at}" for at in range(size)]
        kinds: list[str] = []
        for start in range(0, size, 300):
            block = own[start : start + 300]
            asked = ", ".join(_occurring(name) for name in block)
            inner = f"SELECT * FROM (\n{text}\n) LIMIT {most}"  # noqa: S608 - reads only
            query = f"WITH answer({', '.join(own)}) AS ({inner}) SELECT {asked} FROM answer"  # noqa: S608
            found = self._link.exec_driver_sql(query).one()
            kinds += [_kind(found[at * 5 : at * 5 + 5]) for at in range(len(block))]
        return kinds


def open_file(file: Path) -> SqliteFile:
    """Open a file that nobody writes to."""
    # A copy with changes beside it is completed first; any other file stays untouched.
    how = "mode=ro" if file.with_name(f"{file.name}-wal").exists() else "mode=ro&immutable=1"
    with _in_words():
        connection = sqlite3.connect(
            f"file:{quote(str(file))}?{how}", uri=True, isolation_level=None
        )
        connection.text_factory = lambda content: content.decode("utf-8", "replace")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("SELECT count(*) FROM sqlite_master")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_CELL)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.set_authorizer(_may)
    return SqliteFile(connection)


def _may(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """Allow reading alone; SQLite asks before it prepares a statement."""
    if action == sqlite3.SQLITE_FUNCTION and second in _NO_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    if action in _READING or (action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _occurring(name: str) -> str:
    kind = f"typeof({name})"
    odd = f"{kind} = 'text' AND NOT ({_MOMENT.format(c=name)})"
    tests = [f"{kind} = '{named}'" for named in ("blob", "text", "real", "integer")]
    return ", ".join(f"coalesce(max({test}), 0)" for test in (*tests, odd))


def _kind(found: Sequence[Any]) -> str:
    blob, text, real, integer, odd = map(bool, found)
    if blob:
        return "binary"
    if text:
        return "moment" if not (odd or real or integer) else "text"
    if real:
        return "float"
    return "integer" if integer else "float"


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise _sentence(str(getattr(error, "orig", error))) from error


def _sentence(words: str) -> SourceError:
    lower = words.lower()
    if "not authorized" in lower or "prohibited" in lower:
        return SourceError("The query may only read tables of this file.", "Leave the rest out.")
    if "not a database" in lower or "encrypted" in lower:
        return SourceError(
            "The file is not an SQLite database, or it is encrypted.", "Choose another file."
        )
    if "malformed" in lower or "corrupt" in lower:
        return SourceError(
            "The SQLite file is damaged, or was being written to when it was copied.",
            "Close the program that uses it, and copy or upload it again.",
        )
    if "no such module" in lower:
        return SourceError(
            "The file uses an extension of SQLite that is not present here.", "Choose a table."
        )
    return SourceError(f"SQLite refused the query: {shown(words, 160)}.", "Correct the query.")
