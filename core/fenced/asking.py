"""Ask for a reading in a process of its own, wait for it, and put into words how it ended."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import AppError, LimitError, SourceError, StorageError
from core.fenced import reader
from core.fenced.answers import Answer, StarvedError, taken
from core.fenced.turns import Turns
from core.files import storage_error
from core.jobs.bounds import PARSING_MB, PARSING_SECONDS, bounds_of_parsing
from core.jobs.launch import environment
from core.nursery import Call, Nursery
from core.text import duration, shown

_LATE_SECONDS = 5.0
_READY_SECONDS = 10.0
_USED = (
    *("core.fenced.reader", "core.fenced.errands", "core.fenced.web_errands"),
    *("pyarrow.parquet", "lxml.etree"),
)
_SMALLER = "Keep only the rows and columns you need, or save it as Parquet."
_AGAIN = "Try again. If it ends the same way, save the file in another format."
_NURSERY = Nursery(_USED, "core.fenced.errands:rehearse", awaited=True)
_TURNS = Turns()


@dataclass(frozen=True)
class Fence:
    """What one reading may take; the memory comes on top of that of the libraries."""

    memory_mb: int = PARSING_MB
    seconds: float = PARSING_SECONDS


FENCE = Fence()


def fence_for(size: int) -> Fence:
    """Return what the reading of a whole file of so many bytes may take."""
    return Fence(*bounds_of_parsing(size))


def prepare() -> None:
    """Import what reading needs in a process of its own, so that it begins at once."""
    _NURSERY.prepare(environment())


def answered(
    errand: str, asked: Mapping[str, Any], fence: Fence = FENCE, owner: str = ""
) -> Answer:
    """Do an errand (`module:function`) in a process of its own, and return what it found.

    What the function refuses is refused here. Few are at work at a time, and fewer of an owner.
    """
    called = shown(asked["name"] or Path(str(asked["path"])).name)
    with _TURNS.turn(owner, fence.seconds), _folder() as folder:
        limits = {"errand": errand, "memory_mb": fence.memory_mb, "seconds": fence.seconds}
        _write(folder / reader.ASKED, {**asked, **limits})
        end = _ended(folder, fence.seconds + _LATE_SECONDS)
        try:
            answer = taken(folder) if end.get("code") == 0 else None
        except StarvedError:
            raise _too_large(called, fence) from None
    if answer is None:
        raise _in_words(called, end, fence)
    return answer


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder for what is asked, answered and unpacked, which goes at the end."""
    try:
        made = tempfile.TemporaryDirectory(prefix="modelwright-", ignore_cleanup_errors=True)
    except OSError as error:
        raise storage_error(error, Path(tempfile.gettempdir())) from error
    with made as name:
        yield Path(name)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    try:
        path.write_text(json.dumps(content), encoding="utf-8")
    except OSError as error:
        raise storage_error(error, path) from error


def _ended(folder: Path, seconds: float) -> dict[str, Any]:
    """Let a reading run to its end, and return how it ended; nothing is known of a lost one."""
    readable, writable = os.pipe()
    try:
        try:
            watcher = _Watcher(folder, writable)
        finally:
            os.close(writable)
        try:
            return _heard(readable, seconds)
        finally:
            watcher.end()
    finally:
        os.close(readable)


class _Watcher:
    """The process that watches over a reading: forked where that is possible, else started."""

    def __init__(self, folder: Path, told: int) -> None:
        given = {**environment(), "TMPDIR": str(folder)}
        call = Call(f"{reader.__name__}:begin", (str(folder),), given, (told,))
        prepare()
        _NURSERY.is_ready(wait=_READY_SECONDS)
        self._process = _NURSERY.fork(call)
        self._program = None if self._process else _started(call)

    def end(self) -> None:
        """See the process off: it has ended, or has hung."""
        if self._program is not None:
            with suppress(subprocess.TimeoutExpired):
                self._program.wait(_LATE_SECONDS)
            self._program.kill()
            self._program.wait()


def _started(call: Call) -> subprocess.Popen[bytes]:
    """Start a watcher as a program of its own, which imports all it needs."""
    (folder,), (told,) = call.arguments, call.handles
    code = f"from {reader.__name__} import begin; begin({folder!r}, {told})"
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-c", code],
        env=call.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[told],
        start_new_session=True,
    )


def _heard(pipe: int, seconds: float) -> dict[str, Any]:
    poll = select.poll()  # select counts no open file beyond the first 1,024
    poll.register(pipe, select.POLLIN)
    if not poll.poll(seconds * 1000):
        return {"over_time": True}
    content = os.read(pipe, 1 << 12)
    found: dict[str, Any] = json.loads(content) if content else {}
    return found


def _too_large(called: str, fence: Fence) -> AppError:
    most = f"{fence.memory_mb / 1000:g} GB"
    return LimitError(f"Reading '{called}' takes more than {most} of memory.", _SMALLER)


def _in_words(called: str, end: Mapping[str, Any], fence: Fence) -> AppError:
    """Say what it means that a reading ended without an answer."""
    code = end.get("code", 0)
    if end.get("over_time"):
        return LimitError(
            f"'{called}' could not be read within {duration(fence.seconds)}, the time limit.",
            _SMALLER,
        )
    if end.get("starved"):
        return LimitError(f"The server has too little memory to read '{called}'.", _SMALLER)
    if code == reader.NO_ROOM:
        return StorageError(
            f"The disk of the server has no room to read '{called}'.",
            "Free some space and try again.",
        )
    if code < 0 and -code != signal.SIGKILL and end["peak_mb"] > fence.memory_mb / 2:
        return _too_large(called, fence)
    how = f" ({signal.Signals(-code).name})" if code < 0 else ""
    return SourceError(f"The process that read '{called}' was ended{how}.", _AGAIN)
