"""Make the process of a job, with its lock and the secrets it needs handed over."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from core.jobs import handover, nursery
from core.jobs.folder import JobFolder
from core.jobs.status import FAILED, Ending
from core.locks import grab, open_lock

_ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "BLIS_NUM_THREADS",
    "POLARS_MAX_THREADS",
)


def launch(folder: JobFolder, mark_started: Callable[[], None]) -> int | None:
    """Start the worker of a job and return its process id, or None when it could not start.

    The lock is taken here and inherited, so there is no moment in which the folder looks
    deserted although its worker is just starting. When the lock is taken by somebody who
    looks at it, the job stays queued for the next try.
    """
    lock = open_lock(folder.lock)
    try:
        if not grab(lock) or handover.is_for_another(folder):
            return None
        mark_started()
        given = {**environment(), "TMPDIR": str(folder.path / "tmp")}
        with handover.pipe_for(folder) as secrets:
            forked = nursery.fork_worker(folder.path, given, lock, secrets)
            return forked or _spawned(folder, given, lock, secrets)
    except OSError as error:
        folder.end(
            Ending(FAILED, f"The job could not be started: {error.strerror}.", "Try again later.")
        )
        return None
    finally:
        os.close(lock)


def _spawned(folder: JobFolder, given: Mapping[str, str], lock: int, secrets: int) -> int:
    """Start a worker as a program of its own, which imports all it needs."""
    return os.posix_spawn(
        sys.executable,
        [sys.executable, "-P", "-m", "core.jobs.worker", str(folder.path)],
        given,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(folder.log), nursery.LOG_FLAGS, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
            (os.POSIX_SPAWN_DUP2, lock, handover.LOCK_HANDLE),
            (os.POSIX_SPAWN_DUP2, secrets, handover.HANDLE),
        ],
        setsid=True,
    )


def reap(children: set[int]) -> None:
    """Clear away ended child processes, so that none stays as a zombie."""
    for child in tuple(children):
        try:
            ended, _ = os.waitpid(child, os.WNOHANG)
        except ChildProcessError:
            ended = child
        if ended:
            children.discard(child)


def environment() -> dict[str, str]:
    """Return this process's environment with one thread per fit, for workers."""
    home = str(Path(__file__).resolve().parents[2])
    others = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    # Workers start workers: the path must not grow with each of them.
    paths = [home, *(path for path in others if path != home)]
    return {
        **os.environ,
        **dict.fromkeys(_ONE_THREAD, "1"),
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONUNBUFFERED": "1",
    }
