"""Reading from databases: one session contract, one file for each kind of server or file.

A session is an open connection that can only read. `ask` runs one checked statement and
gives its columns before any row; `rows` then come in blocks of the size that is asked for.
Connections are opened here, with settings that hold; statements go through SQLAlchemy.
Nothing here keeps a password: it is revealed, handed to the driver, and gone.
"""

from __future__ import annotations

import importlib
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Protocol

from core.data_folder import check_outside
from core.errors import SettingError, SourceError
from core.files import typed_path
from core.params import Secret, Text
from core.reach import check_host, is_shared
from core.secret_store import reveal
from core.text import shown, without_passwords

if TYPE_CHECKING:
    import pyarrow as pa

CONNECT_SECONDS = 10
BROWSE_SECONDS = 20
MAX_TABLES = 5000
SERVERS = MappingProxyType(
    {
        "postgresql": ("PostgreSQL", 5432),
        "mysql": ("MySQL or MariaDB", 3306),
        "sqlserver": ("SQL Server", 1433),
    }
)
FILES = MappingProxyType({"sqlite": "SQLite file", "duckdb": "DuckDB file"})
LABELS = MappingProxyType({**{name: label for name, (label, _) in SERVERS.items()}, **FILES})
TLS = MappingProxyType(
    {
        "prefer": "If the server offers it",
        "require": "Always",
        "verify": "Always, and check the certificate",
        "off": "Never",
    }
)
TLS_MEANS = MappingProxyType(
    {
        "prefer": "Whoever answers is not checked, and may say that it cannot encrypt.",
        "require": "Nobody on the way can read along, but whoever answers is not checked.",
        "verify": "The safest: the server must show a certificate for this very host, from an "
        "authority that is trusted, before it is told anything.",
        "off": "Everybody on the way can read the rows: for this computer or a network of your "
        "own.",
    }
)
UNCHECKED = frozenset({"sqlserver"})
"""Kinds of server whose driver cannot check a certificate."""
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")
CaFile = Annotated[
    str,
    Text(
        1000,
        label="CA file",
        help="A file on this computer with the certificate of the server's authority, in PEM.",
        advanced=True,
    ),
]
CaSecret = Annotated[
    str,
    Secret(
        label="CA secret",
        help="The name of a secret that holds such a certificate, instead of a file.",
        advanced=True,
    ),
]
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Login:
    """Which database to open, and as whom; `password` and `ca_secret` are names of secrets."""

    kind: str
    host: str = ""
    port: int = 0
    database: str = ""
    user: str = ""
    password: str = ""
    tls: str = "prefer"
    ca_file: str = ""
    ca_secret: str = ""


@dataclass(frozen=True)
class Listed:
    """A table or view of a database; `rows` is an estimate, None when nobody knows."""

    schema: str
    name: str
    is_view: bool = False
    rows: int | None = None


@dataclass(frozen=True)
class Column:
    """A column of an answer: its name and its kind, one of `columns.KINDS`."""

    name: str
    kind: str


class Session(Protocol):
    """An open connection that can only read."""

    def tables(self) -> list[Listed]:
        """Return the tables and views that the user may read, without the server's own."""

    def columns(self, schema: str, table: str) -> list[tuple[str, str]]:
        """Return name and declared type of each column of a table."""

    def quoted(self, *names: str) -> str:
        """Return names as an identifier, quoted and joined with dots."""

    def ask(self, query: str, most: int) -> tuple[Column, ...]:
        """Run one statement that only reads, of which at most `most` rows will be fetched."""

    def rows(self, number: int) -> tuple[pa.Table, tuple[str, ...], int]:
        """Return the next rows, at most `number`, what was changed, and how many bytes came."""

    def close(self) -> None:
        """Roll back and disconnect, whatever state the connection is in."""


