"""Tests share the machine, until one of them wants it for itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from core.locks import is_held
from tests.jobs.conftest import until
from tests.turns import turn

Join = Callable[[str, bool], threading.Event]


@pytest.fixture
def order() -> list[str]:
    return []


@pytest.fixture
def join(tmp_path: Path, order: list[str]) -> Join:
    """Return what starts a test of another process, and gives the event that ends it."""

    def start(name: str, alone: bool) -> threading.Event:
        end = threading.Event()

        def test() -> None:
            with turn(tmp_path, alone):
                order.append(name)
                end.wait(20)

        threading.Thread(target=test, daemon=True).start()
        return end

    return start


def test_tests_run_side_by_side(join: Join, order: list[str]) -> None:
    ends = [join("first", False), join("second", False)]
    until(lambda: len(order) == 2)
    for end in ends:
        end.set()


def test_one_that_wants_the_machine_waits_and_is_not_overtaken(
    join: Join, order: list[str], tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    with ExitStack() as stack:
        stack.enter_context(turn(tmp_path, False))
        alone = join("alone", True)
        until(lambda: is_held(gate))
        later = join("later", False)
        assert order == []
    until(lambda: order == ["alone"])
    alone.set()
    until(lambda: order == ["alone", "later"])
    later.set()
