"""Server and workers killed at random moments: nothing finished is lost, no number changes."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import core
import run
from conftest import ROOT, Visit, held_port, server_command, wait_until_healthy
from core.files import read_json
from core.jobs import Engine
from core.projects import Projects
from core.recipe import Candidate, Recipe, Search
from core.table import Dataset
from tests.jobs.conftest import FAKE, is_gone, over, until
from tests.journeys.walker import Walker
from tests.training.tables import customers, recipe

KILLS = int(os.environ.get("KILLS", "20"))
UNITS = 12
TIMES = ("fit_seconds", "predict_ms", "seconds", "importance")
VICTIMS = (("worker", "child"), ("server", "worker", "child"), ("server",), ("worker",))
# Imports what jobs need once; then each line is a server: a fork that does what it is told,
# gives its number with the answers, and watches until it is killed or its maker is gone.
SERVERS = """
import json, os, signal, sys, time
from pathlib import Path
from core.jobs import Engine, nursery
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
nursery.warm()
maker = os.getpid()
for line in sys.stdin:
    root, work = json.loads(line)
    if os.fork() == 0:
        engine = Engine(Path(root), cores=2, foreign_kinds=True)
        told = [getattr(engine, name)(*given) for name, *given in work]
        print(json.dumps([os.getpid(), told]), flush=True)
        engine.watch()
        while os.getppid() == maker:
            time.sleep(1)
        os._exit(1)
"""


@dataclass
class Servers:
    """Starts servers on data folders, and kills them all in the end."""

    maker: subprocess.Popen[str]
    started: list[int] = field(default_factory=list)

    def start(self, root: Path, *work: list[Any]) -> tuple[int, list[str]]:
        """Start a server that does some work; return its number and the jobs."""
        assert self.maker.stdin is not None and self.maker.stdout is not None
        self.maker.stdin.write(json.dumps([str(root), work]) + "\n")
        self.maker.stdin.flush()
        server, jobs = json.loads(self.maker.stdout.readline())
        self.started.append(server)
        return server, jobs


@pytest.fixture(scope="module")
def maker() -> Iterator[subprocess.Popen[str]]:
    """Start the process that servers are forked from."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", SERVERS], text=True, **pipes) as process:
        yield process
        process.kill()


@pytest.fixture
def servers(maker: subprocess.Popen[str], root: Path) -> Iterator[Servers]:
    """Give servers that end with the test, before its jobs are removed."""
    made = Servers(maker)
    yield made
    kill(made.started)


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """Give a data folder, and stop whatever a test left running in it."""
    yield tmp_path
    for project in {read_json(path)["project_id"] for path in tmp_path.glob("jobs/*/job.json")}:
        Engine(tmp_path, foreign_kinds=True).delete_for(project)


@pytest.fixture(scope="module")
def table() -> Dataset:
    return customers(240)


@pytest.fixture(scope="module")
def asked() -> Recipe:
    forest = Candidate("random_forest", {"n_estimators": 60})
    whole = recipe("logistic", folds=4)
    tree = Candidate("decision_tree")
    candidates = (*whole.candidates, tree, forest)
    return whole.edit(candidates=candidates, search=Search(tree.name, UNITS, None))


@pytest.fixture(scope="module")
def expected(asked: Recipe, table: Dataset) -> dict[str, str]:
    """Return what an undisturbed run finds."""
    return {
        "compare": told(core.compare(asked, table).to_json()),
        "tune": told(core.tune(asked, table).to_json()),
    }


def told(value: Any) -> str:
    """Return a result as text, without times."""

    def plain(inner: Any) -> Any:
        if isinstance(inner, dict):
            return {name: plain(item) for name, item in inner.items() if name not in TIMES}
        return [plain(item) for item in inner] if isinstance(inner, list | tuple) else inner

    return json.dumps(plain(value), sort_keys=True)


def finished(root: Path, job: str) -> dict[str, int]:
    """Return the finished units of a job, and when each was written."""
    found = {}
    for path in (root / "jobs" / job / "shelf").glob("*.json"):
        entry = read_json(path)
        if entry["key"].startswith(("unit-", "trial-")) and entry["value"] is not None:
            found[entry["key"]] = path.stat().st_mtime_ns
    return found


