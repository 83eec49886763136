"""The nursery of jobs: workers are forked from a process that has imported what jobs need.

A worker that was forked forks the next one itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from core import nursery
from core.jobs import handover
from core.jobs.folder import JobFolder

LOG_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND
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
_JOBS = nursery.Nursery(_USED)

prepare = _JOBS.prepare
is_ready = _JOBS.is_ready
process_id = _JOBS.process_id


def warm() -> None:
    """Import what jobs need into this process, which forks every worker itself from then on."""
    nursery.warm(_USED)


def fork_worker(folder: Path, environment: Mapping[str, str], lock: int, secrets: int) -> int:
    """Fork the worker of a job and return its process id, or 0 where nobody can.

    `lock` and `secrets` are the open files that the worker gets.
    """
    function = f"{__name__}:become_worker"
    return _JOBS.fork(nursery.Call(function, (str(folder),), environment, (lock, secrets)))


def become_worker(folder: str, lock: int, secrets: int) -> None:
    """Do in a fork what `python -m core.jobs.worker` does."""
    from core.jobs import worker

    _take_handles(Path(folder), lock, secrets)
    worker.main(Path(folder))


def _take_handles(folder: Path, lock: int, secrets: int) -> None:
    """Put the open files where a worker that was started as a program has them."""
    log = os.open(JobFolder(folder).log, LOG_FLAGS, 0o600)
    for handle, place in ((os.open(os.devnull, os.O_RDONLY), 0), (log, 1), (log, 2)):
        os.dup2(handle, place)
    os.dup2(lock, handover.LOCK_HANDLE)
    os.dup2(secrets, handover.HANDLE)
