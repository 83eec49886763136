"""The store under damage, full disks, locks, kills and newer versions."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from core.errors import ConflictError, StorageError
from core.projects import Projects, claim
from core.table import Dataset

DATABASE = "modelwright.db"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Projects]:
    projects = Projects(tmp_path, clock=lambda: 1000.0)
    yield projects
    projects.close()


def filled(root: Path) -> str:
    """Make a project with one change and a backup of it; return its id."""
    store = Projects(root, clock=lambda: 1000.0)
    project = store.create("ann", "Churn", {"n": 0}).id
    store.save(project, "ann", {"n": 1}, 1, "One")
    store.back_up()
    store.close()
    return project


def flip(path: Path, start: int, step: int) -> None:
    """Turn every `step`-th byte of a file over, from `start` on."""
    content = bytearray(path.read_bytes())
    for place in range(start, len(content), step):
        content[place] ^= 0xFF
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(("start", "step"), [(0, 7), (0, 4096), (100, 300), (4096, 512)])
def test_a_damaged_database_is_kept_and_the_backup_restored(
    tmp_path: Path, start: int, step: int
) -> None:
    project = filled(tmp_path)
    flip(tmp_path / DATABASE, start, step)
    broken = (tmp_path / DATABASE).read_bytes()
    store = Projects(tmp_path, clock=lambda: 0.0)
    (note,) = store.notes
    assert store.open(project, "ann").recipe == {"n": 1}
    store.close()
    kept = tmp_path / f"{DATABASE}.corrupt-19700101-000000"
    assert kept.read_bytes() == broken
    assert kept.name in note
    assert "was restored" in note


def test_a_truncated_database_is_restored(tmp_path: Path) -> None:
    project = filled(tmp_path)
    content = (tmp_path / DATABASE).read_bytes()
    (tmp_path / DATABASE).write_bytes(content[: len(content) // 3])
    store = Projects(tmp_path)
    assert store.open(project, "ann").recipe == {"n": 1}
    store.close()


def test_without_a_sound_backup_the_list_starts_empty_and_says_so(tmp_path: Path) -> None:
    filled(tmp_path)
    for name in (DATABASE, "modelwright.backup.db"):
        flip(tmp_path / name, 0, 5)
    store = Projects(tmp_path)
    assert store.list("ann") == ()
    assert "no sound backup" in store.notes[0]
    store.close()


def test_a_damaged_database_in_use_is_not_swapped_under_its_user(tmp_path: Path) -> None:
    filled(tmp_path)
    user = Projects(tmp_path)
    assert len(user.list("ann")) == 1
    flip(tmp_path / DATABASE, 0, 5)
    second = Projects(tmp_path)
    with pytest.raises(StorageError, match="another process uses it"):
        second.list("ann")
    assert not list(tmp_path.glob("*.corrupt-*"))
    user.close()


def test_a_newer_database_is_refused_untouched(tmp_path: Path) -> None:
    filled(tmp_path)
    link = sqlite3.connect(tmp_path / DATABASE)
    link.execute("UPDATE about SET value = '2'")
    link.commit()
    link.close()
    before = (tmp_path / DATABASE).read_bytes()
    store = Projects(tmp_path)
    with pytest.raises(StorageError, match=r"newer version \(format 2; this one reads up to 1\)"):
        store.list("ann")
    store.close()
    assert (tmp_path / DATABASE).read_bytes() == before


def test_a_busy_database_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.projects.database.BUSY_SECONDS", 0.1)
    project = filled(tmp_path)
    store = Projects(tmp_path, clock=lambda: 1000.0)
    store.list("ann")
    link = sqlite3.connect(tmp_path / DATABASE, isolation_level=None)
    link.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="busy"):
        store.save(project, "ann", {"n": 2}, 2)
    assert store.open(project, "ann").recipe == {"n": 1}
    link.close()
    assert store.save(project, "ann", {"n": 2}, 2) == 3
    store.close()


def test_a_backup_is_made_at_start_and_every_so_many_saves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.projects.database.SAVES_PER_BACKUP", 3)
    store = Projects(tmp_path, clock=lambda: 1000.0)
    project = store.create("ann", "Churn", {"n": 0}).id
    for number in range(1, 3):
        store.save(project, "ann", {"n": number}, number)
    store.close()
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(tmp_path / "modelwright.backup.db", copy / DATABASE)
    restored = Projects(copy)
    assert restored.open(project, "ann").recipe == {"n": 2}
    restored.close()


def test_a_failed_backup_does_not_fail_the_save_it_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.projects.database.SAVES_PER_BACKUP", 1)
    (tmp_path / "modelwright.backup.db").mkdir()
    store = Projects(tmp_path, clock=lambda: 1000.0)
    project = store.create("ann", "Churn", {"n": 0}).id
    assert store.save(project, "ann", {"n": 1}, 1) == 2
    assert store.notes[0].startswith("No backup was made: ")
    store.close()


def test_a_second_server_is_refused_and_told_who_is_first(tmp_path: Path) -> None:
    with claim(tmp_path), pytest.raises(ConflictError, match=f"process {os.getpid()} on"):
        claim(tmp_path)
    claim(tmp_path).release()


def test_the_claim_of_a_killed_server_is_free(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from core.projects import claim;"
        "held = claim(Path(sys.argv[1])); print('held', flush=True); time.sleep(600)"
    )
    server = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
    assert server.stdout is not None
    assert server.stdout.readline() == b"held\n"
    with pytest.raises(ConflictError, match=f"process {server.pid} "):
        claim(tmp_path)
    server.kill()
    server.communicate()
    claim(tmp_path).release()


# A full disk: a file system of two megabytes in a name space of its own

FULL = """
import sys
from pathlib import Path
import pandas as pd
from core.errors import StorageError
from core.projects import Projects
from core.table import Dataset