@contextmanager
def connected(login: Login, seconds: int) -> Iterator[Session]:
    """Open a session on a server, in which no statement runs longer than `seconds`."""
    check_login(login)
    secret = reveal(login.password, login.host) if login.password else ""
    module = importlib.import_module(f"core.sources.databases.{login.kind}")
    session: Session = module.connect(login, secret, seconds)
    try:
        yield session
    finally:
        session.close()


@contextmanager
def opened(kind: str, file: Path, seconds: int) -> Iterator[Session]:
    """Open a session on a database file that nobody writes to, in a process of its own."""
    from core.sources.databases.file import FileSession

    session = FileSession(kind, file, seconds)
    try:
        yield session
    finally:
        session.close()


@contextmanager
def opened_copy(kind: str, file: Path, seconds: int) -> Iterator[Session]:
    """Open a session on a private copy of a database file that another program may use."""
    with tempfile.TemporaryDirectory(prefix="modelwright-") as folder:
        own = Path(folder) / file.name
        try:
            # Changes that are not in the file yet lie beside it.
            for ending in ("", "-wal", ".wal"):
                beside = file.with_name(file.name + ending)
                if beside.is_file():
                    shutil.copyfile(beside, own.with_name(own.name + ending))
        except OSError as error:
            reason = (error.strerror or "no reason is known").lower()
            raise SourceError(
                f"'{shown(file.name)}' cannot be copied: {reason}.",
                "Check that the file may be read and that the disk has room for a copy.",
            ) from error
        with opened(kind, own, seconds) as session:
            yield session


def check_login(login: Login) -> None:
    """Refuse a login that is not complete, or that could mean more than it says."""
    if login.kind not in SERVERS:
        raise SettingError(
            f"'{shown(login.kind)}' is not a database server that is read here.",
            f"Known: {', '.join(label for label, _ in SERVERS.values())}.",
        )
    check_address(login)


def check_address(login: Login) -> None:
    """Refuse a host, port or name that could mean more than it says, or may not be reached."""
    if not _HOST.fullmatch(login.host):
        said = f"'{shown(login.host)}' is not the name of a host." if login.host else ""
        if "@" in login.host or "://" in login.host:  # it may hold a password
            said = "A whole address was given, where the name of a host is needed."
        raise SettingError(said or "No host is named.", "Give one host name or address alone.")
    if login.tls not in TLS or not 1 <= login.port <= 65_535:
        raise SettingError("The port must be between 1 and 65,535.", "Correct the port.")
    for what, value in (("database", login.database), ("user", login.user)):
        if _CONTROL.search(value) or "=" in value or "://" in value:
            raise SettingError(
                f"What was given cannot be the name of a {what}.",  # it may hold a password
                "Give the name alone: no address and no parameters.",
            )
    check_host(login.host)


def check_path(path: str) -> Path:
    """Return a database file on this computer; on a shared server files are uploaded."""
    if is_shared():
        raise SettingError(
            "On a shared server a database file is not opened by its path.", "Upload the file."
        )
    found = typed_path(path)
    if not path or "\x00" in path or not found.is_file():
        said = shown(without_passwords(path))
        raise SourceError(f"There is no file '{said}'.", "Check the path.")
    check_outside(found)
    return found


def size_of_block(table_bytes: int, rows: int) -> int:
    """Return how many rows to fetch next, so that a block stays near 16 MB.

    >>> size_of_block(1_000_000, 1000), size_of_block(0, 0)
    (16000, 2000)
    """
    if not rows:
        return 2000
    return max(10, min(50_000, int(16_000_000 * rows / max(table_bytes, 1))))


def check_columns(found: Sequence[Column]) -> None:
    """Refuse an answer without columns, or with more than a table may have."""
    from core.column_names import MAX_COLUMNS

    if len(found) > MAX_COLUMNS:
        raise SourceError(
            f"The answer has {len(found):,} columns; the limit is {MAX_COLUMNS:,}.",
            "Name the columns you need.",
        )
    if not found:
        raise SourceError("The statement returned no table.", "Ask for rows: SELECT … FROM ….")
