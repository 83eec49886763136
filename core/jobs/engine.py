"""Long work in processes of its own: submitted, watched, cancelled, resumed.

The folders below `<root>/jobs` are the only truth, so any number of engines, in any
process, can look after the same jobs and any of them can be killed at any moment. An
engine changes the queue only while it holds the queue's lock.
"""

from __future__ import annotations

import json
import os
import re
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from core.disk_shelf import DiskShelf
from core.errors import AppError, LimitError, StorageError, UnknownNameError
from core.jobs import handover, nursery
from core.jobs.board import Board
from core.jobs.folder import JobFolder
from core.jobs.kinds import check_kind, limits_of
from core.jobs.launch import environment, launch, reap
from core.jobs.old_work import OldWork, Shown, old_work
from core.jobs.status import (
    ACTIVE,
    CANCELLED,
    CANCELLING,
    FAILED,
    QUEUED,
    RESUMABLE,
    RUNNING,
    Ending,
    JobStatus,
    Limits,
    interrupted,
    killed_by,
    too_long,
)
from core.text import count, shown

MAX_TASK_BYTES = 4_000_000
KILL_SECONDS = 2.5
LATE_SECONDS = 5.0
FREE_SECONDS = 1.0
PUMP_SECONDS = 0.2
WATCH_SECONDS = 0.5
LATEST_EVENTS = 20
_ID = re.compile(r"[0-9a-f]{32}")


