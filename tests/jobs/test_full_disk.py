"""Jobs on a full disk: refused or stopped in words, looked at without a crash."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.jobs import Engine
from tests.jobs.conftest import until

SCRIPT = """
import sys, time
from pathlib import Path
from core.errors import StorageError
from core.jobs import Engine

def until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "too long"
        time.sleep(0.02)

root = Path(sys.argv[1])
engine = Engine(root, cores=2, foreign_kinds=True)
task = {"gate": str(root / "open")}
job = engine.submit("tests.jobs.fake_work:deaf", "p", "ann", {}, "1")
waiting = engine.submit("tests.jobs.fake_work:add", "p", "ann", {"a": 1, "b": 2}, "2")
until(lambda: engine.status(job).done == 0 and engine.events(job))
filler = root / "filler"
try:
    with filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 1000)
except OSError:
    pass
try:
    engine.submit("tests.jobs.fake_work:add", "p", "bob", {"a": 1, "b": 2}, "3")
    print("not refused")
except StorageError as error:
    print(error.message)
engine.cancel(job)
until(lambda: engine.status(job).is_over)
print(engine.status(job).state, engine.status(job).error)
assert engine.status(waiting).state in ("queued", "running", "failed")
filler.unlink()
until(lambda: engine.status(job).is_over)
until(lambda: engine.status(waiting).is_over)
if engine.status(waiting).state != "finished":
    engine.resume(waiting)
    until(lambda: engine.status(waiting).is_over)
print(engine.status(waiting).state, engine.result(waiting)["sum"])
"""


def test_a_full_disk_stops_jobs_in_words_and_passes(tmp_path: Path) -> None:
    mounted = f"mount -t tmpfs -o size=1m none {tmp_path}"
    trial = ["unshare", "-rm", "sh", "-c", mounted]
    if (
        not shutil.which("unshare")
        or subprocess.run(trial, capture_output=True, check=False).returncode
    ):
        pytest.skip("this system allows no small file system for a test")
    script = f'{mounted} && exec "$0" -c "$1" {tmp_path}'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, sys.executable, SCRIPT],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    refused, stopped, later = done.stdout.splitlines()
    assert "disk is full" in refused
    assert stopped.split()[0] in ("failed", "cancelled")
    assert later == "finished 3"


def test_the_watch_goes_on_where_it_could_not_begin(tmp_path: Path) -> None:
    (tmp_path / "jobs").write_text("no folder")
    engine = Engine(tmp_path)
    watch = engine.watch()
    until(lambda: engine.problem)
    assert watch.is_alive()
    (tmp_path / "jobs").unlink()
    until(lambda: not engine.problem)
    engine.close()
    watch.join(5)
    assert not watch.is_alive()
