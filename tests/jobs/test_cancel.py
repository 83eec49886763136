"""Cancel means over within three seconds, whatever the work does."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from core.jobs import Engine
from tests.jobs.conftest import FAKE, is_gone, over, started, state_file, until

SECONDS = 3.0


@pytest.mark.alone
@pytest.mark.parametrize("work", ["gate", "deaf", "frozen", "swallows"])
def test_running_work_is_cancelled_and_leaves_no_process(
    engine: Engine, root: Path, work: str
) -> None:
    job = engine.submit(FAKE + work, "p", "ann", {"gate": str(root / "never")}, "k")
    processes = started(root, job)
    until(lambda: engine.events(job))
    engine.cancel(job)
    assert engine.status(job).state in ("cancelling", "cancelled")
    until(lambda: engine.status(job).state == "cancelled", SECONDS)
    until(lambda: is_gone(processes["child"]) and is_gone(processes["worker"]))
    if work == "deaf":
        until(lambda: is_gone(engine.shelf(job).get("child")))


def test_a_waiting_job_is_cancelled_at_once(engine: Engine, root: Path) -> None:
    task = {"gate": str(root / "open")}
    first = engine.submit(FAKE + "gate", "p", "ann", task, "1")
    second = engine.submit(FAKE + "gate", "p", "ann", task, "2")
    engine.cancel(second)
    assert engine.status(second).state == "cancelled"
    (root / "open").touch()
    assert over(engine, first).state == "finished"
    assert state_file(root, second)["state"] == "cancelled"


@pytest.mark.alone
def test_the_engine_helps_when_even_the_watcher_is_stuck(engine: Engine, root: Path) -> None:
    job = engine.submit(FAKE + "deaf", "p", "ann", {}, "k")
    worker = started(root, job)["worker"]
    os.kill(worker, signal.SIGSTOP)
    engine.cancel(job)
    until(lambda: engine.status(job).state == "cancelled", SECONDS)
    until(lambda: is_gone(worker))


def test_cancelling_an_ended_job_changes_nothing(engine: Engine) -> None:
    job = engine.submit(FAKE + "add", "p", "ann", {"a": 1, "b": 2}, "k")
    over(engine, job)
    engine.cancel(job)
    assert engine.status(job).state == "finished"


def test_a_cancelled_job_resumes_from_its_finished_units(engine: Engine, root: Path) -> None:
    made = root / "made"
    task = {"units": 5, "made": str(made), "pause": 0.1}
    job = engine.submit(FAKE + "units", "p", "ann", task, "k")
    until(lambda: len(engine.shelf(job).keys()) >= 2)
    engine.cancel(job)
    assert over(engine, job).state == "cancelled"
    assert engine.resume(job) == job
    status = over(engine, job)
    assert (status.state, status.attempt) == ("finished", 2)
    assert engine.result(job) == {"squares": [0, 1, 4, 9, 16]}
    lines = made.read_text().split()
    assert len(lines) - len(set(lines)) <= 1
