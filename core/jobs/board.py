"""The list of all jobs on disk: which are active, in what order, whose turn was when.

`active/` holds an empty file for each job that waits or runs, so that nobody reads the
folders of finished jobs to find them. `queue.json` counts submissions and turns. Both are
hints that mend themselves; each job's own folder is the truth.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from core.files import make_private_folder, new_id, read_json, safe_path, write_json
from core.jobs.folder import JobFolder
from core.jobs.kinds import QUICK
from core.jobs.queue import Queue, Running, Waiting
from core.jobs.status import ACTIVE, QUEUED, RUNNING
from core.locks import locked


class Board:
    """Folders of jobs below `path`. Everything that writes needs the lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._jobs: dict[str, dict[str, Any]] = {}

    @contextmanager
    def lock(self, wait: bool = True) -> Iterator[bool]:
        """Hold the lock of the queue; yield whether it was obtained."""
        with locked(self.path / "queue.lock", wait=wait) as mine:
            yield mine

    def folder(self, job_id: str) -> JobFolder:
        """Return the folder of a job."""
        return JobFolder(safe_path(self.path, job_id))

    def add(self, job: dict[str, Any]) -> str:
        """Put a new job at the end of the queue; it appears whole or not at all."""
        job_id = new_id()
        order = self._next("order")
        fresh = JobFolder(self.path / f".new-{job_id}")
        make_private_folder(fresh.path)
        write_json(fresh.path / "job.json", {**job, "order": order})
        fresh.save_state({"state": QUEUED, "order": order, "attempt": 1})
        self._mark_active(job_id)
        fresh.path.replace(self.path / job_id)
        return job_id

    def add_again(self, folder: JobFolder) -> None:
        """Put an ended job at the end of the queue."""
        attempt = folder.state().get("attempt", 1) + 1
        order = self._next("order")
        self._mark_active(folder.id)
        folder.forget_ending()
        folder.save_state({"state": QUEUED, "order": order, "attempt": attempt})

    def remove(self, folder: JobFolder) -> None:
        """Remove a job and everything it left."""
        shutil.rmtree(folder.path, ignore_errors=True)
        (self.path / "active" / folder.id).unlink(missing_ok=True)

    def active(self) -> tuple[JobFolder, ...]:
        """Return the jobs that wait or run, and forget those that have ended."""
        found = []
        for marker in _entries(self.path / "active"):
            folder = self.folder(marker.name)
            if folder.path.exists() and folder.state()["state"] in ACTIVE:
                found.append(folder)
            else:
                marker.unlink(missing_ok=True)
        return tuple(found)

    def queue(self) -> Queue:
        """Return who waits, who runs and whose turn was when."""
        waiting, running = [], []
        for marker in _entries(self.path / "active"):
            folder = self.folder(marker.name)
            if not folder.path.exists():
                continue
            state, asked = folder.state(), self.asked(folder)
            owner, quick = asked["owner"], asked["kind"] in QUICK
            if state["state"] == QUEUED:
                waiting.append(Waiting(folder.id, owner, state["order"], quick))
            elif state["state"] == RUNNING and folder.is_alive(state):
                running.append(Running(owner, state["cores"], quick))
        return Queue(tuple(waiting), tuple(running), self._counters().get("served", {}))

    def asked(self, folder: JobFolder) -> dict[str, Any]:
        """Return what was asked, without the task; it never changes, so it is read once."""
        if folder.id not in self._jobs:
            self._jobs[folder.id] = {**folder.job(), "task": None}
        return self._jobs[folder.id]

    def place(self, job_id: str) -> int:
        """Return the place of a waiting job, 1 for the next one; 0 when it waits no more."""
        quick = self.asked(self.folder(job_id))["kind"] in QUICK
        order = [job.id for job in self.queue().lane(quick).in_order()]
        return order.index(job_id) + 1 if job_id in order else 0

    def mark_started(self, folder: JobFolder, cores: int, now: float) -> None:
        """Write down that a job gets its turn, before its process is made."""
        asked = self.asked(folder)
        served = self._counters().get("served", {})
        turn = self._next("turn")
        self._save_counters({"served": {**served, asked["owner"]: turn}})
        kept = {name: folder.state()[name] for name in ("order", "attempt")}
        limit = asked["limits"]["seconds"]
        facts = {"state": RUNNING, "cores": cores, "started": now, "seconds_limit": limit}
        folder.save_state({**kept, **facts})

    def of_project(self, project_id: str, kind: str | None = None) -> list[str]:
        """Return the ids of a project's jobs, newest first."""
        found = []
        for path in _entries(self.path):
            if (path / "job.json").exists() and not path.name.startswith("."):
                job = self.asked(JobFolder(path))
                if job["project_id"] == project_id and kind in (None, job["kind"]):
                    found.append((job["order"], path.name))
        return [job_id for _, job_id in sorted(found, reverse=True)]

    def projects_of(self, owner: str) -> tuple[str, ...]:
        """Return the projects that a person has asked for work in."""
        paths = [path for path in _entries(self.path) if not path.name.startswith(".")]
        asked = [self.asked(JobFolder(path)) for path in paths if (path / "job.json").exists()]
        return tuple(sorted({job["project_id"] for job in asked if job["owner"] == owner}))

    def sweep(self) -> None:
        """Remove folders of jobs whose submission was cut off."""
        for path in _entries(self.path):
            if path.name.startswith(".new-"):
                shutil.rmtree(path, ignore_errors=True)

    def _mark_active(self, job_id: str) -> None:
        make_private_folder(self.path / "active")
        (self.path / "active" / job_id).touch()

    def _next(self, name: str) -> int:
        number = int(self._counters().get(name, 0)) + 1
        self._save_counters({name: number})
        return number

    def _counters(self) -> dict[str, Any]:
        try:
            counters: dict[str, Any] = read_json(self.path / "queue.json")
        except (FileNotFoundError, ValueError):
            return {"order": self._highest_order(), "turn": 0, "served": {}}
        return counters

    def _save_counters(self, changes: dict[str, Any]) -> None:
        write_json(self.path / "queue.json", {**self._counters(), **changes})

    def _highest_order(self) -> int:
        orders = [0]
        for path in _entries(self.path):
            with suppress(FileNotFoundError, ValueError, NotADirectoryError):
                orders.append(int(JobFolder(path).job()["order"]))
        return max(orders)


def _entries(path: Path) -> list[Path]:
    return list(path.iterdir()) if path.exists() else []
