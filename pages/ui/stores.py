"""What the server process holds once: the project store, the job engine, tables in memory.

Everything stays in one data folder: `MODELWRIGHT_HOME`, or `.modelwright` beside `app.py`.
"""

from __future__ import annotations

import functools
import gc
import sys
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.data_folder import data_folder
from core.files import safe_path
from core.kept_work import SCHEDULES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from core.jobs import Engine
    from core.projects import Projects
    from core.schedules import Clock, Schedules
    from core.table import Dataset

MAX_TABLES = 8
WHOLE_ROWS = 500_000
PART_ROWS = 200_000
MANY_MODULES = 250
FIRST_PAGE_SECONDS = 3.0


_users: Counter[Path] = Counter()
"""How many have chosen an uploaded file since this process began."""
_counting = threading.Lock()


def home() -> Path:
    """Return the data folder of this server."""
    return data_folder()


def store() -> Projects:
    """Return the project store."""
    return _store(home())


def engine() -> Engine:
    """Return the job engine; the first call makes it watch for work, and the clock tick."""
    _clock(home())
    return _engine(home())


def schedules() -> Schedules:
    """Return the schedules of all projects."""
    from core.schedules import Schedules

    return Schedules(home())


def table(fingerprint: str, owner: str) -> Dataset:
    """Return a stored table to its owner; one frame is shared by all who read it.

    Name and notes are those of the owner's own last loading: another file with the same
    content has others.
    """
    version = store().data_version(fingerprint, owner)
    engine().prepare()
    return _named(home(), fingerprint, version.name, version.notes)


def rows(fingerprint: str, owner: str, positions: NDArray[np.int64]) -> pd.DataFrame:
    """Return rows of a stored table by their positions in it, in the order of these."""
    held = table(fingerprint, owner)
    if held.part is None or not len(positions):
        return held.frame.iloc[positions]
    return store().load_rows(fingerprint, positions, owner)


def upload_path(sha256: str) -> Path:
    """Return where an uploaded file is kept under the hash of its content."""
    return safe_path(home() / "uploads", sha256)


def store_upload(path: Path, name: str) -> str:
    """Keep a file under the hash of its content, for one who uses it; return the hash."""
    sha256 = store().store_upload(path, name).sha256
    with _counting:
        _users[upload_path(sha256)] += 1
    return sha256


def drop_upload(sha256: str, owner: str) -> None:
    """Do without a file: it goes once nobody uses the same content and no recipe mentions it."""
    with _counting:
        _users[upload_path(sha256)] -= 1
        if _users[upload_path(sha256)] > 0:
            return
        del _users[upload_path(sha256)]
        store().forget_unused(((), (sha256,)), owner)


def has_schedules() -> bool:
    """Tell whether a schedule was ever set, without importing what would serve it."""
    return (home() / SCHEDULES).exists()


def settle() -> None:
    """Take what imports left behind out of the garbage collector's rounds.

    Streamlit collects after every run, over everything that is alive: some 200,000 objects
    of the large libraries, most of which are imported by the first page that needs them.
    """
    _settle(len(sys.modules) // MANY_MODULES)


@functools.cache
def _settle(modules: int) -> None:  # noqa: ARG001
    gc.collect()
    gc.freeze()


@functools.cache
def _store(root: Path) -> Projects:
    from core.projects import Projects

    projects = Projects(root)
    projects.sweep()
    return projects


@functools.cache
def _engine(root: Path) -> Engine:
    from core import fenced
    from core.jobs import Engine

    made = Engine(root)
    made.watch()
    # The first page is drawn first; who uploads before that has it prepared at once.
    soon = threading.Timer(FIRST_PAGE_SECONDS, fenced.prepare)
    soon.daemon = True
    soon.start()
    return made


@functools.cache
def _clock(root: Path) -> Clock:
    from core.jobs.clockwork import clock_of
    from core.schedules import Schedules

    made = clock_of(_engine(root), _store(root), Schedules(root))
    made.watch()
    return made


@functools.lru_cache(maxsize=MAX_TABLES)
def _table(root: Path, fingerprint: str) -> Dataset:
    """Return a stored table whole, or a part of it when it is very large."""
    version = _store(root).data_version(fingerprint)
    if version.rows > WHOLE_ROWS:
        return _store(root).load_part(fingerprint, PART_ROWS)
    return _store(root).load_dataset(fingerprint)


@functools.lru_cache(maxsize=MAX_TABLES)
def _named(root: Path, fingerprint: str, name: str, notes: tuple[str, ...]) -> Dataset:
    return replace(_table(root, fingerprint), name=name, notes=notes)


def forget_tables() -> None:
    """Drop the tables that are held in memory."""
    _named.cache_clear()
    _table.cache_clear()


def let_go() -> None:
    """Close what is held for the data folder; the next use opens it again."""
    _clock(home()).close()
    engine().close()
    store().close()
    for held in (_clock, _store, _engine, _named, _table):
        held.cache_clear()
