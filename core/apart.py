"""Read a heavy file in a process of its own, so that it cannot take the server's memory.

The process has a limit of memory and of time. It puts the table into the store itself and
answers with its fingerprint; nothing but that comes back.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core import errors
from core.errors import AppError, LimitError
from core.loading import read
from core.projects import Projects
from core.sources import MAX_DECODED_BYTES, Source, source_from_json, source_to_json
from core.sources.weigh import weigh
from core.table import Dataset
from core.text import shown

HEAVY_BYTES = 30_000_000
MEMORY_MB = 4096
SECONDS = 180.0
NICENESS = 5
_HINT = "Keep only the rows and columns you need, or save it as Parquet."
_OUT_OF_MEMORY = 9


@dataclass(frozen=True)
class Limits:
    """What one reading may take: address space in megabytes, and seconds."""

    memory_mb: int = MEMORY_MB
    seconds: float = SECONDS


@dataclass(frozen=True)
class Reading:
    """What to read, how, and for whom."""

    file: Path
    name: str
    source: Source
    owner: str


@dataclass(frozen=True)
class Apart:
    """A table that was read and stored: its fingerprint, and how many rows were left out."""

    fingerprint: str
    skipped: int


def is_heavy(file: Path, name: str) -> bool:
    """Tell whether a file unpacks to more than the server should read by itself."""
    return weigh(file, name, HEAVY_BYTES) >= HEAVY_BYTES


def read_apart(root: Path, reading: Reading, limits: Limits | None = None) -> Apart:
    """Read a file into the store below `root` from another process."""
    given, name = limits or Limits(), reading.name
    task = {
        "root": str(root),
        "file": str(reading.file),
        "name": name,
        "source": source_to_json(reading.source),
        "owner": reading.owner,
        "memory_mb": given.memory_mb,
    }
    answer = _asked(task, given.seconds, name)
    if answer.returncode == _OUT_OF_MEMORY or answer.returncode < 0:
        raise LimitError(
            f"'{shown(name)}' needs more than {given.memory_mb / 1000:.0f} GB of memory to read.",
            _HINT,
        )
    if answer.returncode:
        raise RuntimeError(f"Reading apart failed:\n{answer.stderr[-4000:]}")
    said = json.loads(answer.stdout)
    if "error" in said:
        raise _error(said)
    return Apart(str(said["fingerprint"]), int(said["skipped"]))


def _asked(task: dict[str, Any], seconds: float, name: str) -> subprocess.CompletedProcess[str]:
    home = Path(__file__).resolve().parents[1]
    try:
        return subprocess.run(
            [sys.executable, "-P", "-m", "core.apart"],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=seconds,
            check=False,
            cwd=home,
            env={**os.environ, "PYTHONPATH": str(home), "PYTHONIOENCODING": "utf-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise LimitError(
            f"'{shown(name)}' could not be read within {seconds:.0f} seconds.", _HINT
        ) from error


def _error(said: dict[str, Any]) -> AppError:
    kind = getattr(errors, str(said["error"]), AppError)
    made: AppError = kind(said["message"], said["hint"])
    return made


def main() -> int:
    """Read the file that standard input names; the answer goes to standard output."""
    task = json.load(sys.stdin)
    _hold_to(task["memory_mb"])
    try:
        print(json.dumps(_store(task)))
    except MemoryError:
        return _OUT_OF_MEMORY
    except AppError as error:
        said = {"error": type(error).__name__, "message": error.message, "hint": error.hint}
        print(json.dumps(said))
    return 0


def _store(task: dict[str, Any]) -> dict[str, Any]:
    file, source = Path(task["file"]), source_from_json(task["source"])
    if weigh(file, task["name"], MAX_DECODED_BYTES + 1) > MAX_DECODED_BYTES:
        most = f"{MAX_DECODED_BYTES / 1e9:.0f} GB"
        raise LimitError(f"'{shown(task['name'])}' unpacks to more than {most}.", _HINT)
    loaded, called = read(file, source, task["name"])
    table = Dataset.of(loaded.frame, called, loaded.notes)
    store = Projects(Path(task["root"]))
    version = store.store_dataset(table, task["source"], task["owner"])
    store.close()
    return {"fingerprint": version.fingerprint, "skipped": len(loaded.skipped)}


def _hold_to(memory_mb: int) -> None:
    """Limit this process's memory, where the system can, and let others go first."""
    if sys.platform == "win32":
        return
    import resource

    os.nice(NICENESS)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory_mb * 1_000_000
    if most != resource.RLIM_INFINITY:
        limit = min(limit, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))


if __name__ == "__main__":
    sys.exit(main())
