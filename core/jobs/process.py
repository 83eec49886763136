"""Processes seen from outside: the same one still, ended for good, how much memory."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

_MAXRSS_PER_MB = 1_000_000 if sys.platform == "darwin" else 1_000


def mark_of(process: int) -> str | None:
    """Return a mark that a later process with the same number does not have.

    None when there is no such process, or only its zombie.
    """
    stat = Path(f"/proc/{process}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if fields[0] in "ZX" else fields[19]
    return _mark_by_ps(process)


def _mark_by_ps(process: int) -> str | None:
    command = ["/bin/ps", "-o", "stat=,lstart=", "-p", str(process)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    words = found.stdout.split(maxsplit=1)
    return None if len(words) < 2 or words[0].startswith("Z") else words[1].strip()


def is_same(process: int, mark: str | None) -> bool:
    """Say whether the process that carried this mark still lives."""
    return mark is not None and mark_of(process) == mark


def end_group(process: int | None, mark: str | None) -> None:
    """Kill a process and all it started, unless its number belongs to another one by now."""
    if not process or mark_of(process) not in (None, mark):
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)


def out_of_memory_kills() -> int:
    """Return how many processes Linux has ended for lack of memory; 0 where nobody can tell."""
    try:
        lines = Path("/proc/vmstat").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)


def peak_mb(usage: resource.struct_rusage) -> float:
    """Return the most memory that a finished process held at once."""
    return usage.ru_maxrss / _MAXRSS_PER_MB


def peak_mb_now(process: int | None) -> float:
    """Return the most memory a living process has held so far; 0 where nobody can tell."""
    if not process:
        return 0.0
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    peaks = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(peaks[0]) / 1000 if peaks else 0.0
