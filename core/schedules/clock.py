"""The clock that begins what is due, as long as the server runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from core.errors import AppError
from core.schedules.schedule import Schedule
from core.schedules.store import Schedules

LOOK_SECONDS = 10.0
Begin = Callable[[Schedule], object]


class Clock:
    """Looks every ten seconds whether something is due.

    `begin` starts the work of a schedule, or refuses with an AppError; `now` gives seconds
    since 1970. What was due while no server ran begins once, as soon as one runs. What is
    refused is tried again until it is due the next time, and the schedule says why.
    """

    def __init__(
        self, schedules: Schedules, begin: Begin, now: Callable[[], float] = time.time
    ) -> None:
        self._schedules = schedules
        self._begin = begin
        self._now = now
        self._stop = threading.Event()

    def tick(self) -> None:
        """Begin what is due."""
        for schedule in self._schedules.all():
            if schedule.due <= self._now():
                self._serve(schedule)

    def watch(self) -> threading.Thread:
        """Tick from a background thread, until `close`."""
        thread = threading.Thread(target=self._keep_watch, name="clock", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Begin nothing more."""
        self._stop.set()

    def _keep_watch(self) -> None:
        self._try_tick()
        while not self._stop.wait(LOOK_SECONDS):
            self._try_tick()

    def _try_tick(self) -> None:
        try:
            self.tick()
        except AppError:  # the disk refused a note: the next look tries again
            return

    def _serve(self, schedule: Schedule) -> None:
        now = self._now()
        try:
            self._begin(schedule)
        except AppError as error:
            missed = schedule.following(schedule.due) <= now
            due = schedule.following(now) if missed else schedule.due
            if (due, error.sentence()) != (schedule.due, schedule.problem):
                self._schedules.change(schedule, due=due, problem=error.sentence())
            return
        self._schedules.change(schedule, due=schedule.following(now), problem="")
