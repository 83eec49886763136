"""Typed secrets reach the worker, and no file, command or variable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.disk_shelf import DiskShelf
from core.errors import NotAllowedError
from core.files import write_json
from core.jobs import Engine
from core.jobs.handover import is_for_another
from core.jobs.process import mark_of
from core.progress import Report
from core.secret_store import forget, name_for, remember, reveal
from tests.jobs.conftest import FAKE, over, started, until
from tests.traces import traces

CANARY = "canary-9c41e7"
HOST = "db.example.com"
REVEAL = "tests.jobs.test_handover:reveal_it"
OF_RECIPE = "tests.jobs.test_handover:reveal_that_of_the_recipe"


def reveal_it(task: dict[str, Any], shelf: DiskShelf, report: Report, cores: int) -> dict[str, Any]:
    """Tell how long the secret is, and wait for a file when asked to."""
    del report, cores
    until(lambda: not task.get("gate") or Path(task["gate"]).exists())
    (shelf.folder.parent / "seen").touch()
    return {"length": len(reveal(task["password"], HOST))}


def reveal_that_of_the_recipe(
    task: dict[str, Any], shelf: DiskShelf, report: Report, cores: int
) -> dict[str, Any]:
    """Tell how long the secret is that the recipe names."""
    del shelf, report, cores
    return {"length": len(reveal(task["recipe"]["password"], HOST))}


@pytest.fixture
def typed() -> str:
    return remember(CANARY, "ann", HOST, "reader")


def test_a_worker_gets_the_secrets_of_its_task(engine: Engine, typed: str) -> None:
    job = engine.submit(REVEAL, "p", "ann", {"password": typed}, "k")
    assert over(engine, job).state == "finished"
    assert engine.result(job) == {"length": len(CANARY)}


def test_a_value_is_in_no_file_command_or_variable(engine: Engine, root: Path, typed: str) -> None:
    task = {"password": typed, "gate": str(root / "open")}
    job = engine.submit(REVEAL, "p", "ann", task, "k")
    processes = started(root, job)
    for process in (processes["worker"], processes["child"]):
        for place in ("cmdline", "environ"):
            assert CANARY.encode() not in Path(f"/proc/{process}/{place}").read_bytes()
    (root / "open").touch()
    over(engine, job)
    assert typed in (root / "jobs" / job / "job.json").read_text()
    assert traces(root, CANARY) == []


def test_a_job_without_its_secret_is_refused_in_a_sentence(engine: Engine, typed: str) -> None:
    forget(typed, "ann")
    with pytest.raises(NotAllowedError, match="needs a password") as refused:
        engine.submit(REVEAL, "p", "ann", {"password": typed}, "k")
    assert "Enter the password again" in refused.value.hint


def test_a_job_is_resumed_once_the_secret_is_typed_again(
    engine: Engine, root: Path, typed: str
) -> None:
    task = {"password": typed, "gate": str(root / "open")}
    job = engine.submit(REVEAL, "p", "ann", task, "k")
    started(root, job)
    engine.cancel(job)
    over(engine, job)
    forget(typed, "ann")
    with pytest.raises(NotAllowedError, match="needs a password"):
        engine.resume(job)
    assert remember(CANARY, "ann", HOST, "reader") == typed
    (root / "open").touch()
    assert engine.resume(job) == job
    assert over(engine, job).state == "finished"


def test_a_recipe_that_names_a_secret_does_not_need_it(engine: Engine) -> None:
    task = {"recipe": {"source": {"password": name_for("ann", HOST, "unknown")}}}
    job = engine.submit(FAKE + "settings", "p", "ann", task, "k")
    assert over(engine, job).state == "finished"


def test_a_secret_that_only_the_recipe_names_is_not_handed_over(engine: Engine, typed: str) -> None:
    job = engine.submit(OF_RECIPE, "p", "ann", {"recipe": {"password": typed}}, "k")
    status = over(engine, job)
    assert status.state == "failed"
    assert "no longer known" in status.error


def test_a_job_whose_keeper_is_gone_waits_for_no_other_process(
    engine: Engine, root: Path, typed: str
) -> None:
    job = engine.submit(REVEAL, "p", "ann", {"password": typed}, "k")
    over(engine, job)
    forget(typed, "ann")
    folder = engine._board.folder(job)
    for process, waits in ((os.getppid(), True), (2**22 + 1, False)):
        keeper = {"process": process, "mark": mark_of(process)}
        write_json(folder.path / "keeper.json", keeper)
        assert is_for_another(folder) == waits
    write_json(folder.path / "keeper.json", {"process": os.getppid(), "mark": "another boot"})
    assert not is_for_another(folder)


def test_another_process_leaves_the_job_to_its_keeper(
    engine: Engine, root: Path, typed: str
) -> None:
    gate = {"gate": str(root / "open")}
    first = engine.submit(FAKE + "gate", "p", "ann", gate, "first")
    second = engine.submit(REVEAL, "p", "ann", {"password": typed}, "second")
    folder = engine._board.folder(second)
    code = (
        "import sys; from pathlib import Path; from core.jobs.folder import JobFolder;"
        "from core.jobs.launch import launch; print(launch(JobFolder(Path(sys.argv[1])), print))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, str(folder.path)], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "None"
    (root / "open").touch()
    over(engine, first)
    assert over(engine, second).state == "finished"
