"""A reading that crashes, takes too much or never ends: a sentence, and the server goes on."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core import fenced
from core.errors import AppError, LimitError, SourceError, StorageError
from core.fenced import asking
from core.fenced.answers import Answer, ReadingFaultError
from core.jobs.bounds import NICENESS
from core.nursery import Nursery
from tests.jobs.conftest import is_gone, until

MANY = 1_100  # more than select can count
FAKE = "tests.fenced.fake_errands:"
ASKER = """
import sys
from core import fenced
fenced.answered(sys.argv[1], {"path": "a.csv", "name": "a.csv", "here": sys.argv[2]})
"""


@pytest.fixture(params=["forked", "started"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Read in a process that is forked, and in one that is started as a program."""
    if request.param == "started":
        monkeypatch.setattr(Nursery, "prepare", lambda *_: None)
        monkeypatch.setattr(Nursery, "fork", lambda *_: 0)
    elif sys.platform != "linux":
        pytest.skip("forking is safe on Linux only")
    yield request.param


def ask(errand: str, fence: fenced.Fence = fenced.FENCE, **asked: Any) -> Answer:
    """Ask for one of the fake errands."""
    return fenced.answered(FAKE + errand, {"path": "x/a.csv", "name": "a.csv", **asked}, fence)


def refused(errand: str, fence: fenced.Fence = fenced.FENCE, **asked: Any) -> AppError:
    """Ask for an errand that ends badly, and return what is said."""
    with pytest.raises(AppError) as error:
        ask(errand, fence, **asked)
    return error.value


def test_a_reading_has_a_process_and_a_folder_of_its_own(either: str) -> None:
    found = ask("surroundings").values
    assert found["niceness"] == os.getpriority(os.PRIO_PROCESS, 0)  # somebody waits
    assert found["process"] not in (os.getpid(), found["watcher"])
    assert found["group"] == found["process"]
    assert is_gone(found["process"]) and until(lambda: is_gone(found["watcher"]))
    assert not Path(found["folder"]).exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_killed_reading_is_a_sentence_and_the_next_one_works(
    either: str, number: signal.Signals
) -> None:
    error = refused("killed", signal=int(number))
    assert isinstance(error, SourceError)
    assert error.message == f"The process that read 'a.csv' was ended ({number.name})."
    assert error.hint
    assert ask("surroundings").values["process"]


def test_too_much_memory_is_a_sentence(either: str) -> None:
    fence = fenced.Fence(memory_mb=500)
    assert ask("greedy", fence, mb=300).values["taken"] == 300_000_000
    error = refused("greedy", fence, mb=600)
    assert isinstance(error, LimitError)
    assert error.message == "Reading 'a.csv' takes more than 0.5 GB of memory."
    assert "Parquet" in error.hint


def test_too_long_is_a_sentence_and_nothing_is_left(either: str, tmp_path: Path) -> None:
    error = refused("sleepy", fenced.Fence(seconds=3.0), here=str(tmp_path))
    assert isinstance(error, LimitError)
    assert error.message == "'a.csv' could not be read within 3.0 s, the time limit."
    numbers = (tmp_path / "numbers").read_text().split()
    until(lambda: all(is_gone(int(number)) for number in numbers))


def test_what_takes_long_gives_way(either: str, tmp_path: Path) -> None:
    thread = threading.Thread(target=lambda: ask("gated", here=str(tmp_path)), daemon=True)
    thread.start()
    (inside,) = until(lambda: list(tmp_path.glob("inside *")))
    reader = int(inside.name.split()[1])
    at_first = os.getpriority(os.PRIO_PROCESS, reader)
    until(lambda: os.getpriority(os.PRIO_PROCESS, reader) == NICENESS)
    assert at_first < NICENESS
    shared_among_sessions = Path(f"/proc/{reader}/autogroup")
    if shared_among_sessions.exists():
        until(lambda: int(shared_among_sessions.read_text().split()[-1]) > 0)
    (tmp_path / "gate").touch()
    thread.join(30)
    assert not thread.is_alive()


def test_a_fault_of_the_program_flies_with_its_traceback(either: str) -> None:
    with pytest.raises(ReadingFaultError, match=r"ValueError: a fault with a\.csv"):
        ask("faulty")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_a_sentence(either: str, number: int) -> None:
    error = refused("full", errno=number)
    assert isinstance(error, StorageError)
    assert error.message == "The disk of the server has no room to read 'a.csv'."


def test_a_server_with_very_many_open_files_reads_on(either: str) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < MANY + 200:
        pytest.skip("this system allows too few open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, MANY + 200), hard))
    handles = [os.open(os.devnull, os.O_RDONLY) for _ in range(MANY)]
    try:
        assert ask("surroundings").values["process"]
    finally:
        for handle in handles:
            os.close(handle)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_disk_without_room_for_the_question_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(StorageError):
        ask("surroundings")


def test_a_watcher_that_is_killed_takes_its_reader_along(tmp_path: Path) -> None:
    found: list[AppError] = []
    thread = threading.Thread(
        target=lambda: found.append(refused("sleepy", here=str(tmp_path))), daemon=True
    )
    thread.start()
    until((tmp_path / "numbers").exists)
    reader = int((tmp_path / "numbers").read_text().split()[0])
    stat = Path(f"/proc/{reader}/stat").read_text()
    os.kill(int(stat.rpartition(")")[2].split()[1]), signal.SIGKILL)
    thread.join(30)
    assert found[0].message == "The process that read 'a.csv' was ended."
    until(lambda: is_gone(reader))


def test_no_more_than_so_many_are_at_work(tmp_path: Path) -> None:
    asked = {"path": "x/a.csv", "name": "a.csv", "here": str(tmp_path)}
    threads = [
        threading.Thread(
            target=fenced.answered,
            args=(FAKE + "gated", asked, fenced.FENCE, f"owner {number}"),
            daemon=True,
        )
        for number in range(fenced.AT_ONCE + 2)
    ]
    for thread in threads:
        thread.start()
    until(lambda: len(list(tmp_path.glob("inside *"))) == fenced.AT_ONCE)
    busy = refused("surroundings", fenced.Fence(seconds=0.2))
    assert "busy" in busy.message and busy.hint
    assert len(list(tmp_path.glob("inside *"))) == fenced.AT_ONCE
    (tmp_path / "gate").touch()
    for thread in threads:
        thread.join(60)
    assert len(list(tmp_path.glob("inside *"))) == fenced.AT_ONCE + 2


@pytest.mark.skipif(sys.platform != "linux", reason="forking is safe on Linux only")
def test_a_nursery_that_was_killed_is_made_anew() -> None:
    ask("surroundings")
    before = asking._NURSERY.process_id()
    os.kill(before, signal.SIGKILL)
    until(lambda: is_gone(before))
    until(
        lambda: (
            ask("surroundings").values["process"]
            and asking._NURSERY.process_id() not in (0, before)
        )
    )


def test_a_reading_ends_with_its_server(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASKER, FAKE + "sleepy", str(tmp_path)]
    kept = tmp_path / "kept"
    kept.mkdir()
    with subprocess.Popen(command, env={**os.environ, "TMPDIR": str(kept)}) as server:
        until((tmp_path / "numbers").exists)
        server.kill()
    numbers = (tmp_path / "numbers").read_text().split()
    until(lambda: all(is_gone(int(number)) for number in numbers))
    until(lambda: not list(kept.iterdir()))
