"""Work that behaves well, and badly in every way a job can."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from core.disk_shelf import DiskShelf
from core.errors import TargetError
from core.progress import Event, Report

Task = dict[str, Any]


def add(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Report twice and return a sum."""
    report(Event(1, 2, "half", {"sum": task["a"]}))
    report(Event(2, 2, "done"))
    (shelf.result_folder / "sum.txt").write_text("5")
    return {"sum": task["a"] + task["b"], "cores": cores, "nan": float("nan")}


def settings(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Return what the worker's surroundings are."""
    return {
        "threads": os.environ["OMP_NUM_THREADS"],
        "niceness": os.getpriority(os.PRIO_PROCESS, 0),
        "temporary": tempfile.gettempdir(),
        "root": str(shelf.root),
        "handles": [path.name for path in Path("/proc/self/fd").iterdir()],
        "forked": "sklearn" in sys.modules,
        "told": os.environ.get("TOLD"),
    }


def gate(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Wait until the file named by the task is there, reporting all the while."""
    while not Path(task["gate"]).exists():
        report(Event(0, 1, "waiting"))
        time.sleep(0.01)
    return {"cores": cores}


def units(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Finish units one by one; each leaves a line in `made` so that repeats are seen."""
    for unit in range(task["units"]):
        if not shelf.has(f"unit {unit}"):
            with Path(task["made"]).open("a") as file:
                file.write(f"{unit}\n")
            time.sleep(task.get("pause", 0.0))
            shelf.put(f"unit {unit}", unit * unit)
        report(Event(unit + 1, task["units"], f"unit {unit}"))
    return {"squares": [shelf.get(f"unit {unit}") for unit in range(task["units"])]}


def deaf(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Never report, ignore every polite signal, and start a child that does the same."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    shelf.put("child", child.pid)
    report(Event(0, 1, "deaf"))
    while True:
        time.sleep(1)


def frozen(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Stay in native code with the interpreter's lock held."""
    report(Event(0, 1, "frozen"))
    ctypes.PyDLL(None).sleep(600)
    return {}


def swallows(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Catch the request to stop and go on."""
    while True:
        try:
            report(Event(0, 1, "again"))
        except Exception:
            time.sleep(0.01)


def hog(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Ask for more memory than there may be."""
    shelf.put("before", 1)
    return {"size": len(bytearray(task["mb"] * 1_000_000))}


def killed(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Die as the system's memory killer would have it."""
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def crash(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Read memory that is not there."""
    ctypes.string_at(0)
    return {}


def refuses(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Raise an expected error."""
    raise TargetError("The target 'churn' has one class.", "Choose another target.")


def bug(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Raise an error nobody expected, with a secret in it."""
    raise ValueError("postgresql://bob:hunter2@host")


def chatter(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Print far more than a log should hold."""
    print("first words")
    for _ in range(300):
        os.write(1, b"x" * 99_999 + b"\n")
    print("last words")
    return {}


def leaves(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Return while a child lives on and holds the output open."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    return {"child": child.pid}


def exits(task: Task, shelf: DiskShelf, report: Report, cores: int) -> Task:
    """Leave without a word."""
    os._exit(3)
