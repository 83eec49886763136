"""Workers forked from a process that has imported everything: as good as started ones."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.jobs import Engine, nursery
from tests.jobs.conftest import FAKE, is_gone, over, state_file, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forking is safe on Linux only")
PREPARED = """
import sys, time
from pathlib import Path
from core.jobs import Engine, nursery
Engine(Path(sys.argv[1])).prepare()
print(nursery.process_id(), flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module", autouse=True)
def prepared() -> Iterator[None]:
    """Wait until the nursery of this process has imported everything."""
    Engine.prepare()
    until(nursery.is_ready)
    yield


def settings(engine: Engine, key: str = "s") -> dict[str, Any]:
    """Run the work that tells its surroundings."""
    job = engine.submit(FAKE + "settings", "p", "ann", {}, key)
    assert over(engine, job).state == "finished", engine.log(job)
    return dict(engine.result(job) or {})


def test_a_forked_worker_has_the_surroundings_of_a_started_one(
    engine: Engine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOLD", "what the server knows now")
    told = settings(engine)
    assert told.pop("forked")
    assert told["told"] == "what the server knows now"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nursery, "fork_worker", lambda *_: 0)
        started = settings(engine, "other")
    assert not started.pop("forked")
    for one in (told, started):
        one["temporary"] = Path(one["temporary"]).parent.parent
        one["root"] = Path(one["root"]).parent.parent
    assert told == started


def test_a_worker_forks_the_one_that_waits(root: Path) -> None:
    engine = Engine(root, cores=1, foreign_kinds=True)
    gate = root / "gate"
    first = engine.submit(FAKE + "gate", "p", "ann", {"gate": str(gate)}, "first")
    second = engine.submit(FAKE + "settings", "p", "bob", {}, "second")
    assert engine.status(second).state == "queued"
    gate.touch()
    # Nobody here asks the engine how the jobs are: it could start the second one itself.
    until(lambda: {state_file(root, job)["state"] for job in (first, second)} == {"finished"})
    assert (engine.result(second) or {})["forked"]


def test_ended_workers_leave_no_zombie(engine: Engine) -> None:
    children = Path(f"/proc/{nursery.process_id()}/task/{nursery.process_id()}/children")
    gate = engine.root / "gate"
    job = engine.submit(FAKE + "gate", "p", "ann", {"gate": str(gate)}, "gate")
    until(lambda: children.read_text().split())
    gate.touch()
    assert over(engine, job).state == "finished"
    until(lambda: not children.read_text().split())


def test_without_a_nursery_jobs_start_as_programs_and_a_new_one_is_made(engine: Engine) -> None:
    before = nursery.process_id()
    assert before
    os.kill(before, signal.SIGKILL)
    until(lambda: is_gone(before))
    assert not settings(engine)["forked"]
    Engine.prepare()
    until(nursery.is_ready)
    assert nursery.process_id() != before
    assert settings(engine, "again")["forked"]


def test_a_nursery_ends_with_its_server(root: Path) -> None:
    command = [sys.executable, "-c", PREPARED, str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        process = int(server.stdout.readline())
        assert not is_gone(process)
        server.kill()
    until(lambda: is_gone(process))
