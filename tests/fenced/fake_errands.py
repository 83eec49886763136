"""Errands that end as no errand should, for the tests of the fence."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.fenced.answers import Answer

Asked = Mapping[str, Any]


def surroundings(asked: Asked) -> Answer:
    """Tell where the work is done, and leave a file where it unpacks."""
    import tempfile

    del asked
    folder = Path(tempfile.mkdtemp())
    (folder / "rest").write_text("unpacked")
    facts = {
        "process": os.getpid(),
        "watcher": os.getppid(),
        "group": os.getpgid(0),
        "folder": str(folder),
        "niceness": os.getpriority(os.PRIO_PROCESS, 0),
    }
    return Answer(facts)


def killed(asked: Asked) -> Answer:
    """End by the signal that is asked for, as a crash of a parser does."""
    os.kill(os.getpid(), int(asked["signal"]))
    time.sleep(60)
    return Answer()


def greedy(asked: Asked) -> Answer:
    """Take so much memory, and really use it."""
    taken = b"x" * (int(asked["mb"]) * 1_000_000)
    return Answer({"taken": len(taken)})


def sleepy(asked: Asked) -> Answer:
    """Begin, say so by a file, and never end, together with a process of its own."""
    child = os.fork()
    if child == 0:
        time.sleep(60)
        os._exit(0)
    here = Path(asked["here"])
    (here / "numbers.tmp").write_text(f"{os.getpid()} {child}")
    (here / "numbers.tmp").replace(here / "numbers")
    time.sleep(60)
    return Answer()


def faulty(asked: Asked) -> Answer:
    """Meet a fault of the program."""
    raise ValueError(f"a fault with {asked['name']}")


def full(asked: Asked) -> Answer:
    """Meet a disk that is full while unpacking or answering."""
    raise OSError(int(asked["errno"]), os.strerror(int(asked["errno"])))


def gated(asked: Asked) -> Answer:
    """Leave a mark, and wait for a gate to open."""
    here = Path(asked["here"])
    (here / f"inside {os.getpid()}").touch()
    until = time.monotonic() + 30
    while not (here / "gate").exists() and time.monotonic() < until:
        time.sleep(0.02)
    return Answer()


KILL, CRASH = signal.SIGKILL, signal.SIGSEGV
