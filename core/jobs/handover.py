"""Hand typed secrets to a worker through a pipe: never on disk, in a command or a variable.

A typed secret lives in the memory of one server. A job that needs it waits for that server,
its keeper, although other processes start waiting jobs too; when the keeper is gone the job
starts without the secret and says that it must be entered again.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.errors import LimitError, NotAllowedError
from core.files import read_json, write_json
from core.jobs.folder import JobFolder
from core.jobs.process import is_same, mark_of
from core.secret_store import handed_over, receive, typed_in

LOCK_HANDLE, HANDLE = 3, 4
MAX_BYTES = 60_000
_ABOVE_ALL_USED = 16


def note_keeper(folder: JobFolder, job: dict[str, Any]) -> None:
    """Write down that this process holds the secrets that a job needs."""
    if typed_in(_asked(job)):
        me = os.getpid()
        write_json(folder.path / "keeper.json", {"process": me, "mark": mark_of(me)})


def is_for_another(folder: JobFolder) -> bool:
    """Tell whether a job needs secrets that another living process holds, not this one."""
    if not _missing(folder.job()):
        return False
    try:
        keeper = read_json(folder.path / "keeper.json")
    except FileNotFoundError:
        return False
    return keeper["process"] != os.getpid() and is_same(keeper["process"], keeper["mark"])


def check(job: dict[str, Any]) -> None:
    """Refuse a job whose secrets were forgotten, or are too many for a pipe."""
    if len(_content(job)) > MAX_BYTES:
        raise LimitError("The job names too many passwords.", "Use fewer of them at once.")
    if _missing(job):
        raise NotAllowedError(
            "This job needs a password, which was kept only until the server stopped.",
            "Enter the password again where the source is chosen.",
        )


@contextmanager
def pipe_for(folder: JobFolder) -> Iterator[int]:
    """Yield the readable end of a pipe that holds the secrets of a job."""
    first, writable = os.pipe()
    try:
        # Its number must not be one that the worker's own handles are put on.
        readable = fcntl.fcntl(first, fcntl.F_DUPFD_CLOEXEC, _ABOVE_ALL_USED)
        os.write(writable, _content(folder.job()))
    finally:
        os.close(first)
        os.close(writable)
    try:
        yield readable
    finally:
        os.close(readable)


def take(owner: str) -> None:
    """Hold the secrets that came with this process."""
    with os.fdopen(HANDLE, "rb") as pipe:
        content = pipe.read()
    receive(json.loads(content), owner)


def _content(job: dict[str, Any]) -> bytes:
    return json.dumps(handed_over(_asked(job), job["owner"]), ensure_ascii=False).encode()


def _missing(job: dict[str, Any]) -> bool:
    asked = _asked(job)
    return bool(typed_in(asked) - handed_over(asked, job["owner"]).keys())


def _asked(job: dict[str, Any]) -> dict[str, Any]:
    """Return a task without its recipe, which says where the table once came from."""
    return {name: value for name, value in job["task"].items() if name != "recipe"}