def kill(processes: list[int]) -> None:
    for process in processes:
        if not is_gone(process):
            os.kill(process, signal.SIGKILL)
    until(lambda: all(is_gone(process) for process in processes))


@pytest.mark.parametrize("number", range(KILLS))
def test_work_survives_kills(
    number: int,
    root: Path,
    servers: Servers,
    asked: Recipe,
    table: Dataset,
    expected: dict[str, str],
) -> None:
    seed = int(os.environ.get("KILL_SEED", "0")) or secrets.randbits(32)
    print(f"KILL_SEED={seed} draws the same moment again")
    draw = np.random.default_rng(seed)
    kind, victims = ("compare", "tune")[number % 2], VICTIMS[number // 2 % len(VICTIMS)]
    version = Projects(root).store_dataset(table, {}, "ann").fingerprint
    task = {"recipe": asked.to_json(), "data": version, "owner": "ann", "project": ""}
    other = {"units": 20, "made": str(root / "made"), "pause": 0.05}
    server, (job, neighbour) = servers.start(
        root,
        ["submit", kind, "p", "ann", task, "ann"],
        ["submit", FAKE + "units", "p", "bob", other, "bob"],
    )
    wanted = int(draw.integers(0, UNITS))
    until(lambda: len(finished(root, job)) >= wanted and _state(root, job).get("child"))
    time.sleep(draw.uniform(0, 0.1))
    state = {"server": server, **_state(root, job)}
    kill([state[name] for name in victims])
    kept = finished(root, job)
    if "server" in victims:
        servers.start(root)
    engine = Engine(root, cores=2, foreign_kinds=True)
    ended = over(engine, job)
    assert ended.state == "finished" or victims != ("server",)
    if ended.state != "finished":
        assert ended.state in ("failed", "interrupted")
        assert ended.error and ended.hint
        servers.start(root, ["resume", job])
        ended = over(engine, job)
    assert ended.state == "finished"
    after = finished(root, job)
    assert {key: after[key] for key in kept} == kept
    assert told(engine.result(job)) == expected[kind]
    beside = over(engine, neighbour)
    assert (beside.state, beside.attempt) == ("finished", 1)
    assert len((root / "made").read_text().split()) == 20


@contextmanager
def app_in(root: Path) -> Iterator[tuple[int, str]]:
    """Start the app on a data folder; give its process and its address."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MODELWRIGHT_HOME": str(root)}
    with held_port() as port:
        command = server_command(ROOT / "server.py", port)
        app = subprocess.Popen(command, cwd=ROOT, env=environment)
        url = run.url_of("127.0.0.1", port)
        try:
            wait_until_healthy(url, app)
            yield app.pid, url
        finally:
            app.kill()
            app.wait(20)


def test_a_killed_app_says_so_and_resumes(
    visit: Callable[..., Visit],
    root: Path,
    asked: Recipe,
    table: Dataset,
    expected: dict[str, str],
) -> None:
    store = Projects(root)
    version = store.store_dataset(table, {"source": "csv"}, "local").fingerprint
    recipe = asked.edit(source={"source": "csv", "data": version})
    project = store.create("local", "Killed", recipe.to_json()).id
    engine = Engine(root, cores=2)
    with app_in(root) as (server, url):
        tab = Walker(visit().page, url)
        tab.go("models", project)
        tab.press("train")
        (job,) = [status.id for status in engine.jobs(project)]
        until(lambda: len(finished(root, job)) >= 2, 60)
        state = _state(root, job)
        kill([server, state["worker"], state["child"]])
    kept = finished(root, job)
    with app_in(root) as (_, url):
        tab = Walker(visit().page, url)
        tab.go("models", project)
        if not engine.result(job):
            tab.says("Resume")
            tab.press("resume-compare")
            tab.resumed("compare")
        tab.finished("compare")
    after = finished(root, job)
    assert {key: after[key] for key in kept} == kept
    assert told(engine.result(job)) == expected["compare"]


def _state(root: Path, job: str) -> dict[str, Any]:
    state: dict[str, Any] = read_json(root / "jobs" / job / "state.json")
    return state