root = Path(sys.argv[1])
store = Projects(root, clock=lambda: 1000.0)
project = store.create("ann", "Churn", {"n": 0}).id
said = set()
saved = 0
for number in range(1, 400):
    try:
        store.save(project, "ann", {"n": number, "text": "x" * 20000}, saved + 1)
        saved += 1
    except StorageError as error:
        said.add(error.message)
        break
assert store.open(project, "ann").recipe["n"] == saved
for refused in (
    lambda: store.store_upload(b"y" * 3_000_000, "big.csv"),
    lambda: store.store_dataset(
        Dataset.of(pd.DataFrame({"a": [float(n * 0.37 % 1) for n in range(400_000)]}), "big"),
        {}, "ann"),
):
    try:
        refused()
        said.add("not refused")
    except StorageError as error:
        said.add(error.message)
store.close()
again = Projects(root, clock=lambda: 1000.0)
assert again.open(project, "ann").recipe["n"] == saved, "lost"
assert not list(root.rglob("*.tmp")), "left over"
print(saved, *sorted(said), sep="\\n")
"""


def test_a_full_disk_is_a_sentence_and_nothing_saved_is_lost(tmp_path: Path) -> None:
    mounted = f"mount -t tmpfs -o size=2m none {tmp_path}"
    if (
        not shutil.which("unshare")
        or subprocess.run(
            ["unshare", "-rm", "sh", "-c", mounted], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("this system allows no small file system for a test")
    script = f'{mounted} && exec "$0" -c "$1" {tmp_path}'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, sys.executable, FULL],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    saved, *said = done.stdout.splitlines()
    assert int(saved) > 5
    assert said
    assert all("disk is full" in sentence for sentence in said)


# Kills

SAVER = """
import sys
from pathlib import Path
import pandas as pd
from core.projects import Projects
from core.table import Dataset

root, project = Path(sys.argv[1]), sys.argv[2]
store = Projects(root)
version = store.open(project, "ann").info.version
number = store.open(project, "ann").recipe["n"]
while True:
    number += 1
    print("about", number, flush=True)
    version = store.save(project, "ann", {"n": number}, version)
    if number % 10 == 0:
        store.store_dataset(Dataset.of(pd.DataFrame({"n": [number] * 100}), "t"), {}, "ann")
        store.store_upload(b"%d" % number * 1000, "u")
        store.log_look(project, "ann", "forest", "f")
    print("saved", number, flush=True)
