"""The process of one job: `python -m core.jobs.worker FOLDER`.

Two processes, so that one is always free to act: this one only watches, and its child
does the work. The watcher stops the child when asked to or when its time is up, whatever
the child does, keeps its log short, and writes down how it ended.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.jobs import handover
from core.jobs.child import OUT_OF_MEMORY, work_in_child
from core.jobs.folder import JobFolder
from core.jobs.kinds import parses_a_file
from core.jobs.log import CappedLog, room_in
from core.jobs.process import end_group, mark_of, out_of_memory_kills, peak_mb
from core.jobs.status import (
    CANCELLED,
    PARSING_HINT,
    Ending,
    killed_by,
    out_of_memory,
    too_long,
    vanished,
)

GRACE_SECONDS = 1.5
TICK_SECONDS = 0.1
DRAIN_SECONDS = 0.5


@dataclass(frozen=True)
class _End:
    """How the child ended: the raw facts; `starved` if Linux ended processes meanwhile."""

    status: int
    peak_mb: float
    seconds: float
    over_time: bool
    starved: bool = False


def main(folder: Path) -> None:
    """Run the job in `folder` to its end, then start whoever is next."""
    # Only the lock and secrets come along from the server, not its sockets and files.
    os.closerange(handover.HANDLE + 1, 1024)
    os.set_inheritable(handover.LOCK_HANDLE, False)
    job_folder = JobFolder(folder)
    job = job_folder.job()
    handover.take(job["owner"])
    began = time.monotonic()
    end = _supervise(job_folder, job, began)
    shutil.rmtree(folder / "tmp", ignore_errors=True)
    ending = _in_words(job_folder.said_ending(), end, job, job_folder.is_cancelled)
    job_folder.end(ending, seconds=end.seconds, peak_mb=round(end.peak_mb, 1))
    os.close(handover.LOCK_HANDLE)
    _start_next(folder.parent.parent, job)


def _supervise(folder: JobFolder, job: dict[str, Any], began: float) -> _End:
    folder.mend_events()
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(readable)
        work_in_child(folder, job, writable)
    os.close(writable)
    with suppress(OSError):
        # The child does the same: whoever is first, the group exists before it is needed.
        os.setpgid(child, child)
    mark = mark_of(child)
    me = os.getpid()
    folder.save_state(
        {
            **folder.state(),
            "worker": me,
            "worker_mark": mark_of(me),
            "child": child,
            "child_mark": mark,
            "began": began,
        }
    )
    log = CappedLog(folder.log, room_in(folder.log))
    try:
        return _watch(folder, child, job["limits"]["seconds"], _Ear(readable, log, began))
    finally:
        end_group(child, mark)
        log.finish()


@dataclass(frozen=True)
class _Ear:
    """The end of the pipe that the child prints into; `kills` as they stood when it began."""

    pipe: int
    log: CappedLog
    began: float
    kills: int = field(default_factory=out_of_memory_kills)

    def listen(self, seconds: float) -> bool:
        """Take what the child has printed; wait for it up to `seconds`."""
        if not select.select([self.pipe], [], [], seconds)[0]:
            return False
        content = os.read(self.pipe, 1 << 16)
        self.log.write(content)
        if not content:
            time.sleep(min(seconds, 0.01))
        return bool(content)


def _watch(folder: JobFolder, child: int, seconds: float, ear: _Ear) -> _End:
    asked: float | None = None
    over_time = False
    while True:
        ear.listen(TICK_SECONDS)
        ended, status, usage = os.wait4(child, os.WNOHANG)
        now = time.monotonic()
        if ended:
            _drain(ear, now)
            starved = out_of_memory_kills() > ear.kills
            return _End(status, peak_mb(usage), now - ear.began, over_time, starved)
        if asked is None and folder.is_cancelled:
            asked = now
        over_time = over_time or now - ear.began > seconds
        if over_time or (asked is not None and now - asked > GRACE_SECONDS):
            end_group(child, mark_of(child))


def _drain(ear: _Ear, now: float) -> None:
    while ear.listen(0) and time.monotonic() - now < DRAIN_SECONDS:
        continue


def _in_words(said: Ending | None, end: _End, job: dict[str, Any], cancelled: bool) -> Ending:
    """Return how the job ended: what the work said, or what its end means."""
    starved = said is not None and said.error == OUT_OF_MEMORY
    if said is not None and not starved:
        return said
    if cancelled and not starved:
        return Ending(CANCELLED)
    ending = _of_limits(end, job["limits"], starved)
    if parses_a_file(job["kind"], job["task"]):
        return replace(ending, hint=PARSING_HINT)
    return ending


def _of_limits(end: _End, limits: dict[str, Any], starved: bool) -> Ending:
    """Say what an end means that the work itself did not choose."""
    if starved:
        return out_of_memory(end.peak_mb, limits["memory_mb"])
    if end.over_time:
        return too_long(limits["seconds"])
    if os.WIFSIGNALED(end.status):
        number = os.WTERMSIG(end.status)
        return killed_by(number, end.peak_mb, limits["memory_mb"], end.starved)
    return vanished(os.waitstatus_to_exitcode(end.status))


def _start_next(root: Path, job: dict[str, Any]) -> None:
    from core.jobs.engine import Engine
    from core.jobs.status import Limits

    Engine(root, job["machine_cores"], Limits(**job["limits"])).start_waiting()


if __name__ == "__main__":
    # The terminal's Ctrl-C is for the server: jobs outlive it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main(Path(sys.argv[1]))
