"""How much room work takes: results, models, bundles, finished units and those of schedules.

A folder of work is weighed again only where its state changed or a file came or went. So the
question costs a look at three folders for each job, not a walk through all files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from core.files import read_json

REMEMBERED = 100_000
JOBS, SCHEDULES = "jobs", "schedules"
_FACTS = {JOBS: "job.json", SCHEDULES: "schedule.json"}


def bytes_of_owner(root: Path, owner: str) -> int:
    """Return how many bytes all work of a person takes below the data folder `root`."""
    return sum(weight(folder) for kind in _FACTS for folder in _folders_of(root / kind, owner))


def weight(folder: Path) -> int:
    """Return how many bytes the folder of one job or schedule takes, 0 when it is gone."""
    inside = (folder, folder / "shelf", folder / "result")
    return _weighed(folder, tuple(_changed(place) for place in inside))


@lru_cache(maxsize=REMEMBERED)
def _weighed(folder: Path, changed: tuple[int, ...]) -> int:  # noqa: ARG001
    return sum(_size(Path(place, name)) for place, _, names in os.walk(folder) for name in names)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # written whole under another name, or removed meanwhile
        return 0


def _folders_of(path: Path, owner: str) -> Iterator[Path]:
    try:
        folders = list(path.iterdir())
    except FileNotFoundError:  # no such work yet
        return
    for folder in folders:
        # No work, removed meanwhile, or damaged: then nobody can be held to it.
        with suppress(FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
            if _owner(folder) == owner:
                yield folder


@lru_cache(maxsize=REMEMBERED)
def _owner(folder: Path) -> str:
    """Return who asked for a job or set a schedule, which never changes."""
    return str(read_json(folder / _FACTS[folder.parent.name])["owner"])
