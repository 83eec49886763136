"""A database: one table or one query, read without changing anything."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Protocol

from core.errors import LimitError, SourceError
from core.params import Choice, Number, Secret, Text, Words
from core.progress import Event, Report, silent
from core.sources import MAX_DECODED_BYTES, SOURCES, Loaded, Source
from core.sources.databases import (
    BROWSE_SECONDS,
    FILES,
    LABELS,
    TLS,
    CaFile,
    CaSecret,
    Login,
    Session,
    check_path,
    connected,
    opened_copy,
    size_of_block,
)
from core.sources.databases.statement import MAX_QUERY
from core.text import count, shown

if TYPE_CHECKING:
    import pyarrow as pa

FIRST_BLOCK = 500
PREVIEW_BYTES = 20_000_000
MAX_ROWS = 200_000_000


@SOURCES.add
@dataclass(frozen=True)
class Database(Source):
    """A table or a query of a database, read with its declared types."""

    name: ClassVar[str] = "sql"
    label: ClassVar[str] = "Database"
    what: ClassVar[str] = "Reads a table or a query from a database, without changing anything."
    right: ClassVar[str] = "For data that lives in PostgreSQL, MySQL, MariaDB or SQL Server."
    wrong: ClassVar[str] = "For a file that you have: upload it, it can be read again any time."
    needs_file: ClassVar[bool] = False

    kind: Annotated[
        str, Choice(tuple(LABELS), labels=tuple(LABELS.values()), label="Kind of database")
    ] = "postgresql"
    host: Annotated[str, Text(255, label="Host")] = ""
    port: Annotated[int, Number(0, 65_535, integer=True, help="0 means the usual one.")] = 0
    database: Annotated[str, Text(128, label="Database")] = ""
    user: Annotated[str, Text(128, label="User")] = ""
    password: Annotated[str, Secret(label="Password")] = ""
    tls: Annotated[
        str, Choice(tuple(TLS), labels=tuple(TLS.values()), label="Encryption", advanced=True)
    ] = "prefer"
    ca_file: CaFile = ""
    ca_secret: CaSecret = ""
    path: Annotated[str, Text(1000, label="Path of the file")] = ""
    schema: Annotated[str, Text(128, label="Schema")] = ""
    table: Annotated[str, Text(256, label="Table or view")] = ""
    columns: Annotated[tuple[str, ...], Words(label="Columns", help="None chosen means all.")] = ()
    query: Annotated[str, Text(MAX_QUERY, label="Query", help="Instead of a table.")] = ""
    most: Annotated[int, Number(1, MAX_ROWS, integer=True, label="Rows at most", advanced=True)] = (
        5_000_000
    )
    seconds: Annotated[
        int,
        Number(1, 21_600, integer=True, unit="s", label="Stop the query after", advanced=True),
    ] = 1800

    def describe(self) -> str:
        """Say what is read, and from where."""
        what = "A query" if self.query else shown(self.table or "A table", 80)
        place = shown(self.database or self.path, 80)
        return f"{what} from {LABELS.get(self.kind, self.kind)}{f' {place}' if place else ''}."

    def load(self, file: Path | None = None, rows: int | None = None) -> Loaded:
        """Read all rows that the settings allow, or the first `rows`."""
        if rows is None:
            return whole(self.pieces(file))
        seconds = min(self.seconds, BROWSE_SECONDS)
        with self.session(seconds) as session:
            return whole(read(session, self, Share(rows, seconds, preview=True), silent))

    def pieces(self, file: Path | None = None, report: Report = silent) -> Iterator[Loaded]:
        """Yield the rows in blocks of about 16 MB, as the server sends them."""
        del file
        with self.session(self.seconds) as session:
            yield from read(session, self, Share(self.most, self.seconds), report)

    def session(self, seconds: int = BROWSE_SECONDS) -> AbstractContextManager[Session]:
        """Open the database for reading, for browsing or a question of one's own."""
        if self.kind in FILES:
            return opened_copy(self.kind, check_path(self.path), seconds)
        return connected(self.login(), seconds)

    def login(self) -> Login:
        """Return where the database is, and as whom it is read."""
        from core.sources.databases import SERVERS

        usual = SERVERS[self.kind][1] if self.kind in SERVERS else 0
        port = self.port or usual
        names = (self.host.strip(), port, self.database, self.user, self.password, self.tls)
        return Login(self.kind, *names, self.ca_file.strip(), self.ca_secret)


