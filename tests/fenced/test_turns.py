"""Four tabs of one visitor do not keep the others from reading."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from core.errors import LimitError
from core.fenced.turns import AT_ONCE, OF_ONE_OWNER, Turns
from tests.jobs.conftest import until

SOON = 0.05


@contextmanager
def waiting(turns: Turns, owner: str, order: list[str]) -> Iterator[threading.Event]:
    """Let somebody wait for a turn, note it when it comes, and give it back when told to."""
    done = threading.Event()

    def wait() -> None:
        with turns.turn(owner, 30):
            order.append(owner)
            done.wait(30)

    thread = threading.Thread(target=wait, daemon=True)
    before = len(turns._line)
    thread.start()
    until(lambda: len(turns._line) > before or owner in order)
    yield done
    done.set()
    thread.join(30)


def came(order: list[str], place: int) -> str:
    """Return who was served at a place, once it has come to that."""
    until(lambda: len(order) > place)
    return order[place]


def test_one_owner_leaves_room_for_others() -> None:
    turns = Turns()
    with ExitStack() as held:
        for _ in range(OF_ONE_OWNER):
            held.enter_context(turns.turn("ann", SOON))
        with pytest.raises(LimitError, match="2 of your files are being read already"):
            held.enter_context(turns.turn("ann", SOON))
        for _ in range(AT_ONCE - OF_ONE_OWNER):
            held.enter_context(turns.turn("bob", SOON))
        with pytest.raises(LimitError, match="The server is busy"):
            held.enter_context(turns.turn("cid", SOON))


def test_who_has_enough_at_work_lets_others_by() -> None:
    turns, order = Turns(), list[str]()
    with ExitStack() as held:
        for _ in range(OF_ONE_OWNER):
            held.enter_context(turns.turn("ann", SOON))
        mine = waiting(turns, "ann", order)
        with mine, waiting(turns, "bob", order):
            until(lambda: order == ["bob"])
            held.close()
            until(lambda: order == ["bob", "ann"])


def test_who_came_first_is_first() -> None:
    turns, order = Turns(at_once=1), list[str]()
    with ExitStack() as held:
        first = held.enter_context(ExitStack())
        first.enter_context(turns.turn("ann", SOON))
        done = [held.enter_context(waiting(turns, who, order)) for who in ("bob", "cid", "bob")]
        first.close()
        for place, whose in enumerate(("bob", "cid", "bob")):
            assert came(order, place) == whose
            done[place].set()


def test_a_turn_that_nobody_waits_for_any_more_is_not_kept() -> None:
    turns = Turns(at_once=1)
    with turns.turn("ann", SOON), pytest.raises(LimitError):
        turns.turn("bob", SOON).__enter__()
    with turns.turn("cid", SOON):
        assert turns._at_work["cid"] == 1
    assert not turns._line and not turns._at_work.total()
