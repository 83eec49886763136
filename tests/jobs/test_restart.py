"""Servers die and come back; jobs live on, resume, and are never run twice at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from core.files import read_json
from core.jobs import Engine
from core.jobs.board import Board
from core.jobs.folder import JobFolder
from core.jobs.process import mark_of
from core.locks import locked
from tests.jobs.conftest import FAKE, is_gone, over, started, state_file, until

SERVER = """
import sys, time
from pathlib import Path
from core.jobs import Engine
engine = Engine(Path(sys.argv[1]), cores=2, foreign_kinds=True)
task = {"units": 8, "made": sys.argv[2], "pause": 0.02}
print(engine.submit("tests.jobs.fake_work:units", "p", "ann", task, "k"), flush=True)
engine.watch().join()
"""


def fresh(root: Path) -> Engine:
    """Make an engine as a restarted server would."""
    return Engine(root, cores=2, foreign_kinds=True)


def kill_all(processes: dict[str, int]) -> None:
    """Kill the watcher and the work at once, as the end of a whole container does."""
    for name in ("worker", "child"):
        os.kill(processes[name], signal.SIGKILL)
    until(lambda: is_gone(processes["child"]) and is_gone(processes["worker"]))


def test_a_living_job_is_adopted_by_the_next_server(engine: Engine, root: Path) -> None:
    job = engine.submit(FAKE + "gate", "p", "ann", {"gate": str(root / "open")}, "k")
    processes = started(root, job)
    second = fresh(root)
    assert second.status(job).state == "running"
    second.pump()
    assert started(root, job)["child"] == processes["child"]
    (root / "open").touch()
    assert over(second, job).state == "finished"


def test_a_job_that_died_with_the_server_is_interrupted_and_resumes(
    engine: Engine, root: Path
) -> None:
    made = root / "made"
    task = {"units": 6, "made": str(made), "pause": 0.1}
    job = engine.submit(FAKE + "units", "p", "ann", task, "k")
    until(lambda: len(engine.shelf(job).keys()) >= 2)
    kill_all(state_file(root, job))
    second = fresh(root)
    status = second.status(job)
    assert status.state == "interrupted"
    assert "Resume" in status.hint
    second.resume(job)
    assert over(second, job).state == "finished"
    lines = made.read_text().split()
    assert sorted(set(lines)) == ["0", "1", "2", "3", "4", "5"]
    assert len(lines) <= 7


@pytest.mark.alone
def test_a_job_that_dies_under_a_server_has_failed(engine: Engine, root: Path) -> None:
    job = engine.submit(FAKE + "deaf", "p", "ann", {}, "k")
    processes = started(root, job)
    assert engine.status(job).peak_mb > 1
    os.kill(processes["worker"], signal.SIGKILL)
    until(lambda: engine.status(job).state == "failed", seconds=4)
    assert "was ended from outside (SIGKILL; peak" in engine.status(job).error
    until(lambda: is_gone(processes["child"]))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the engine has to look first")
def test_work_does_not_outlive_its_watcher(engine: Engine, root: Path) -> None:
    processes = started(root, engine.submit(FAKE + "deaf", "p", "ann", {}, "k"))
    os.kill(processes["worker"], signal.SIGKILL)
    until(lambda: is_gone(processes["child"]))


def test_an_escaped_process_cannot_hold_a_job_for_ever(engine: Engine, root: Path) -> None:
    job = engine.submit(FAKE + "add", "p", "ann", {"a": 2, "b": 3}, "k")
    over(engine, job)
    folder = JobFolder(root / "jobs" / job)
    until(lambda: is_gone(folder.state()["worker"]))
    folder.forget_ending()
    folder.save_state({**folder.state(), "state": "running"})
    with locked(folder.lock):
        second = fresh(root)
        assert second.status(job).state == "interrupted"
        second.resume(job)
        assert over(second, job).state == "finished"


def test_a_recycled_process_number_is_not_taken_for_the_worker(engine: Engine, root: Path) -> None:
    job = engine.submit(FAKE + "deaf", "p", "ann", {}, "k")
    kill_all(started(root, job))
    folder = JobFolder(root / "jobs" / job)
    me = os.getpid()
    folder.save_state({**folder.state(), "worker": me, "child": me})
    assert fresh(root).status(job).state == "interrupted"


def test_numbers_from_before_a_reboot_are_left_alone(engine: Engine, root: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True
    )
    job = engine.submit(FAKE + "deaf", "p", "ann", {}, "k")
    kill_all(started(root, job))
    folder = JobFolder(root / "jobs" / job)
    later = time.monotonic() + 1e6
    child = {"child": other.pid, "child_mark": mark_of(other.pid)}
    folder.save_state({**folder.state(), **child, "began": later})
    assert fresh(root).status(job).state == "interrupted"
    assert other.poll() is None
    other.communicate(b"\n")


def test_a_result_that_was_ready_is_not_lost_with_the_watcher(engine: Engine, root: Path) -> None:
    job = engine.submit(FAKE + "add", "p", "ann", {"a": 2, "b": 3}, "k")
    over(engine, job)
    folder = JobFolder(root / "jobs" / job)
    until(lambda: is_gone(folder.state()["worker"]))
    folder.save_state({**folder.state(), "state": "running"})
    Board(root / "jobs")._mark_active(job)
    assert fresh(root).status(job).state == "finished"
    assert (engine.result(job) or {})["sum"] == 5


def test_two_engines_start_each_job_once(root: Path) -> None:
    made = root / "made"
    first, second = fresh(root), fresh(root)
    task = {"units": 1, "made": str(made)}
    jobs = [first.submit(FAKE + "units", "p", who, task, who) for who in ("ann", "bob", "cy")]
    for _ in range(20):
        first.pump()
        second.pump()
    assert [over(second, job).state for job in jobs] == ["finished"] * 3
    assert made.read_text().split() == ["0"] * 3


def test_a_cut_off_submission_leaves_no_job(engine: Engine, root: Path) -> None:
    (root / "jobs" / ".new-x").mkdir(parents=True)
    (root / "jobs" / "active").mkdir()
    (root / "jobs" / "active" / ("a" * 32)).touch()
    job = engine.submit(FAKE + "add", "p", "ann", {"a": 1, "b": 1}, "k")
    assert over(engine, job).state == "finished"
    assert engine.jobs("p")[0].id == job
    assert not (root / "jobs" / "active" / ("a" * 32)).exists()
    engine.watch()
    until(lambda: not (root / "jobs" / ".new-x").exists())
    engine.close()


def test_lost_counters_are_counted_again(engine: Engine, root: Path) -> None:
    first = engine.submit(FAKE + "add", "p", "ann", {"a": 1, "b": 1}, "1")
    over(engine, first)
    (root / "jobs" / "queue.json").write_text("{ gar")
    second = engine.submit(FAKE + "add", "p", "ann", {"a": 1, "b": 1}, "2")
    over(engine, second)
    assert [status.id for status in engine.jobs("p")] == [second, first]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"state": "running'])
def test_a_damaged_record_reads_as_failed(engine: Engine, root: Path, content: str) -> None:
    job = engine.submit(FAKE + "add", "p", "ann", {"a": 1, "b": 1}, "1")
    over(engine, job)
    (root / "jobs" / job / "state.json").write_text(content)
    status = engine.status(job)
    assert (status.state, "damaged" in status.error) == ("failed", True)


@pytest.mark.parametrize("seed", range(6))
def test_server_and_work_killed_at_a_random_moment(root: Path, seed: int) -> None:
    """Whatever is killed when, the job ends finished, and at most one unit is made twice."""
    draw = np.random.default_rng(seed)
    made = root / "made"
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(root), str(made)], stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    server.stdout.readline()
    time.sleep(draw.uniform(0, 0.35))
    server.kill()
    server.communicate()
    engine = fresh(root)
    (job,) = [status.id for status in engine.jobs("p")]
    state = read_json(root / "jobs" / job / "state.json")
    victims = (("worker", "child"), ("child",), ("worker",), ())
    for victim in victims[int(draw.integers(4))]:
        if state["state"] == "running" and state.get(victim) and not is_gone(state[victim]):
            os.kill(state[victim], signal.SIGKILL)
    status = over(engine, job)
    if status.state != "finished":
        assert status.state in ("failed", "interrupted")
        engine.resume(job)
        status = over(engine, job)
    assert status.state == "finished"
    assert engine.result(job) == {"squares": [n * n for n in range(8)]}
    lines = made.read_text().split()
    assert sorted(set(lines)) == [str(n) for n in range(8)]
    assert len(lines) <= 9
    assert [event["done"] for event in engine.events(job)][-1] == 8
