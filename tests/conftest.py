"""Servers that tests of several rooms need, started once for all tests of a process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.databases.servers import Server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Give a PostgreSQL server with a few tables."""
    from tests.databases.conftest import POSTGRESQL
    from tests.databases.servers import postgresql

    with postgresql() as server:
        server.fill(POSTGRESQL)
        yield server
