"""Turns on the machine: many tests share it, and one that measures time may have it alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.locks import grab, locked, open_lock


@contextmanager
def turn(place: Path | None, alone: bool) -> Iterator[None]:
    """Take part in a run of several processes that meet in a folder; without one, just go on.

    Everybody passes the gate one by one, and who wants to be alone waits inside it: thus
    nobody overtakes, and the wait ends with the tests that are at work.
    """
    if place is None:
        yield
        return
    machine = open_lock(place / "machine")
    try:
        with locked(place / "gate"):
            grab(machine, shared=not alone, wait=True)
        yield
    finally:
        os.close(machine)