class Engine:
    """Starts jobs fairly and tells how they are.

    `cores` is the machine-wide sum that all jobs share (all cores unless said). `clock`
    gives seconds since 1970 and is only shown, never calculated with. `foreign_kinds`
    allows `module:function` as a kind, for tests.
    """

    def __init__(
        self,
        root: Path,
        cores: int | None = None,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
        foreign_kinds: bool = False,
    ) -> None:
        self.root = root
        self.cores = cores or os.cpu_count() or 1
        self.limits = limits or Limits()
        self._clock = clock
        self._foreign = foreign_kinds
        self._board = Board(root / "jobs")
        self._peaks: dict[str, float] = {}
        self._pumped = 0.0
        self._children: set[int] = set()
        self._stop = threading.Event()
        self.problem = ""

    # Asking for work

    @staticmethod
    def prepare() -> None:
        """Import what jobs need in a process of its own, so that jobs begin at once from then on.

        Worth its memory (some 300 MB, shared by all jobs) where work is about to be asked for.
        """
        nursery.prepare(environment())

    def submit(self, kind: str, project_id: str, owner: str, task: dict[str, Any], key: str) -> str:
        """Queue work and return its id; while the same key waits or runs, that job's id."""
        check_kind(kind, self._foreign)
        job = {
            "kind": kind,
            "project_id": project_id,
            "owner": owner,
            "key": key,
            "task": task,
            "limits": asdict(limits_of(kind, task, self.limits)),
            "machine_cores": self.cores,
            "created": self._clock(),
        }
        _check_size(job)
        handover.check(job)
        with self._board.lock():
            twin = self._twin(job)
            if twin is not None:
                return twin
            self._check_room(owner)
            job_id = self._board.add(job)
            handover.note_keeper(self._board.folder(job_id), job)
            self._start()
        self.pump()
        return job_id

    def resume(self, job_id: str) -> str:
        """Queue an ended job again in the same folder, its finished units kept."""
        folder = self._folder(job_id)
        with self._board.lock():
            state = folder.state()
            job = folder.job()
            if state["state"] not in RESUMABLE:
                return job_id
            handover.check(job)
            _free(folder)
            twin = self._twin(job)
            if twin is not None:
                return twin
            self._check_room(job["owner"])
            handover.note_keeper(folder, job)
            self._board.add_again(folder)
            self._start()
        self.pump()
        return job_id

    def cancel(self, job_id: str) -> None:
        """Ask a job to stop; it is over within three seconds, whatever it does."""
        folder = self._folder(job_id)
        with self._board.lock():
            state = folder.state()
            if state["state"] == QUEUED:
                folder.end(Ending(CANCELLED))
            elif state["state"] == RUNNING:
                try:
                    folder.ask_to_stop()
                except StorageError:
                    # A full disk has no room for the request: stop the work without it.
                    folder.kill(state)

    # Looking

    def status(self, job_id: str) -> JobStatus:
        """Return how a job is, after making sure that it is not dead or overdue."""
        folder = self._folder(job_id)
        state = folder.state()
        if state["state"] == RUNNING:
            state = self._attend(folder, state)
        elif state["state"] == QUEUED:
            if time.monotonic() - self._pumped > PUMP_SECONDS:
                self._try_pump()
            state = folder.state()
        return self._status(folder, state)

    def events(self, job_id: str, after: int = 0) -> list[dict[str, Any]]:
        """Return events as dicts: done, total, message, facts, seconds and `mark`.

        Pass the `mark` of the last one you have as `after` to get only newer ones.
        """
        return self._folder(job_id).events(after)

    def result(self, job_id: str) -> dict[str, Any] | None:
        """Return what the work returned; None before the end and after most failures."""
        return self._folder(job_id).result()

    def result_path(self, job_id: str, name: str) -> Path:
        """Return the path of a file that the work left for the user."""
        return self._folder(job_id).result_path(name)

    def shelf(self, job_id: str) -> DiskShelf:
        """Return the finished units of a job, whether or not it has ended."""
        return DiskShelf(self._folder(job_id).shelf)

    def log(self, job_id: str) -> str:
        """Return what the work printed, for the person who runs the server."""
        path = self._folder(job_id).log
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def task(self, job_id: str) -> dict[str, Any]:
        """Return what was asked of a job."""
        task: dict[str, Any] = self._folder(job_id).job()["task"]
        return task

    def jobs(self, project_id: str, kind: str | None = None) -> tuple[JobStatus, ...]:
        """Return the jobs of a project, newest first."""
        return tuple(self.status(job_id) for job_id in self._board.of_project(project_id, kind))

    def latest(self, project_id: str, kind: str) -> JobStatus | None:
        """Return the newest job of a kind in a project."""
        found = self._board.of_project(project_id, kind)
        return self.status(found[0]) if found else None

    def delete_for(self, project_id: str) -> None:
        """Stop and remove every job of a project."""
        with self._board.lock():
            for job_id in self._board.of_project(project_id):
                folder = self._folder(job_id)
                _stop_now(folder)
                self._board.remove(folder)
        self.pump()

    def old_work(self, owner: str, shown: Shown) -> tuple[OldWork, ...]:
        """Return a person's ended work that nothing shows any more, by kind.

        `shown` returns, for a project, the keys of work that fits it as it stands.
        """
        with self._board.lock():
            return old_work(self._board, owner, shown)

    def remove_old(self, owner: str, shown: Shown) -> tuple[OldWork, ...]:
        """Remove the old work of a person, and return what was removed."""
        with self._board.lock():
            found = old_work(self._board, owner, shown)
            for job_id in (job_id for work in found for job_id in work.jobs):
                self._board.remove(self._board.folder(job_id))
        return found

    def keep_newest(self, project_id: str, kind: str, most: int) -> None:
        """Remove what is over of a kind in a project, but for the newest `most` of it."""
        with self._board.lock():
            for job_id in self._board.of_project(project_id, kind)[most:]:
                folder = self._board.folder(job_id)
                if folder.state()["state"] not in ACTIVE and not folder.is_held:
                    self._board.remove(folder)

    # Upkeep

    def pump(self) -> None:
        """Note who has died and start who is next; when another engine does it, do nothing."""
        self._pumped = time.monotonic()
        reap(self._children)
        with self._board.lock(wait=False) as mine:
            if mine:
                for folder in self._board.active():
                    state = folder.state()
                    if state["state"] == RUNNING:
                        self._attend_locked(folder, state)
                self._start()

    def start_waiting(self) -> None:
        """Start who is next without judging who has died: for a worker at its end."""
        with self._board.lock():
            self._start()

    def watch(self) -> threading.Thread:
        """Pump twice a second from a background thread, until `close`."""
        thread = threading.Thread(target=self._keep_watch, name="job watch", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Stop watching. Jobs go on."""
        self._stop.set()

    def _keep_watch(self) -> None:
        with suppress(StorageError), self._board.lock():  # what is left over takes room, no more
            self._board.sweep()
        while not self._stop.wait(WATCH_SECONDS):
            self._try_pump()

    def _try_pump(self) -> None:
        """Pump, or note why not: a full disk passes, and neither watch nor status end with it."""
        try:
            self.pump()
            self.problem = ""
        except AppError as error:
            self.problem = error.sentence()

    # Inside: the queue's lock is held in all of these, except `_attend` and `_status`

    def _attend(self, folder: JobFolder, state: dict[str, Any]) -> dict[str, Any]:
        if folder.is_alive(state) and not _is_overdue(folder, state):
            self._note_alive(folder, state)
            return state
        try:
            with self._board.lock():
                self._attend_locked(folder, folder.state())
        except StorageError as error:
            # The end cannot be written down now, but it can be told.
            return {**state, "state": FAILED, "error": error.message, "hint": error.hint}
        self._try_pump()
        return folder.state()

    def _attend_locked(self, folder: JobFolder, state: dict[str, Any]) -> None:
        if state["state"] != RUNNING:
            return
        if folder.is_alive(state) and not _is_overdue(folder, state):
            self._note_alive(folder, state)
            return
        over = folder.is_alive(state)
        folder.kill(state)
        _free(folder)
        if folder.state()["state"] == RUNNING:
            self._settle(folder, over)

    def _note_alive(self, folder: JobFolder, state: dict[str, Any]) -> None:
        """Remember that the job lived while this engine watched, and its memory."""
        self._peaks[folder.id] = max(self._peaks.get(folder.id, 0.0), folder.peak_mb(state))

    def _settle(self, folder: JobFolder, over_time: bool) -> None:
        """Write down how a job ended whose worker could not do it itself."""
        said = folder.said_ending()
        limits = self._board.asked(folder)["limits"]
        if said is not None:
            folder.end(said)
        elif folder.is_cancelled:
            folder.end(Ending(CANCELLED))
        elif over_time:
            folder.end(too_long(limits["seconds"]))
        elif folder.id in self._peaks:
            peak = self._peaks[folder.id]
            folder.end(killed_by(signal.SIGKILL, peak, limits["memory_mb"]), peak_mb=peak)
        else:
            folder.end(interrupted())

    def _start(self) -> None:
        queue = self._board.queue()
        for job, cores in queue.starts(self.cores, self.limits.running):
            folder = self._board.folder(job.id)
            begin = partial(self._board.mark_started, folder, cores, self._clock())
            process = launch(folder, begin)
            if process is not None:
                self._children.add(process)
                self._peaks[job.id] = 0.0

    def _twin(self, job: dict[str, Any]) -> str | None:
        """Return the waiting or running job with the same key that nobody is cancelling."""
        for folder in self._board.active():
            if folder.state()["state"] in ACTIVE and not folder.is_cancelled:
                other = self._board.asked(folder)
                if all(other[name] == job[name] for name in ("kind", "project_id", "key")):
                    return folder.id
        return None

    def _check_room(self, owner: str) -> None:
        mine = sum(
            self._board.asked(folder)["owner"] == owner and folder.state()["state"] in ACTIVE
            for folder in self._board.active()
        )
        if mine >= self.limits.running + self.limits.queued:
            raise LimitError(
                f"You already have {count(mine, 'job')} running or waiting; the limit is"
                f" {self.limits.running + self.limits.queued}.",
                "Wait for one to end, or cancel one.",
            )

    def _folder(self, job_id: str) -> JobFolder:
        folder = self._board.folder(job_id) if _ID.fullmatch(job_id) else None
        if folder is None or not (folder.path / "job.json").exists():
            raise UnknownNameError(
                f"There is no job '{shown(job_id, 40)}'.", "It may have been removed."
            )
        return folder

    def _status(self, folder: JobFolder, state: dict[str, Any]) -> JobStatus:
        job = self._board.asked(folder)
        events = folder.latest_events(LATEST_EVENTS)
        last = events[-1] if events else {}
        running = state["state"] == RUNNING
        began = state.get("began")
        return JobStatus(
            id=folder.id,
            kind=job["kind"],
            project_id=job["project_id"],
            owner=job["owner"],
            key=job["key"],
            state=CANCELLING if running and folder.is_cancelled else state["state"],
            done=last.get("done", 0),
            total=last.get("total", 0),
            message=last.get("message", ""),
            facts=tuple(events),
            place=self._board.place(folder.id) if state["state"] == QUEUED else 0,
            created=job["created"],
            started=state.get("started"),
            seconds=(time.monotonic() - began)
            if running and began is not None
            else state.get("seconds", 0.0),
            error=state.get("error", ""),
            hint=state.get("hint", ""),
            error_id=state.get("error_id", ""),
            about_data=state.get("about_data", False),
            peak_mb=state.get("peak_mb", 0.0) or folder.peak_mb(state),
            cores=state.get("cores", 0),
            attempt=state.get("attempt", 1),
        )


def _is_overdue(folder: JobFolder, state: dict[str, Any]) -> bool:
    """Say whether a worker should have ended the job by itself long ago."""
    if folder.cancelled_for() > KILL_SECONDS:
        return True
    began = state.get("began")
    if began is None:
        return False
    return bool(time.monotonic() - began > state["seconds_limit"] + LATE_SECONDS)


def _free(folder: JobFolder) -> None:
    """Wait until killed processes have let go of the folder, and cut off who never does."""
    until = time.monotonic() + FREE_SECONDS
    while folder.is_held and time.monotonic() < until:
        time.sleep(0.01)
    if folder.is_held:
        folder.lock.unlink(missing_ok=True)


def _stop_now(folder: JobFolder) -> None:
    """Kill a job's processes, after a moment for a worker that has not said its number yet."""
    until = time.monotonic() + FREE_SECONDS
    while folder.is_held and "worker" not in folder.state() and time.monotonic() < until:
        time.sleep(0.01)
    folder.kill(folder.state())
    _free(folder)


def _check_size(job: dict[str, Any]) -> None:
    size = len(json.dumps(job))
    if size > MAX_TASK_BYTES:
        raise LimitError(
            f"The job's settings take {size / 1e6:.1f} MB; the limit is"
            f" {MAX_TASK_BYTES / 1e6:.0f} MB.",
            "Store tables first and pass their fingerprint.",
        )
