"""Whose turn it is: so many readings at a time, and of one person no more than a part of them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import LimitError

AT_ONCE = 4
OF_ONE_OWNER = 2


class Turns:
    """The readings at work, and who waits, in the order in which they came."""

    def __init__(self, at_once: int = AT_ONCE, of_one_owner: int = OF_ONE_OWNER) -> None:
        self._at_once = at_once
        self._of_one_owner = of_one_owner
        self._changed = threading.Condition()
        self._at_work: Counter[str] = Counter()
        self._line: list[tuple[str, object]] = []

    @contextmanager
    def turn(self, owner: str, seconds: float) -> Iterator[None]:
        """Wait so long for room for one more reading of this owner, and hold it."""
        mine = (owner, object())
        with self._changed:
            self._line.append(mine)
            try:
                if not self._changed.wait_for(lambda: self._next() is mine, seconds):
                    raise self._refusal(owner)
                self._at_work[owner] += 1
            finally:
                self._line.remove(mine)
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._at_work[owner] -= 1
                self._at_work = +self._at_work  # names of zero would gather
                self._changed.notify_all()

    def _next(self) -> tuple[str, object] | None:
        """Return who is first of those with room; who has enough at work lets others by."""
        if self._at_work.total() >= self._at_once:
            return None
        free = (one for one in self._line if self._at_work[one[0]] < self._of_one_owner)
        return next(free, None)

    def _refusal(self, owner: str) -> LimitError:
        if self._at_work[owner] >= self._of_one_owner:
            return LimitError(
                f"{self._of_one_owner} of your files are being read already.",
                "Wait until one of them is there, then try again.",
            )
        return LimitError("The server is busy reading other files.", "Try again in a minute.")
