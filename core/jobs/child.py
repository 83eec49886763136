"""The half of a worker that does the work, under its limits, and says how it ended."""

from __future__ import annotations

import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

from core.disk_shelf import DiskShelf
from core.errors import AppError, DataError, SourceError
from core.files import new_id
from core.jobs.bounds import NICENESS, die_with_parent, is_out_of_memory, limit_memory
from core.jobs.folder import JobFolder
from core.jobs.kinds import work_of
from core.jobs.status import CANCELLED, FAILED, FINISHED, Ending, unexpected
from core.progress import Cancelled, Event
from core.secret_store import redacted

OUT_OF_MEMORY = "MemoryError"


def work_in_child(folder: JobFolder, job: dict[str, Any], output: int) -> NoReturn:
    """Do the work and leave without waiting for threads or exit handlers that may hang."""
    code = 1
    try:
        _settle_in(folder.path, output)
        folder.say_ending(_work(folder, job))
        code = 0
    except Exception:
        # Nobody above could hear it: this is the last frame of the process.
        print(redacted(traceback.format_exc()), file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _settle_in(folder: Path, output: int) -> None:
    os.setpgid(0, 0)
    die_with_parent()
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    (folder / "tmp").mkdir(exist_ok=True)


def _work(folder: JobFolder, job: dict[str, Any]) -> Ending:
    began = time.monotonic()

    def report(event: Event) -> None:
        folder.append(event, time.monotonic() - began)
        if folder.is_cancelled:
            raise Cancelled("The job was asked to stop.")

    try:
        work = work_of(job["kind"])
        limit_memory(job["limits"]["memory_mb"])
        cores = int(folder.state()["cores"])
        folder.save_result(work(job["task"], DiskShelf(folder.shelf), report, cores))
    except Cancelled:
        return Ending(CANCELLED)
    except AppError as error:
        refused = isinstance(error, DataError) and not isinstance(error, SourceError)
        return Ending(FAILED, error.message, error.hint, about_data=refused)
    except (Exception, SystemExit) as error:
        if is_out_of_memory(error):
            return Ending(FAILED, OUT_OF_MEMORY)
        error_id = new_id()[:8]
        print(f"error {error_id}\n{redacted(traceback.format_exc())}", file=sys.stderr)
        return unexpected(error_id)
    return Ending(CANCELLED if folder.is_cancelled else FINISHED)
