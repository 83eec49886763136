"""One database for all projects: checked when opened, backed up, its refusals in words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from core.errors import StorageError
from core.files import storage_error, write_atomic
from core.locks import grab, locked, open_lock
from core.projects.schema import SCHEMA, about, metadata

FILE = "modelwright.db"
BACKUP = "modelwright.backup.db"
SAVES_PER_BACKUP = 50
BACKUP_SECONDS = 3600
BUSY_SECONDS = 5
_SIDES = ("", "-wal", "-shm")
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


class Database:
    """SQLite in the project folder, or any database SQLAlchemy reaches by URL.

    SQLite: write-ahead log, every commit on disk before it is acknowledged, and every
    write begins with the write lock, because a read that turns into a write fails at once
    when somebody else writes. Nothing is opened before the first use.
    """

    def __init__(self, root: Path, url: str | None, clock: Callable[[], float]) -> None:
        self.root = root
        self.notes: tuple[str, ...] = ()
        self._url = url
        self._clock = clock
        self._engine: sa.Engine | None = None
        self._in_use: int | None = None
        self._writes = 0

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one consistent state."""
        with in_words(), self._open().connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Give a connection whose changes are kept together or not at all."""
        engine = self._open()
        with in_words(), engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                yield connection
        self._writes += 1
        if self._writes % SAVES_PER_BACKUP == 0:
            self._try_back_up()

    def close(self) -> None:
        """Let go of every connection and of the mark that the database is in use."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None
        if self._in_use is not None:
            os.close(self._in_use)
            self._in_use = None

    def back_up(self) -> None:
        """Copy the database, check the copy, and make it the last good backup."""
        if self._url is None:
            write_atomic(self.root / BACKUP, self._copy)

    def scrub(self) -> None:
        """Leave no trace of what was deleted in the log of changes and in the backup."""
        if self._url is None:
            with in_words(), self._open().connect() as link:
                link.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.back_up()

    def _try_back_up(self) -> None:
        """Back up without failing the save that is already on disk; a refusal is noted."""
        try:
            self.back_up()
        except StorageError as error:
            self.notes = (*self.notes, f"No backup was made: {error.message}")

    def _backup_is_old(self) -> bool:
        backup = self.root / BACKUP
        return not backup.exists() or self._clock() - backup.stat().st_mtime > BACKUP_SECONDS

    def _copy(self, target: Path) -> None:
        source, copy = _plain(self.root / FILE), _plain(target)
        try:
            with in_words():
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
        finally:
            source.close()
            copy.close()
        if not _is_sound(target):
            raise StorageError("The backup of the project database came out damaged.")

    def _open(self) -> sa.Engine:
        if self._engine is None:
            if self._url is not None:
                engine = sa.create_engine(self._url, pool_pre_ping=True)
            else:
                self._prepare_file()
                engine = _sqlite_engine(self.root / FILE)
            self._make_tables(engine)
            self._engine = engine
            if self._backup_is_old():
                self._try_back_up()
        return self._engine

    def _make_tables(self, engine: sa.Engine) -> None:
        with in_words():
            if not sa.inspect(engine).has_table("about"):
                with engine.connect().execution_options(writes=True) as link, link.begin():
                    metadata.create_all(link, checkfirst=True)
                    if link.execute(sa.select(about)).first() is None:
                        link.execute(about.insert(), {"name": "schema", "value": str(SCHEMA)})
            with engine.connect() as link:
                found = link.execute(sa.select(about.c.value).filter_by(name="schema")).scalar_one()
        _refuse_newer(int(found))

    def _prepare_file(self) -> None:
        """Refuse a newer file untouched, and replace a damaged one by its last good backup."""
        path = self.root / FILE
        with locked(self.root / ".opening.lock"):
            alone = open_lock(self.root / ".in-use.lock")
            try:
                if path.exists() and not _is_sound(path):
                    if not grab(alone):
                        raise StorageError(
                            "The project database is damaged and another process uses it.",
                            "Stop the other process and start again: the backup is restored then.",
                        )
                    self._restore(path)
                elif path.exists():
                    _refuse_newer(_schema_of(path))
                grab(alone, shared=True, wait=True)
            except BaseException:
                os.close(alone)
                raise
            self._in_use = alone

    def _restore(self, path: Path) -> None:
        moment = datetime.fromtimestamp(self._clock(), UTC)
        kept = f"{path.name}.corrupt-{moment:%Y%m%d-%H%M%S}"
        for side in _SIDES:
            old = path.with_name(path.name + side)
            if old.exists():
                old.replace(path.with_name(kept + side))
        backup = self.root / BACKUP
        lost = f"The project database was damaged. The damaged file is kept as {kept}."
        if backup.exists() and _is_sound(backup):
            write_atomic(path, lambda partial: _clone(backup, partial))
            when = datetime.fromtimestamp(backup.stat().st_mtime, UTC)
            lost += f" The backup of {when:%Y-%m-%d %H:%M} UTC was restored; later work is missing."
        else:
            lost += " There was no sound backup, so the list of projects starts empty."
        self.notes = (*self.notes, lost)


@contextmanager
def in_words() -> Iterator[None]:
    """Turn refusals of the database and the disk into sentences."""
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.DatabaseError) as error:
        raise _sentence(str(getattr(error, "orig", None) or error)) from error
    except OSError as error:
        raise storage_error(error, Path(error.filename or ".")) from error


def _sentence(text: str) -> StorageError:
    for part, (message, hint) in _REFUSALS.items():
        if part in text:
            return StorageError(message, hint)
    return StorageError("The project database refused the request.", "Try again.")


_DAMAGED = (
    "The project database is damaged.",
    "Restart the server: the last good backup is restored then.",
)
_READ_ONLY = (
    "The project folder cannot be written. Nothing was changed.",
    "Check the permissions of the data folder.",
)
_REFUSALS = {
    "disk is full": (
        "The disk is full. Nothing was changed.",
        "Free some space and try again.",
    ),
    "readonly database": _READ_ONLY,
    "unable to open": _READ_ONLY,
    "disk I/O error": (
        "The disk refused to write. Nothing was changed.",
        "Check the free space and the health of the disk, and try again.",
    ),
    "locked": (
        f"The project database is busy (waited {BUSY_SECONDS} seconds). Nothing was changed.",
        "Try again in a moment.",
    ),
    "malformed": _DAMAGED,
    "not a database": _DAMAGED,
}


def _sqlite_engine(path: Path) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})

    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    sa.event.listen(engine, "connect", prepare)
    sa.event.listen(engine, "begin", begin)
    return engine


def _plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS)


def _clone(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())


def _is_sound(path: Path) -> bool:
    """Ask SQLite whether a file is a whole database. An empty file counts as one."""
    link = _plain(path)
    try:
        return bool(link.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.OperationalError as error:
        if "malformed" in str(error):
            return False
        raise _sentence(str(error)) from error
    except sqlite3.DatabaseError:
        return False
    finally:
        link.close()


def _schema_of(path: Path) -> int:
    link = _plain(path)
    try:
        row = link.execute("SELECT value FROM about WHERE name = 'schema'").fetchone()
    except sqlite3.OperationalError:
        # A kill before the first commit leaves a file without tables.
        return SCHEMA
    finally:
        link.close()
    return int(row[0]) if row else SCHEMA


def _refuse_newer(found: int) -> None:
    if found > SCHEMA:
        raise StorageError(
            f"The projects were written by a newer version (format {found}; this one reads"
            f" up to {SCHEMA}). Nothing was changed.",
            "Update this installation, or use another data folder.",
        )
