"""The clock begins what is due, once, and says why it could not."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import LimitError, NotAllowedError, StorageError
from core.files import write_json
from core.kept_work import SCHEDULES
from core.schedules import Clock, Packed, Rows, Schedule, Schedules, Timing, bundle_of
from core.sources.url import UrlFile

HOUR = 3600.0
SIX = 1_796_018_400.0  # 2026-11-30 06:00 UTC
SET = Schedule("a" * 32, "ann", Rows(path="/data/new.csv"), Timing(), SIX, Packed("b" * 32, 1.0))


@pytest.fixture
def schedules(tmp_path: Path) -> Schedules:
    """Give a folder with one schedule, due at six."""
    made = Schedules(tmp_path)
    bundle = tmp_path / "packed.zip"
    bundle.write_bytes(b"model")
    made.put(SET, bundle)
    return made


class Hours:
    """A clock on the wall that a test turns, and a list of what was begun."""

    def __init__(self, schedules: Schedules, refusals: list[LimitError] | None = None) -> None:
        self.now = SIX
        self.begun: list[Schedule] = []
        self.refusals = refusals or []
        self.clock = Clock(schedules, self.begin, lambda: self.now)

    def begin(self, schedule: Schedule) -> None:
        """Take a note, or refuse."""
        if self.refusals:
            raise self.refusals.pop(0)
        self.begun.append(schedule)

    def at(self, hours: float) -> int:
        """Look so many hours after six, and return how often work was begun so far."""
        self.now = SIX + hours * HOUR
        self.clock.tick()
        return len(self.begun)


def test_what_is_due_begins_once(schedules: Schedules) -> None:
    wall = Hours(schedules)
    assert [wall.at(hours) for hours in (-0.1, 0, 0.01, 5, 23.9, 24, 24.1)] == [
        *(0, 1, 1, 1),
        *(1, 2, 2),
    ]
    assert wall.begun[0].due == SIX


def test_what_was_missed_begins_once_as_soon_as_it_can(schedules: Schedules) -> None:
    wall = Hours(schedules)
    assert wall.at(24 * 3 + 2) == 1
    assert wall.at(24 * 3 + 2.1) == 1
    assert wall.at(24 * 4) == 2


def test_what_is_refused_says_why_and_is_tried_again(schedules: Schedules) -> None:
    wall = Hours(schedules, [LimitError("You already have 3 jobs.", "Wait.")])
    assert wall.at(0) == 0
    told = schedules.of(SET.project, "ann")
    assert told is not None
    assert told.problem == "You already have 3 jobs. Wait."
    assert told.due == SIX
    assert wall.at(0.1) == 1
    again = schedules.of(SET.project, "ann")
    assert again is not None
    assert (again.problem, again.due) == ("", SIX + 24 * HOUR)


def test_what_stays_refused_is_due_the_next_time(schedules: Schedules) -> None:
    wall = Hours(schedules, [LimitError("No room.", "") for _ in range(9)])
    for hours in (0, 12, 25):
        wall.at(hours)
    told = schedules.of(SET.project, "ann")
    assert told is not None
    assert told.due == SIX + 48 * HOUR


def test_what_was_set_anew_since_it_was_seen_does_not_begin(schedules: Schedules) -> None:
    wall = Hours(schedules)
    fresh = replace(SET, due=SIX + HOUR)
    seen = schedules.all()
    schedules.put(fresh)
    wall.clock.serve(seen[0])
    assert wall.begun == []
    assert schedules.of(SET.project, "ann") == fresh


def test_what_was_stopped_since_it_was_seen_does_not_begin(schedules: Schedules) -> None:
    wall = Hours(schedules)
    schedules.remove(SET.project, "ann")
    wall.clock.serve(SET)
    assert wall.begun == []
    assert schedules.all() == ()


def test_a_schedule_is_stopped_before_or_after_its_work_begins(schedules: Schedules) -> None:
    stopping = threading.Thread(target=schedules.remove, args=(SET.project, "ann"), daemon=True)

    def begin(schedule: Schedule) -> None:
        stopping.start()
        stopping.join(0.2)
        assert schedules.of(schedule.project, "ann") == schedule

    Clock(schedules, begin, lambda: SIX).tick()
    stopping.join(5)
    assert schedules.all() == ()


def test_a_clock_that_was_set_back_lets_no_schedule_sleep(schedules: Schedules) -> None:
    wall = Hours(schedules)
    assert wall.at(24 * 1000) == 1  # the clock is years ahead
    assert wall.at(1) == 1  # and put right
    told = schedules.of(SET.project, "ann")
    assert told is not None
    assert told.due == SIX + 24 * HOUR
    assert wall.at(24) == 2


def test_a_note_that_the_disk_refuses_stops_no_other_schedule(
    schedules: Schedules, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = replace(SET, project="c" * 32)
    schedules.put(second)
    plain = write_json

    def full(path: Path, value: Any) -> None:
        if SET.project in path.parts:
            raise StorageError("The disk is full.")
        plain(path, value)

    monkeypatch.setattr("core.schedules.store.write_json", full)
    wall = Hours(schedules)
    assert wall.at(0) == 2
    assert schedules.of(second.project, "ann") == replace(second, due=SIX + 24 * HOUR)


@pytest.mark.parametrize("due", ['"soon"', "null", "[]"])
def test_a_moment_that_is_none_is_damage(schedules: Schedules, tmp_path: Path, due: str) -> None:
    facts = tmp_path / SCHEDULES / SET.project / "schedule.json"
    facts.write_text(facts.read_text().replace(str(SIX), due))
    assert schedules.all() == ()
    with pytest.raises(StorageError, match="cannot be read"):
        schedules.of(SET.project, "ann")


def test_a_schedule_that_is_killed_while_it_is_removed_has_stopped(
    schedules: Schedules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.schedules.store.shutil.rmtree", lambda *_, **__: None)
    schedules.remove(SET.project, "ann")
    assert schedules.all() == ()


def test_a_schedule_is_its_owners(schedules: Schedules) -> None:
    with pytest.raises(NotAllowedError):
        schedules.of(SET.project, "bob")
    with pytest.raises(NotAllowedError):
        schedules.put(replace(SET, owner="bob"))
    with pytest.raises(NotAllowedError):
        schedules.remove(SET.project, "bob")
    assert schedules.of(SET.project, "ann") == SET


def test_the_bundle_is_kept_until_another_is_given(schedules: Schedules, tmp_path: Path) -> None:
    (tmp_path / "packed.zip").unlink()
    schedules.put(replace(SET, folder="/tmp"))  # noqa: S108
    assert bundle_of(tmp_path, SET.project, SET.bundle.job).read_bytes() == b"model"
    schedules.remove(SET.project, "ann")
    assert not bundle_of(tmp_path, SET.project, SET.bundle.job).exists()
    assert schedules.all() == ()


def test_a_source_is_read_back(schedules: Schedules) -> None:
    web = replace(SET, rows=Rows(UrlFile(url="https://example.org/new.csv")))
    schedules.put(web)
    assert schedules.all() == (web,)


def test_a_damaged_schedule_is_told_can_be_stopped_and_stops_no_other(
    schedules: Schedules, tmp_path: Path
) -> None:
    schedules.put(replace(SET, project="c" * 32))
    (tmp_path / SCHEDULES / SET.project / "schedule.json").write_text('{"project": 1}')
    assert [found.project for found in schedules.all()] == ["c" * 32]
    with pytest.raises(StorageError, match="cannot be read"):
        schedules.of(SET.project, "ann")
    schedules.remove(SET.project, "ann")
    assert schedules.of(SET.project, "ann") is None


def test_the_bundle_before_stays_for_a_run_that_began_with_it(
    schedules: Schedules, tmp_path: Path
) -> None:
    def kept() -> list[str]:
        return sorted(path.stem for path in (tmp_path / SCHEDULES / SET.project).glob("*.zip"))

    for job in ("c" * 32, "d" * 32):
        schedules.put(replace(SET, bundle=Packed(job, 2.0)), tmp_path / "packed.zip")
    assert kept() == ["c" * 32, "d" * 32]


def test_a_bundle_that_was_copied_in_vain_is_not_that_of_the_schedule(
    schedules: Schedules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "packed.zip").write_bytes(b"other")
    with monkeypatch.context() as patch, pytest.raises(StorageError):
        patch.setattr(Schedules, "_write", _refuse)
        schedules.put(replace(SET, bundle=Packed("c" * 32, 2.0)), tmp_path / "packed.zip")
    now = schedules.of(SET.project, "ann")
    assert now == SET
    assert bundle_of(tmp_path, SET.project, SET.bundle.job).read_bytes() == b"model"


def _refuse(*_: object) -> None:
    raise StorageError("The disk is full.")
