"""The half of a worker that does the work, under its limits, and says how it ended."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

from core.disk_shelf import DiskShelf
from core.errors import AppError, DataError, SourceError
from core.files import new_id
from core.jobs.folder import JobFolder
from core.jobs.kinds import work_of
from core.jobs.status import CANCELLED, FAILED, FINISHED, Ending, unexpected
from core.progress import Cancelled, Event
from core.secret_store import redacted

NICENESS = 10
OUT_OF_MEMORY = "MemoryError"
_NATIVE_MEMORY_WORDS = ("bad_alloc", "bad allocation", "can't start new thread")
_PR_SET_PDEATHSIG = 1


def work_in_child(folder: JobFolder, job: dict[str, Any], output: int) -> NoReturn:
    """Do the work and leave without waiting for threads or exit handlers that may hang."""
    code = 1
    try:
        _settle_in(folder.path, job["limits"]["memory_mb"], output)
        folder.say_ending(_work(folder, job))
        code = 0
    except Exception:
        # Nobody above could hear it: this is the last frame of the process.
        print(redacted(traceback.format_exc()), file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _settle_in(folder: Path, memory_mb: int, output: int) -> None:
    os.setpgid(0, 0)
    _die_with_the_watcher()
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory_mb * 1_000_000
    if most != resource.RLIM_INFINITY:
        limit = min(limit, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    (folder / "tmp").mkdir(exist_ok=True)


def _die_with_the_watcher() -> None:
    """Ask Linux to end this process when its watcher is killed; elsewhere the engine does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _work(folder: JobFolder, job: dict[str, Any]) -> Ending:
    began = time.monotonic()

    def report(event: Event) -> None:
        folder.append(event, time.monotonic() - began)
        if folder.is_cancelled:
            raise Cancelled("The job was asked to stop.")

    try:
        work = work_of(job["kind"])
        cores = int(folder.state()["cores"])
        folder.save_result(work(job["task"], DiskShelf(folder.shelf), report, cores))
    except Cancelled:
        return Ending(CANCELLED)
    except MemoryError:
        return Ending(FAILED, OUT_OF_MEMORY)
    except AppError as error:
        refused = isinstance(error, DataError) and not isinstance(error, SourceError)
        return Ending(FAILED, error.message, error.hint, about_data=refused)
    except (Exception, SystemExit) as error:
        if any(words in str(error) for words in _NATIVE_MEMORY_WORDS):
            return Ending(FAILED, OUT_OF_MEMORY)
        error_id = new_id()[:8]
        print(f"error {error_id}\n{redacted(traceback.format_exc())}", file=sys.stderr)
        return unexpected(error_id)
    return Ending(CANCELLED if folder.is_cancelled else FINISHED)