class Wanted(Protocol):
    """What to read: a query, or a table of a schema with some of its columns."""

    @property
    def schema(self) -> str:
        """The schema, empty for the usual one."""

    @property
    def table(self) -> str:
        """The table or view."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, none for all."""

    @property
    def query(self) -> str:
        """The query that is asked instead."""


@dataclass(frozen=True)
class Share:
    """How much is read at the most: rows, and seconds in all."""

    rows: int
    seconds: int
    preview: bool = False


def read(session: Session, wanted: Wanted, share: Share, report: Report) -> Iterator[Loaded]:
    """Yield the answer in blocks, each with the notes that are new in it."""
    ends = time.monotonic() + share.seconds
    done, taken, total = 0, 0, _expected(session, wanted, share)
    session.ask(question(session, wanted), share.rows)
    # The rows of a preview may be long: they come one, two, four, … at a time.
    block = 1 if share.preview else min(FIRST_BLOCK, share.rows + 1)
    said: set[str] = set()
    while True:
        table, notes, size = session.rows(block)
        kept = table.slice(0, share.rows - done)
        done, taken = done + kept.num_rows, taken + size
        ended = table.num_rows < block or kept.num_rows < table.num_rows
        full = share.preview and taken >= PREVIEW_BYTES and done < share.rows and not ended
        cut = _cut(share, done) if full or kept.num_rows < table.num_rows else ()
        fresh = tuple(note for note in (*notes, *cut) if note not in said)
        said.update(fresh)
        if kept.num_rows or not done:
            yield _loaded(kept, fresh)
        report(Event(done, total if done <= total else 0, f"{count(done, 'row')} read"))
        if ended or full:
            return
        wide = 2 * block if share.preview else size_of_block(size, table.num_rows)
        block = min(wide, share.rows - done + 1)
        _check_time(ends, share.seconds)


def question(session: Session, wanted: Wanted) -> str:
    """Return the statement to run: the query, or one made from table and columns."""
    if wanted.query.strip():
        return wanted.query
    if not wanted.table:
        raise SourceError("No table is chosen.", "Choose a table, or write a query.")
    names = ", ".join(session.quoted(name) for name in wanted.columns) or "*"
    return f"SELECT {names} FROM {session.quoted(wanted.schema, wanted.table)}"  # noqa: S608


def _expected(session: Session, wanted: Wanted, share: Share) -> int:
    """Return about how many rows will come, 0 when nobody knows."""
    if share.preview or wanted.query.strip():
        return 0
    asked = (wanted.schema, wanted.table)
    known = (
        one.rows for one in session.tables() if asked in ((one.schema, one.name), ("", one.name))
    )
    return min(next(known, None) or 0, share.rows)


def _loaded(table: pa.Table, notes: tuple[str, ...]) -> Loaded:
    from core.sources.databases.columns import frame_of

    return Loaded(frame_of(table), notes)


def whole(pieces: Iterator[Loaded]) -> Loaded:
    """Put blocks together, within the memory that a table may take."""
    import pandas as pd

    frames, notes, size = [], list[str](), 0
    for piece in pieces:
        frames.append(piece.frame)
        notes += piece.notes
        size += int(piece.frame.memory_usage(deep=False).sum())
        if size > MAX_DECODED_BYTES:
            raise LimitError(
                f"The answer needs more than {MAX_DECODED_BYTES / 1e9:.0f} GB of memory.",
                "Ask for fewer rows or columns.",
            )
    return Loaded(pd.concat(frames, ignore_index=True), tuple(notes))


def _cut(share: Share, done: int) -> tuple[str, ...]:
    """Say that not all was read, where nobody would expect it."""
    if not share.preview:
        return (f"Only the first {count(done, 'row')} were read; the answer has more.",)
    if done == share.rows:
        return ()
    most = f"{PREVIEW_BYTES // 1_000_000} MB"
    return (f"Only the first {count(done, 'row')} are shown: a preview ends after {most}.",)


def _check_time(ends: float, seconds: int) -> None:
    if time.monotonic() > ends:
        raise LimitError(
            f"Reading was stopped after {seconds:,} seconds, its time limit.",
            "Ask for fewer rows, or allow more time in the settings.",
        )
