"""Ask again when a server is busy: later each time, as it wishes, and not for ever."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from core.errors import SourceError
from core.fetch.fetcher import Fetcher
from core.fetch.messages import Answer, Ask, Head
from core.fetch.wire import Clock, Unreached
from core.text import duration, shown

BUSY = (408, 425, 429, 500, 502, 503, 504)
_NAP = 0.5
Told = Callable[[str], None]


@dataclass(frozen=True)
class Manners:
    """How often to ask: at most so many requests in a second, and how patient to be.

    chance  gives a number from 0 to 1; waits differ by it, so that many clients that were
            turned away together do not come back together
    """

    rate: float = 5.0
    tries: int = 4
    first_wait: float = 1.0
    longest_wait: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    clock: Clock = time.monotonic
    chance: Callable[[], float] = random.random


class PatientFetcher:
    """Fetches one thing after another with good manners; `told` hears why it waits.

    `told` is called at least twice in a second while it waits, and may raise to stop.
    """

    def __init__(self, fetcher: Fetcher, manners: Manners, told: Told) -> None:
        self._fetcher = fetcher
        self._manners = manners
        self._told = told
        self._asked: float | None = None

    def fetch(self, ask: Ask) -> Answer:
        """Return the answer; one that says 'busy' only when patience has run out."""
        for turn in range(1, self._manners.tries):
            self._keep_the_rate()
            try:
                answer = self._fetcher.fetch(ask)
            except Unreached:
                self._wait(self._own_wait(turn), f"'{shown(ask.url.host)}' did not answer")
                continue
            if answer.head.status not in BUSY:
                return answer
            self._wait(*self._wished(answer.head, turn))
        self._keep_the_rate()
        return self._fetcher.fetch(ask)

    def _keep_the_rate(self) -> None:
        now = self._manners.clock()
        if self._asked is not None:
            self._sleep(self._asked + 1 / self._manners.rate - now, "")
        self._asked = self._manners.clock()

    def _wished(self, head: Head, turn: int) -> tuple[float, str]:
        """Return how long the server wants to be left alone, or how long is decent."""
        who = f"'{shown(head.url.host)}' is busy ({head.status})"
        wished = wait_wished(head)
        if wished is None:
            return self._own_wait(turn), who
        if wished > self._manners.longest_wait:
            raise SourceError(
                f"{who} and asks to wait {duration(wished)}.",
                "Try again then, or ask for fewer rows.",
            )
        return wished, who

    def _own_wait(self, turn: int) -> float:
        longest = self._manners.first_wait * float(2 ** (turn - 1))
        return min(self._manners.longest_wait, longest * (0.5 + self._manners.chance() / 2))

    def _wait(self, seconds: float, why: str) -> None:
        self._sleep(seconds, f"{why}: asking again in {duration(seconds)}")

    def _sleep(self, seconds: float, why: str) -> None:
        while seconds > 0:
            self._told(why)
            nap = min(seconds, _NAP)
            self._manners.sleep(nap)
            seconds -= nap


def wait_wished(head: Head) -> float | None:
    """Return the seconds of a Retry-After header, which holds a number or a date."""
    text = head.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - head.at).total_seconds())
