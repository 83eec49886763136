"""The clock that begins what is due, as long as the server runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

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
        """Begin what is due; what the disk refuses to note is tried at the next look."""
        for schedule in self._schedules.all():
            with suppress(AppError):
                self.serve(schedule)

    def serve(self, seen: Schedule) -> None:
        """Begin the work of a schedule if it is due, and note when it comes next.

        Nothing happens where the schedule was set anew or removed since it was seen.
        """
        now = self._now()
        coming = seen.following(now)
        if seen.due <= now:
            self._schedules.change(seen, self._begun)
        elif seen.due > coming:  # the computer's clock was ahead and has been set back
            self._schedules.change(seen, lambda schedule: replace(schedule, due=coming))

    def watch(self) -> threading.Thread:
        """Tick from a background thread, until `close`."""
        thread = threading.Thread(target=self._keep_watch, name="clock", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Begin nothing more."""
        self._stop.set()

    def _keep_watch(self) -> None:
        self.tick()
        while not self._stop.wait(LOOK_SECONDS):
            self.tick()

    def _begun(self, schedule: Schedule) -> Schedule:
        """Begin the work of a schedule, and return it as it is from then on."""
        now = self._now()
        try:
            self._begin(schedule)
        except AppError as error:
            missed = schedule.following(schedule.due) <= now
            due = schedule.following(now) if missed else schedule.due
            return replace(schedule, due=due, problem=error.sentence())
        return replace(schedule, due=schedule.following(now), problem="")
