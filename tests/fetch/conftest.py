"""A server to ask, and a fetcher that may."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.fetch import Fetcher, Limits, Policy
from tests.fetch.server import Web, serving

HERE = frozenset({"127.0.0.1"})


@pytest.fixture
def web() -> Iterator[Web]:
    """Run a web server on 127.0.0.1."""
    with serving() as server:
        yield server


@pytest.fixture
def fetcher() -> Fetcher:
    """Return a fetcher that may ask this machine."""
    return Fetcher(Policy(allowed=HERE), limits=Limits(seconds=5))
