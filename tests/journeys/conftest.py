"""Tabs of the running app that all journeys share."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import ROOT, Visit, serving
from core.reach import HOSTS
from core.samples import sample_named
from tests.journeys.walker import Walker

CHURN = ROOT.parent / "shared" / "data" / "telco_churn.csv"


@pytest.fixture(scope="session")
def local_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of the app that may ask this computer."""
    return tmp_path_factory.mktemp("local")


@pytest.fixture(scope="session")
def local_app(local_home: Path) -> Iterator[str]:
    """Return the address of an app that may fetch from this computer; it is started once."""
    variables = {HOSTS: "127.0.0.1", "MODELWRIGHT_HOME": str(local_home)}
    with serving(ROOT / "server.py", **variables) as url:
        yield url


@pytest.fixture
def walk(visit: Callable[..., Visit], app: str) -> Iterator[Callable[..., Walker]]:
    """Open tabs; none of them may log an error or ask for anything outside."""
    visits: list[Visit] = []

    def opened() -> Walker:
        visits.append(visit())
        return Walker(visits[-1].page, app)

    yield opened
    assert [visited.errors + visited.outside for visited in visits] == [[]] * len(visits)


@pytest.fixture
def walker(walk: Callable[..., Walker]) -> Walker:
    """Open one tab."""
    return walk()


@pytest.fixture
def churn_file(tmp_path: Path) -> Path:
    """Return the churn table as a file to upload, the bundled one when the other is absent."""
    if CHURN.exists():
        return CHURN
    path = tmp_path / "telco_churn.csv"
    path.write_bytes(gzip.decompress(sample_named("churn").file.read_bytes()))
    return path
