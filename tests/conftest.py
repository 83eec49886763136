"""Servers that tests of several rooms need; databases are started once in a process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.databases.servers import Server
    from tests.fetch.server import Web


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """Run a web server on 127.0.0.1 that may be asked."""
    from core.reach import HOSTS, SHARED
    from tests.fetch.server import serving

    monkeypatch.setenv(HOSTS, "127.0.0.1")
    monkeypatch.setenv(SHARED, "0")
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Give a PostgreSQL server with a few tables."""
    from tests.databases.conftest import POSTGRESQL
    from tests.databases.servers import postgresql

    with postgresql() as server:
        server.fill(POSTGRESQL)
        yield server