"""


def test_nothing_acknowledged_is_lost_when_the_saver_is_killed(tmp_path: Path) -> None:
    store = Projects(tmp_path)
    project = store.create("ann", "Churn", {"n": 0}).id
    for turn in range(6):
        saver = subprocess.Popen(
            [sys.executable, "-c", SAVER, str(tmp_path), project], stdout=subprocess.PIPE
        )
        assert saver.stdout is not None
        first = saver.stdout.readline()
        time.sleep(0.03 + 0.021 * turn)
        saver.send_signal(signal.SIGKILL)
        lines = (first + saver.communicate()[0]).decode().split("\n")[:-1]
        about = max(int(line.split()[1]) for line in lines)
        saved = max([0, *(int(line.split()[1]) for line in lines if line.startswith("saved"))])
        found = store.open(project, "ann").recipe["n"]
        assert saved <= found <= about
        assert store.verify_looks(project, "ann") is None
        for version in store.data_versions("ann"):
            assert store.load_dataset(version.fingerprint).rows == 100
    store.sweep()
    assert not list(tmp_path.rglob("*.tmp"))
    assert found >= 6, "the saver must have been at work for this to mean anything"
    store.close()


@pytest.mark.parametrize("step", [1, 2, 3, 4, 6, 8, 10])
def test_a_kill_between_any_two_steps_leaves_the_old_or_the_new(tmp_path: Path, step: int) -> None:
    """Die at the Nth call that changes the disk while a table is stored."""
    project = filled(tmp_path)
    code = """
import os, sys
from pathlib import Path
import pandas as pd
from core.projects import Projects
from core.table import Dataset
store = Projects(Path(sys.argv[1]), clock=lambda: 1000.0)
store.store_dataset(Dataset.of(pd.DataFrame({"n": [1]}), "old"), {}, "ann")
left = int(sys.argv[2])
def watch(event, args):
    global left
    changes = event in ("os.rename", "os.remove", "os.mkdir", "sqlite3.connect") or (
        event == "open" and isinstance(args[2], int) and args[2] & (os.O_CREAT | os.O_WRONLY))
    if changes:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)
real = os.fsync
def fsync(handle):
    watch("os.remove", ())
    real(handle)
os.fsync = fsync
sys.addaudithook(watch)
store.store_dataset(Dataset.of(pd.DataFrame({"n": [2]}), "new"), {}, "ann")
store.store_upload(b"content", "u")
store.back_up()
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), str(step)], capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, "a run that was not killed proves nothing"
    store = Projects(tmp_path)
    assert {version.name for version in store.data_versions("ann")} in ({"old"}, {"old", "new"})
    for version in store.data_versions("ann"):
        assert store.load_dataset(version.fingerprint).rows == 1
    assert store.open(project, "ann").recipe == {"n": 1}
    assert store.store_dataset(Dataset.of(pd.DataFrame({"n": [2]}), "new"), {}, "ann").rows == 1
    for path in (tmp_path / "uploads").glob("[!.]*"):
        assert path.read_bytes() == b"content"
    store.sweep()
    assert not list(tmp_path.rglob("*.tmp"))
    store.close()


SAVE_ONCE = """
import sys
from pathlib import Path
from core.projects import Projects
store = Projects(Path(sys.argv[1]), clock=lambda: 1000.0)
store.save(sys.argv[2], "ann", {"n": 2}, 2, "Two")
print("saved", flush=True)
store.undo(sys.argv[2], "ann")
store.log_look(sys.argv[2], "ann", "forest", "f")
print("looked", flush=True)
"""
CALLS = "pwrite64,fsync,fdatasync,ftruncate,unlink,rename"


@pytest.mark.parametrize("step", [2, 9, 16, 23, 28, 32, 36, 40, 44])
def test_a_kill_at_any_system_call_of_a_save_leaves_the_old_or_the_new(
    tmp_path: Path, step: int
) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    project = filled(tmp_path)
    killer = [strace, "-f", "-qq", "-o", "/dev/null", "-e", f"trace={CALLS}", "-e"]
    killer += [f"inject={CALLS}:signal=KILL:when={step}", sys.executable, "-c", SAVE_ONCE]
    done = subprocess.run(
        [*killer, str(tmp_path), project], capture_output=True, text=True, check=False
    )
    if "ptrace" in done.stderr:
        pytest.skip("this system allows no tracing")
    assert done.returncode == -signal.SIGKILL, "a run that was not killed proves nothing"
    store = Projects(tmp_path)
    state, looks = store.open(project, "ann"), store.looks(project, "ann")
    assert store.notes == ()
    assert store.verify_looks(project, "ann") is None
    known = [({"n": 1}, 2, 0), ({"n": 2}, 3, 0), ({"n": 1}, 4, 0), ({"n": 1}, 4, 1)]
    at_least = {"": 0, "saved": 1, "saved looked": 3}[" ".join(done.stdout.split())]
    assert (state.recipe, state.info.version, len(looks)) in known[at_least:]
    store.close()
