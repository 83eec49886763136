"""The folder of one job: the whole truth about it, readable by people.

==============  ====================================================================
job.json        what was asked; written once
state.json      where it is; replaced whole, by the engine while the job waits and by
                the worker while it runs
events.jsonl    one line for each report, appended
ending.json     how the work says it ended, before the worker has put it in words
log.txt         what the work printed, at most 1 MB
shelf/          finished units, kept for a resume
result/         result.json and files for the user
cancel          somebody wants it to stop; holds the moment (monotonic seconds)
worker.lock     held as long as a process works here: never two
==============  ====================================================================
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.errors import StorageError
from core.files import read_json, safe_path, write_json, write_text
from core.jobs.process import end_group, is_same, peak_mb_now
from core.jobs.status import FAILED, RUNNING, Ending
from core.locks import is_held
from core.progress import Event

TAIL_BYTES = 64_000
MAX_EVENT_BYTES = 32_000_000


@dataclass(frozen=True)
class JobFolder:
    """Paths and files of one job. `path` is `<root>/jobs/<job id>`."""

    path: Path

    @property
    def id(self) -> str:
        """The job's id."""
        return self.path.name

    @property
    def lock(self) -> Path:
        """The file whose lock a worker holds."""
        return self.path / "worker.lock"

    @property
    def shelf(self) -> Path:
        """Where finished units are kept."""
        return self.path / "shelf"

    @property
    def log(self) -> Path:
        """What the work printed."""
        return self.path / "log.txt"

    def job(self) -> dict[str, Any]:
        """Return what was asked."""
        job: dict[str, Any] = read_json(self.path / "job.json")
        return job

    def state(self) -> dict[str, Any]:
        """Return where the job is; a damaged record reads as a failed job."""
        try:
            state = read_json(self.path / "state.json")
        except FileNotFoundError:
            return {"state": FAILED, "error": "The record of this job is missing."}
        except ValueError:
            state = None
        if not isinstance(state, dict):
            return {"state": FAILED, "error": "The record of this job is damaged on disk."}
        return state

    def save_state(self, state: dict[str, Any]) -> None:
        """Replace the state."""
        write_json(self.path / "state.json", state)

    def end(self, ending: Ending, **facts: Any) -> None:
        """Write down how the job ended."""
        self.save_state({**self.state(), **asdict(ending), **facts})

    def say_ending(self, ending: Ending) -> None:
        """Leave the work's own word on how it ended, for whoever writes the state."""
        write_json(self.path / "ending.json", asdict(ending))

    def said_ending(self) -> Ending | None:
        """Return the work's own word on how it ended."""
        try:
            return Ending(**read_json(self.path / "ending.json"))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    # Cancelling

    def ask_to_stop(self) -> None:
        """Ask the work to stop; asking twice keeps the first moment."""
        if not self.is_cancelled:
            write_text(self.path / "cancel", repr(time.monotonic()))

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked the work to stop."""
        return (self.path / "cancel").exists()

    def cancelled_for(self) -> float:
        """Return the seconds since somebody asked; very long after a reboot, 0 if nobody did."""
        try:
            since = time.monotonic() - float((self.path / "cancel").read_text())
        except FileNotFoundError:
            return 0.0
        except ValueError:
            return float("inf")
        return since if since >= 0 else float("inf")

    def forget_ending(self) -> None:
        """Clear what the last attempt left, except its shelf and its log."""
        for name in ("cancel", "ending.json", "result/result.json"):
            (self.path / name).unlink(missing_ok=True)

    # Processes

    def is_alive(self, state: dict[str, Any]) -> bool:
        """Say whether a worker is at work here, or is just starting."""
        if not is_held(self.lock):
            return False
        worker = state.get("worker")
        return worker is None or is_same(worker, state.get("worker_mark"))

    @property
    def is_held(self) -> bool:
        """Whether any process of the job still has the folder."""
        return is_held(self.lock)

    def peak_mb(self, state: dict[str, Any]) -> float:
        """Return the most memory the work has held so far, while it runs."""
        child = state.get("child")
        if state["state"] != RUNNING or not is_same(child or 0, state.get("child_mark")):
            return 0.0
        return peak_mb_now(child)

    def kill(self, state: dict[str, Any]) -> None:
        """End the worker and everything it started, at once."""
        if state.get("began", 0.0) > time.monotonic():
            # Written before a reboot: these numbers belong to others by now.
            return
        end_group(state.get("child"), state.get("child_mark"))
        end_group(state.get("worker"), state.get("worker_mark"))

    # Events and results

    def append(self, event: Event, seconds: float) -> None:
        """Add one event in one write; beyond the size limit events are no longer kept."""
        path = self.path / "events.jsonl"
        line = json.dumps({**_plain(event), "seconds": round(seconds, 3)}, default=_value)
        with path.open("ab") as file:
            if file.tell() < MAX_EVENT_BYTES:
                file.write(line.encode() + b"\n")

    def mend_events(self) -> None:
        """Cut a half-written last line that a kill left."""
        path = self.path / "events.jsonl"
        if path.exists():
            content = path.read_bytes()
            with path.open("r+b") as file:
                file.truncate(content.rfind(b"\n") + 1)

    def events(self, after: int = 0) -> list[dict[str, Any]]:
        """Return the events behind a mark; each carries its own `mark` to go on from."""
        return _events(self.path / "events.jsonl", after)

    def latest_events(self, number: int) -> list[dict[str, Any]]:
        """Return the last few events without reading all of them."""
        path = self.path / "events.jsonl"
        size = path.stat().st_size if path.exists() else 0
        start = max(0, size - TAIL_BYTES)
        found = _events(path, start)
        return found[-number:]

    def save_result(self, result: dict[str, Any]) -> None:
        """Keep what the work returned. NaN and infinity are allowed."""
        write_text(self.path / "result" / "result.json", json.dumps(result, default=_value))

    def result(self) -> dict[str, Any] | None:
        """Return what the work returned, or None when there is nothing (yet)."""
        try:
            result: dict[str, Any] = read_json(self.path / "result" / "result.json")
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise StorageError(
                "The result of this job is damaged on disk.", "Run the job again."
            ) from error
        return result

    def result_path(self, name: str) -> Path:
        """Return where the work left a file for the user."""
        return safe_path(self.path / "result", name)


def _plain(event: Event) -> dict[str, Any]:
    return {
        "done": event.done,
        "total": event.total,
        "message": event.message,
        "facts": dict(event.facts),
    }


def _value(value: Any) -> Any:
    """Turn a NumPy number or array into plain ones."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"a value of type {type(value).__name__} cannot be written as JSON")


def _events(path: Path, after: int) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(0, after))
        content = file.read()
    found, mark = [], max(0, after)
    for line in content.split(b"\n")[:-1]:
        mark += len(line) + 1
        try:
            event = json.loads(line)
        except ValueError:
            # The tail of a file begins in the middle of a line.
            continue
        if isinstance(event, dict):
            found.append({**event, "mark": mark})
    return found
