"""A process that has imported libraries, and forks when work is asked for.

Importing takes seconds, a fork milliseconds: what begins here begins at once, and all forks
share the memory of the libraries. A nursery ends with the process that has started it. Where
there is none (yet, or for good), `fork` says so and the work is started as a program.
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
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

_READY = b"r"
_SIZE = 8  # bytes of a number on the link
_ANSWER_SECONDS = 10.0
_NICENESS = 5  # while it imports; long work is nicer still
_MOST_HANDLES = 2


@dataclass(frozen=True)
class Call:
    """What a fork does, in a session of its own: call a function, then leave.

    function     `module:name`, which takes the arguments and then the numbers of the open files
    environment  all its variables
    handles      open files of the one who asks, at most two
    """

    function: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    handles: tuple[int, ...] = ()


@dataclass
class _Process:
    """The process of a nursery, seen from outside."""

    link: socket.socket
    process: subprocess.Popen[bytes]
    maker: int
    ready: bool = False


@dataclass
class _Here:
    """What this process is: `is_warm` if it has imported everything and forks by itself."""

    is_warm: bool = False


_here = _Here()


class Nursery:
    """The nursery of this process for one kind of work, which uses these modules.

    What modules import only when it is needed is there as well once the `rehearsal`
    (`module:function`) has been called; forks have none of the threads it leaves. Forks give
    way to the server from the start, unless they are `awaited` by somebody.
    """

    def __init__(
        self, modules: tuple[str, ...], rehearsal: str = "", awaited: bool = False
    ) -> None:
        self._modules = modules
        self._rehearsal = rehearsal
        self._awaited = awaited
        self._process: _Process | None = None
        self._one_at_a_time = threading.Lock()
        atexit.register(self._close)

    def prepare(self, environment: Mapping[str, str]) -> None:
        """Start the process, unless it is there; only where forking is safe."""
        if sys.platform != "linux" or _here.is_warm:
            return
        with self._one_at_a_time:
            if self._process and _lives(self._process):
                return
            self._close()
            self._process = self._started(environment)

    def is_ready(self, wait: float = 0.0) -> bool:
        """Say whether there is a process that has imported everything; wait so many seconds."""
        with self._one_at_a_time:
            return self._process is not None and _is_ready(self._process, wait)

    def process_id(self) -> int:
        """Return the process id of the nursery, or 0 without one."""
        return self._process.process.pid if self._process else 0

    def fork(self, call: Call) -> int:
        """Fork for a call and return the process id of the fork, or 0 where nobody can."""
        if _here.is_warm:
            process = os.fork()
            if process == 0:
                _become(call)
            return process
        with self._one_at_a_time:
            if self._process is None or not _is_ready(self._process):
                return 0
            try:
                return _asked(self._process.link, call)
            except OSError:
                self._process.process.kill()  # it must not fork later on
                self._close()
                return 0

    def _started(self, environment: Mapping[str, str]) -> _Process | None:
        ours, theirs = socket.socketpair()
        asked = (theirs.fileno(), self._modules, self._rehearsal, self._awaited)
        code = f"from core import nursery; nursery.serve(*{asked!r})"
        try:
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-c", code],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        except OSError:
            ours.close()  # no memory for it: the work starts as programs
            return None
        finally:
            theirs.close()
        return _Process(ours, process, os.getpid())

    def _close(self) -> None:
        """Let the process end."""
        known, self._process = self._process, None
        if known is None:
            return
        known.link.close()
        if known.maker == os.getpid():
            with suppress(subprocess.TimeoutExpired):
                known.process.wait(_ANSWER_SECONDS)


def _lives(known: _Process) -> bool:
    return known.maker == os.getpid() and known.process.poll() is None


def _is_ready(known: _Process, wait: float = 0.0) -> bool:
    if known.ready or not _lives(known):
        return known.ready and _lives(known)
    poll = select.poll()  # select counts no open file beyond the first 1,024
    poll.register(known.link, select.POLLIN)
    if poll.poll(wait * 1000):
        known.link.settimeout(_ANSWER_SECONDS)
        known.ready = known.link.recv(1) == _READY
    return known.ready


def _asked(link: socket.socket, call: Call) -> int:
    """Ask the nursery at the other end to fork, and return the process id it answers."""
    named = {"function": call.function, "arguments": call.arguments}
    asked = json.dumps({**named, "environment": dict(call.environment)}).encode()
    socket.send_fds(link, [_packed(len(asked))], list(call.handles))
    link.sendall(asked)
    return _unpacked(_read(link, _SIZE))


# ---- inside the nursery ----


def serve(handle: int, modules: Iterable[str], rehearsal: str, awaited: bool) -> None:
    """Import, say that all is ready, and fork for each message until the link ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the server
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended forks leave no zombie
    link = socket.socket(fileno=handle)
    if awaited:
        # Linux knows the niceness of each thread, and nobody may lower it again: this one forks.
        importing = threading.Thread(target=_warm_gently, args=(modules, rehearsal))
        importing.start()
        importing.join()
    else:
        _warm_gently(modules, rehearsal)
    with suppress(BrokenPipeError, ConnectionResetError):
        link.sendall(_READY)
        while _serve_one(link):
            continue


def _warm_gently(modules: Iterable[str], rehearsal: str) -> None:
    os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)
    warm(modules, rehearsal)


def warm(modules: Iterable[str], rehearsal: str = "") -> None:
    """Import modules into this process, which forks by itself from then on."""
    _here.is_warm = True
    for name in modules:
        with suppress(ImportError):
            importlib.import_module(name)
    if rehearsal:
        _function(rehearsal)()
    gc.collect()
    gc.freeze()


def _serve_one(link: socket.socket) -> bool:
    """Fork once, and say whether there may be more."""
    packed, handles, _, _ = socket.recv_fds(link, _SIZE, _MOST_HANDLES)
    if not packed:
        return False
    asked = json.loads(_read(link, _unpacked(packed)))
    process = os.fork()
    if process == 0:
        link.close()
        named = (asked["function"], tuple(asked["arguments"]), asked["environment"])
        _become(Call(*named, handles=tuple(handles)))
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


def _become(call: Call) -> NoReturn:
    """Turn this fork into what a program that was started for the call would be."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(call.environment)
        tempfile.tempdir = None
        _function(call.function)(*call.arguments, *call.handles)
        code = 0
    except BaseException:
        traceback.print_exc()  # nobody above could hear it
        raise
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _function(named: str) -> Callable[..., object]:
    module, _, name = named.partition(":")
    function: Callable[..., object] = getattr(importlib.import_module(module), name)
    return function
