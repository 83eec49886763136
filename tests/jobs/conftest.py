"""An engine in a fresh folder, and patience with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.files import read_json
from core.jobs import Engine, JobStatus, Limits

FAKE = "tests.jobs.fake_work:"
PATIENCE = 60.0


def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Return the first true value of a condition, or fail after a deadline."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    return pytest.fail(f"nothing happened within {seconds} s")


def over(engine: Engine, job_id: str, seconds: float = PATIENCE) -> JobStatus:
    """Wait for the end of a job."""
    until(lambda: engine.status(job_id).is_over, seconds)
    return engine.status(job_id)


def state_file(root: Path, job_id: str) -> dict[str, Any]:
    """Read the state on disk."""
    state: dict[str, Any] = read_json(root / "jobs" / job_id / "state.json")
    return state


def started(root: Path, job_id: str) -> dict[str, Any]:
    """Wait until the worker has written its process ids."""
    until(lambda: state_file(root, job_id).get("child"))
    return state_file(root, job_id)


def is_gone(process: int) -> bool:
    """Say whether a process has ended (a zombie has)."""
    from core.jobs.process import mark_of

    return mark_of(process) is None


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """Give a data folder, and stop whatever a test left running in it."""
    yield tmp_path
    projects = {read_json(path)["project_id"] for path in tmp_path.glob("jobs/*/job.json")}
    for project in projects:
        Engine(tmp_path).delete_for(project)


@pytest.fixture
def engine(root: Path) -> Engine:
    """Give an engine with two cores that runs the fake work."""
    return Engine(root, cores=2, foreign_kinds=True)


@pytest.fixture
def roomy(root: Path) -> Engine:
    """Give an engine that lets one owner run many jobs."""
    limits = Limits(running=9, queued=99)
    return Engine(root, cores=4, limits=limits, foreign_kinds=True)
