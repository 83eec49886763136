"""A process that has imported what jobs need, and forks a worker when one is asked for.

Importing takes seconds, a fork milliseconds: a job that begins here begins at once, and all
jobs share the memory of the libraries. `prepare` starts the nursery of this process, which
ends with it; where there is none (yet, or for good), `fork_worker` says so and the worker is
started as a program. A worker that was forked forks the next one itself.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from core.jobs import handover
from core.jobs.folder import JobFolder

LOG_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND
_READY = b"r"
_SIZE = 8  # bytes of a number on the link
_ANSWER_SECONDS = 10.0
_NICENESS = 5  # while it imports, and for those who watch; who works is nicer still
# What most jobs use. `pyarrow.dataset` is left out: it alone reserves 1 GB of addresses.
_USED = (
    "core.jobs.worker",
    "core.work",
    "core.importing",
    "sklearn.compose",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "xgboost",
    "lightgbm",
    "optuna",
    "skops.io",
    "shap",
)


@dataclass
class _Nursery:
    """The nursery of this process, seen from outside."""

    link: socket.socket
    process: subprocess.Popen[bytes]
    maker: int
    ready: bool = False


@dataclass
class _Here:
    """What this process is: one with a nursery, one forked from one, or neither."""

    nursery: _Nursery | None = None
    is_warm: bool = False


_here = _Here()
_one_at_a_time = threading.Lock()


def prepare(environment: Mapping[str, str]) -> None:
    """Start the nursery of this process, unless it is there; only where forking is safe."""
    if sys.platform != "linux" or _here.is_warm:
        return
    with _one_at_a_time:
        if _here.nursery and _lives(_here.nursery):
            return
        _close()
        ours, theirs = socket.socketpair()
        code = f"from core.jobs import nursery; nursery.serve({theirs.fileno()})"
        command = [sys.executable, "-P", "-c", code]
        try:
            process = subprocess.Popen(  # noqa: S603
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        except OSError:
            ours.close()  # no memory for it: workers start as programs
            return
        finally:
            theirs.close()
        _here.nursery = _Nursery(ours, process, os.getpid())


def is_ready() -> bool:
    """Say whether this process has a nursery that has imported everything."""
    with _one_at_a_time:
        return _here.nursery is not None and _is_ready(_here.nursery)


def process_id() -> int:
    """Return the process id of the nursery of this process, or 0 without one."""
    return _here.nursery.process.pid if _here.nursery else 0


def fork_worker(folder: Path, environment: Mapping[str, str], lock: int, secrets: int) -> int:
    """Fork the worker of a job and return its process id, or 0 where nobody can.

    `lock` and `secrets` are the open files that the worker gets.
    """
    if _here.is_warm:
        process = os.fork()
        if process == 0:
            _become_worker(folder, environment, lock, secrets)
        return process
    with _one_at_a_time:
        nursery = _here.nursery
        if nursery is None or not _is_ready(nursery):
            return 0
        try:
            asked = json.dumps({"folder": str(folder), "environment": dict(environment)}).encode()
            socket.send_fds(nursery.link, [_packed(len(asked))], [lock, secrets])
            nursery.link.sendall(asked)
            return _unpacked(_read(nursery.link, _SIZE))
        except OSError:
            nursery.process.kill()  # it must not fork the worker later on
            _close()
            return 0


def _lives(nursery: _Nursery) -> bool:
    return nursery.maker == os.getpid() and nursery.process.poll() is None


def _is_ready(nursery: _Nursery) -> bool:
    if nursery.ready or not _lives(nursery):
        return nursery.ready and _lives(nursery)
    if select.select([nursery.link], [], [], 0)[0]:
        nursery.link.settimeout(_ANSWER_SECONDS)
        nursery.ready = nursery.link.recv(1) == _READY
    return nursery.ready


@atexit.register
def _close() -> None:
    """Let the nursery of this process end."""
    nursery, _here.nursery = _here.nursery, None
    if nursery is None:
        return
    nursery.link.close()
    if nursery.maker == os.getpid():
        with suppress(subprocess.TimeoutExpired):
            nursery.process.wait(_ANSWER_SECONDS)


# ---- inside the nursery ----


def serve(handle: int) -> None:
    """Import, say that all is ready, and fork a worker for each message until the link ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the server
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended workers leave no zombie
    os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)
    link = socket.socket(fileno=handle)
    warm()
    with suppress(BrokenPipeError, ConnectionResetError):
        link.sendall(_READY)
        while _serve_one(link):
            continue


def warm() -> None:
    """Import what jobs need into this process, which forks every worker itself from then on."""
    _here.is_warm = True
    for name in _USED:
        with suppress(ImportError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()


def _serve_one(link: socket.socket) -> bool:
    """Fork one worker, and say whether there may be more."""
    packed, handles, _, _ = socket.recv_fds(link, _SIZE, 2)
    if not packed:
        return False
    asked = json.loads(_read(link, _unpacked(packed)))
    process = os.fork()
    if process == 0:
        link.close()
        _become_worker(Path(asked["folder"]), asked["environment"], *handles)
    for handle in handles:
        os.close(handle)
    link.sendall(_packed(process))
    return True


def _packed(number: int) -> bytes:
    return number.to_bytes(_SIZE, "big")


def _unpacked(content: bytes) -> int:
    return int.from_bytes(content, "big")


def _read(link: socket.socket, size: int) -> bytes:
    """Read exactly so many bytes."""
    content = b""
    while len(content) < size:
        part = link.recv(size - len(content))
        if not part:
            raise BrokenPipeError("the other end is gone")
        content += part
    return content


def _become_worker(
    folder: Path, environment: Mapping[str, str], lock: int, secrets: int
) -> NoReturn:
    """Turn this fork into what `python -m core.jobs.worker` would be, and leave at its end."""
    from core.jobs import worker

    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(environment)
        tempfile.tempdir = None
        _take_handles(folder, lock, secrets)
        worker.main(folder)
        code = 0
    except BaseException:
        traceback.print_exc()  # nobody above could hear it
        raise
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _take_handles(folder: Path, lock: int, secrets: int) -> None:
    """Put the open files where a worker that was started as a program has them."""
    log = os.open(JobFolder(folder).log, LOG_FLAGS, 0o600)
    for handle, place in ((os.open(os.devnull, os.O_RDONLY), 0), (log, 1), (log, 2)):
        os.dup2(handle, place)
    os.dup2(lock, handover.LOCK_HANDLE)
    os.dup2(secrets, handover.HANDLE)
