"""An uploaded database: a table or a query of an SQLite or DuckDB file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Self

from core.params import Number, Text, Words
from core.progress import Report, silent
from core.sources import SOURCES, Loaded, Source, need_file
from core.sources.content import HEAD_BYTES, content_of
from core.sources.databases import BROWSE_SECONDS, FILES, Listed, Session, opened
from core.sources.databases.statement import MAX_QUERY
from core.sources.sql import MAX_ROWS, Share, read, whole
from core.text import listed, shown


@SOURCES.add
@dataclass(frozen=True)
class DatabaseFile(Source):
    """A table or a query of a database file, read without changing it."""

    name: ClassVar[str] = "database_file"
    label: ClassVar[str] = "Database file"
    what: ClassVar[str] = "Reads a table or a query from an SQLite or DuckDB file."
    right: ClassVar[str] = "For data that an app or a notebook keeps in one file."
    wrong: ClassVar[str] = "For a database that others write to: connect to its server."
    suffixes: ClassVar[tuple[str, ...]] = (".sqlite", ".sqlite3", ".db", ".duckdb", ".ddb")

    schema: Annotated[str, Text(128, label="Schema", advanced=True)] = ""
    table: Annotated[str, Text(256, label="Table or view", help="Empty means the largest.")] = ""
    columns: Annotated[tuple[str, ...], Words(label="Columns", help="None chosen means all.")] = ()
    query: Annotated[str, Text(MAX_QUERY, label="Query", help="Instead of a table.")] = ""
    most: Annotated[int, Number(1, MAX_ROWS, integer=True, label="Rows at most", advanced=True)] = (
        5_000_000
    )
    seconds: Annotated[
        int, Number(1, 21_600, integer=True, unit="s", label="Stop after", advanced=True)
    ] = 600

    @classmethod
    def sniff(cls, head: bytes, name: str) -> float:
        """Recognise the marks with which the files begin."""
        return 1.0 if content_of(head, name) in FILES else 0.0

    @classmethod
    def guess(cls, file: Path) -> Self:
        """Choose the largest table."""
        with _opened(file, BROWSE_SECONDS) as session:
            largest = _largest(session.tables())
        return cls(schema=largest.schema, table=largest.name) if largest else cls()

    def describe(self) -> str:
        """Say what is read."""
        what = "A query" if self.query else f"Table '{shown(self.table, 80)}'"
        return f"{what} of a database file." if self.query or self.table else "A database file."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read all rows that the settings allow, or the first `rows`."""
        if rows is None:
            return whole(self.pieces(file))
        seconds = min(self.seconds, BROWSE_SECONDS)
        with _opened(need_file(file), seconds) as session:
            return whole(read(session, self._wanted(session), Share(rows, seconds, True), silent))

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        """Yield the rows in blocks; the first says which other tables the file has."""
        with _opened(need_file(file), self.seconds) as session:
            wanted = self._wanted(session)
            others = [] if self.query else [t.name for t in session.tables()]
            others = [name for name in others if name != wanted.table]
            told = (f"The file has other tables: {listed(others)}.",) if others else ()
            for piece in read(session, wanted, Share(self.most, self.seconds), report):
                yield Loaded(piece.frame, (*told, *piece.notes))
                told = ()

    def _wanted(self, session: Session) -> DatabaseFile:
        """Return what to read: what was chosen, or the largest table."""
        if self.query.strip() or self.table:
            return self
        largest = _largest(session.tables())
        return self.edit(schema=largest.schema, table=largest.name) if largest else self


def tables_of(file: Path) -> list[Listed]:
    """Return the tables and views of a database file."""
    with _opened(file, BROWSE_SECONDS) as session:
        return session.tables()


def _opened(file: Path, seconds: int) -> AbstractContextManager[Session]:
    with file.open("rb") as content:
        kind = content_of(content.read(HEAD_BYTES))
    return opened(kind if kind in FILES else "sqlite", file, seconds)


def _largest(tables: list[Listed]) -> Listed | None:
    """Return the table with most rows; views and tables of unknown size come last."""
    sized = sorted(tables, key=lambda table: (table.is_view, -(table.rows or 0)))
    return sized[0] if sized else None
