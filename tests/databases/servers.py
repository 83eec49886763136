"""Real servers on free ports, in folders of their own, as a user without rights."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.secret_store import remember
from core.sources.databases import Login

ADMIN, READER = "admin", "reader"
ADMIN_PASSWORD, READER_PASSWORD = "admin of the tests", "canary-d41d8cd98f"  # noqa: S105
OWNER = "ann"
PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and how to fill it."""

    kind: str
    port: int
    folder: Path
    fill: Callable[[Sequence[str]], None]

    def login(self, **changes: Any) -> Login:
        """Return the login of a user who may only read."""
        host = str(changes.get("host", "127.0.0.1"))
        secret = remember(READER_PASSWORD, OWNER, host, "reader")
        given = {"database": "shop", "user": READER, "password": secret, "tls": "prefer"}
        return Login(self.kind, **{"host": host, "port": self.port, **given, **changes})


def settings(server: Server, **changes: Any) -> dict[str, Any]:
    """Return the settings of a source that reads from a server."""
    login = vars(server.login())
    return {**login, **changes}


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key, signed by an authority; PEM files."""

    file: Path
    key: Path
    authority: Path

    def laid_in(self, folder: Path) -> Certificate:
        """Return a copy that the user without rights may read, and nobody else."""
        copies = []
        for name in ("file", "key", "authority"):
            copy = folder / f"{name}.pem"
            copy.write_bytes(getattr(self, name).read_bytes())
            copy.chmod(0o600)
            _own(copy)
            copies.append(copy)
        return Certificate(*copies)


@contextmanager
def postgresql(certificate: Certificate | None = None) -> Iterator[Server]:
    """Start PostgreSQL, or skip where it is not installed; with a certificate it encrypts."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = shutil.which("initdb")
    home = programs[-1] if programs else Path(found).parent if found else None
    if home is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    with _folder() as folder:
        data, secret = folder / "data", folder / "password"
        secret.write_text(ADMIN_PASSWORD)
        own = ["--pwfile", str(secret), "-U", ADMIN, "-A", "scram-sha-256", "-N", "-E", "UTF8"]
        _run([str(home / "initdb"), "-D", str(data), "--locale=C", *own])
        port = free_port()
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "log_statement": "none",
        }
        if certificate:
            own_copy = certificate.laid_in(folder)
            options |= {"ssl": "on", "ssl_cert_file": str(own_copy.file)}
            options |= {"ssl_key_file": str(own_copy.key)}
        named = [text for name, value in options.items() for text in ("-c", f"{name}={value}")]
        command = [str(home / "postgres"), "-D", str(data), "-p", str(port), *named]
        with _running(command, folder, lambda: _fill_postgresql(port, ["select 1"])):
            _fill_postgresql(port, ["create database shop"])
            yield Server(
                "postgresql", port, folder, lambda script: _fill_postgresql(port, script, "shop")
            )


@contextmanager
def mariadb(certificate: Certificate | None = None) -> Iterator[Server]:
    """Start MariaDB, or skip where it is not installed; with a certificate it encrypts."""
    if not shutil.which("mariadb-install-db"):
        pytest.skip("MariaDB is not installed (Debian: apt install mariadb-server)")
    program = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
    with _folder() as folder:
        data = ["--no-defaults", f"--datadir={folder / 'data'}"]
        (folder / "data").mkdir()
        _own(folder / "data")
        _run(
            [
                *("mariadb-install-db", *data, "--skip-test-db"),
                "--auth-root-authentication-method=normal",
            ]
        )
        port = free_port()
        own = [f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 'socket'}"]
        fast = ["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M"]
        temporary = [f"--tmpdir={folder}", f"--pid-file={folder / 'pid'}", "--secure-file-priv="]
        command = [program, *data, *own, *fast, *temporary]
        if certificate:
            copy = certificate.laid_in(folder)
            command += [f"--ssl-cert={copy.file}", f"--ssl-key={copy.key}"]
        with _running(command, folder, lambda: _fill_mariadb(port, ["select 1"])):
            _fill_mariadb(port, ["create database shop character set utf8mb4"])
            yield Server("mysql", port, folder, lambda s: _fill_mariadb(port, s, "shop"))


def free_port() -> int:
    """Return a port on which nothing listens."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _fill_postgresql(port: int, script: Sequence[str], database: str = "postgres") -> None:
    import psycopg

    place = {"host": "127.0.0.1", "port": port, "dbname": database, "user": ADMIN}
    with psycopg.connect(**place, password=ADMIN_PASSWORD, autocommit=True) as connection:  # type: ignore[arg-type]
        for statement in script:
            connection.execute(statement)  # type: ignore[arg-type]


def _fill_mariadb(port: int, script: Sequence[str], database: str | None = None) -> None:
    import pymysql

    with pymysql.connect(
        host="127.0.0.1", port=port, user="root", database=database, autocommit=True
    ) as connection:
        for statement in script:
            connection.cursor().execute(statement)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="modelwright-server-"))
    _own(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _own(folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")


def _as_nobody() -> dict[str, Any]:
    """Return what makes a process one without rights: servers refuse to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(
        command, capture_output=True, check=False, cwd="/", **_as_nobody(), text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def _running(command: Sequence[str], folder: Path, ask: Callable[[], None]) -> Iterator[None]:
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **_as_nobody())
    try:
        _until(ask, process, folder / "server.log")
        yield
    finally:
        process.terminate()
        process.wait(30)


def _until(ask: Callable[[], None], process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            return ask()
        except Exception:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
