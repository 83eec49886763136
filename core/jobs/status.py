"""What is said about jobs: plain frozen values, and the words for how they end."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Any

QUEUED, RUNNING, CANCELLING = "queued", "running", "cancelling"
CANCELLED, FINISHED, FAILED, INTERRUPTED = "cancelled", "finished", "failed", "interrupted"
ACTIVE = (QUEUED, RUNNING)
RESUMABLE = (CANCELLED, FAILED, INTERRUPTED)


@dataclass(frozen=True)
class Limits:
    """What one job and one owner may take.

    `memory_mb` is address space beside that of the libraries, which is more than the memory
    really used.
    """

    memory_mb: int = 8192
    seconds: float = 6 * 3600
    running: int = 1
    queued: int = 2


@dataclass(frozen=True)
class JobStatus:
    """A job seen from outside. Times are seconds since 1970, `seconds` is how long it ran."""

    id: str
    kind: str
    project_id: str
    owner: str
    key: str
    state: str
    done: int = 0
    total: int = 0
    message: str = ""
    facts: tuple[dict[str, Any], ...] = ()
    place: int = 0
    created: float = 0.0
    started: float | None = None
    seconds: float = 0.0
    error: str = ""
    hint: str = ""
    error_id: str = ""
    about_data: bool = False
    peak_mb: float = 0.0
    cores: int = 0
    attempt: int = 1

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen unless the job is resumed."""
        return self.state not in (QUEUED, RUNNING, CANCELLING)

    @property
    def can_resume(self) -> bool:
        """Whether going on could end otherwise: the same rows are refused again."""
        return self.state in RESUMABLE and not self.about_data


@dataclass(frozen=True)
class Ending:
    """How a job ended, before it is put into words; `about_data` failed for what the rows are."""

    state: str
    error: str = ""
    hint: str = ""
    error_id: str = ""
    about_data: bool = False


MEMORY_HINT = "Try fewer rows or columns, or fewer candidates."
RESUME_HINT = "Resume it: what was finished is kept."
PARSING_HINT = (
    "Keep only the rows and columns you need, save it as Parquet, or try again when the server "
    "is less busy."
)
_OUTSIDE_HINT = (
    f"{RESUME_HINT} If it happens again, the machine may be short of memory: try fewer rows or "
    "columns, or fewer candidates."
)


def out_of_memory(peak_mb: float, memory_mb: int) -> Ending:
    """Say that the work ran into its memory limit."""
    return Ending(
        FAILED,
        f"The job ran out of memory (peak {_gb(peak_mb)} of {_gb(memory_mb)}).",
        MEMORY_HINT,
    )


def killed_by(number: int, peak_mb: float, memory_mb: int, starved: bool = False) -> Ending:
    """Say what a signal that ended the work means.

    `starved` says that the system has ended processes for lack of memory meanwhile; otherwise
    nobody can tell who sent the signal.
    """
    if number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE):
        return Ending(
            FAILED,
            f"The job crashed inside a library ({signal.Signals(number).name}).",
            "Leave out the candidate that was being fitted, and resume.",
        )
    peak = f"peak {_gb(peak_mb)} of {_gb(memory_mb)}" if peak_mb else ""
    if starved:
        told = f" ({peak})" if peak else ""
        return Ending(
            FAILED, f"The job was ended by the system for lack of memory{told}.", MEMORY_HINT
        )
    told = "; ".join(part for part in (_signal_name(number), peak) if part)
    return Ending(FAILED, f"The job was ended from outside ({told}).", _OUTSIDE_HINT)


def too_long(seconds: float) -> Ending:
    """Say that the work took longer than it may."""
    from core.text import duration

    return Ending(
        FAILED,
        f"The job was stopped after {duration(seconds)}, the time limit.",
        "Resume it to go on from what was finished, or ask for less.",
    )


def vanished(number: int) -> Ending:
    """Say that the work ended without a word."""
    return Ending(FAILED, f"The job ended without a result (exit code {number}).", RESUME_HINT)


def unexpected(error_id: str) -> Ending:
    """Say that the work met a fault of the program; the log has the rest."""
    return Ending(
        FAILED,
        f"Something unexpected went wrong (error {error_id}).",
        "Resume the job, or report this number: the log of the job has the details.",
        error_id,
    )


def interrupted() -> Ending:
    """Say that the work stopped together with the server."""
    return Ending(INTERRUPTED, "The job was interrupted when the server stopped.", RESUME_HINT)


def _signal_name(number: int) -> str:
    known = {signal_.value: signal_.name for signal_ in signal.Signals}
    return known.get(number, f"signal {number}")


def _gb(megabytes: float) -> str:
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{megabytes:.0f} MB"
