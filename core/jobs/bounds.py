"""What a process may take, set from inside, and how to tell that it was too little."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

NICENESS = 10  # of long work
PARSING_MB, PARSING_SECONDS = 2000, 120.0
_SMALL_BYTES = 50_000_000
_MB_PER_MB = 20
_NATIVE_MEMORY_WORDS = (
    *("bad_alloc", "bad allocation", "can't start new thread"),
    "failed to map segment",  # of a library that is imported only now
)
_PR_SET_PDEATHSIG = 1


def bounds_of_parsing(size: int) -> tuple[int, float]:
    """Return the megabytes and the seconds in which a file of so many bytes is to be parsed.

    What is small has fixed ones, so that a bomb is no more than that; an honest large file may
    take more memory and time, in proportion.

    >>> bounds_of_parsing(1_000_000), bounds_of_parsing(200_000_000)
    ((2000, 120.0), (5000, 480.0))
    """
    beyond = max(0, size - _SMALL_BYTES)
    megabytes = PARSING_MB + _MB_PER_MB * beyond // 1_000_000
    return megabytes, PARSING_SECONDS * max(1.0, size / _SMALL_BYTES)


def die_with_parent() -> None:
    """Ask Linux to end this process when its parent is killed; elsewhere others must do it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_memory(megabytes: int) -> None:
    """Let this process map so much memory beside what it has mapped already; leave no core dump.

    Libraries reserve far more addresses than they use, Arrow alone a gigabyte with its first
    value: where it is there, that happens before the counting begins.
    """
    arrow = sys.modules.get("pyarrow")
    if arrow is not None:
        arrow.array([0])
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = _mapped() + megabytes * 1_000_000
    if most != resource.RLIM_INFINITY:
        limit = min(limit, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def is_out_of_memory(error: BaseException) -> bool:
    """Tell whether an error, or one that led to it, means that a process met its memory limit."""
    words = str(error)
    if isinstance(error, MemoryError) or any(known in words for known in _NATIVE_MEMORY_WORDS):
        return True
    below = error.__cause__ or error.__context__
    return below is not None and is_out_of_memory(below)


def _mapped() -> int:
    """Return the bytes that this process has mapped; 0 where nobody can tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except FileNotFoundError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
