"""A web server on this machine that sources may ask, and waits that take no time."""

from __future__ import annotations

import pytest

from core.fetch import Fetcher, Limits, Manners, Policy
from core.sources.web.reading import Wire

HERE = frozenset({"127.0.0.1"})


class Naps:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    def manners(self) -> Manners:
        """Return manners that wait by this clock."""
        return Manners(sleep=self.sleep, clock=lambda: self.now, chance=lambda: 1.0)


@pytest.fixture
def naps() -> Naps:
    """Return a clock that moves only when somebody sleeps."""
    return Naps()


@pytest.fixture
def wire(naps: Naps) -> Wire:
    """Return what may ask this machine, and waits without waiting."""
    return Wire(Fetcher(Policy(allowed=HERE), limits=Limits(seconds=5)), naps.manners())
