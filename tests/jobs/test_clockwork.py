"""What the clock begins is one job for each moment, whatever is killed on the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from core.errors import StorageError
from core.jobs import Engine
from core.jobs.clockwork import begin
from core.projects import Projects
from core.schedules import Packed, Rows, Schedule, Timing

SIX = 1_796_018_400.0  # 2026-11-30 06:00 UTC
SET = Schedule("a" * 32, "ann", Rows(path="/data/new.csv"), Timing(), SIX, Packed("b" * 32, 1.0))


@dataclass
class Desk:
    """An engine that takes jobs and finishes them at once; it may refuse to tidy up."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    problem: StorageError | None = None

    def submit(self, kind: str, project: str, owner: str, task: dict[str, Any], key: str) -> str:
        """Take a job."""
        self.asked.insert(0, {"kind": kind, "project": project, "task": task, "key": key})
        return str(len(self.asked))

    def jobs(self, project: str, kind: str) -> list[SimpleNamespace]:
        """Return the jobs, newest first."""
        return [
            SimpleNamespace(id=str(len(self.asked) - at), key=job["key"], state="finished")
            for at, job in enumerate(self.asked)
            if (job["project"], job["kind"]) == (project, kind)
        ]

    def result(self, job: str) -> dict[str, Any]:
        """Return what came of a job."""
        return {"mark": ["the file of", job]}

    def keep_newest(self, *_: object) -> None:
        """Tidy up, or refuse."""
        if self.problem:
            raise self.problem


def begun(desk: Desk, schedule: Schedule = SET) -> str:
    """Begin a schedule of a project that is called North, Süd & Co."""
    info = SimpleNamespace(name="North, Süd & Co. ")
    projects = SimpleNamespace(
        open=lambda *_: SimpleNamespace(info=info), need_quota=lambda *_: None
    )
    return begin(cast(Engine, desk), cast(Projects, projects), schedule)


def test_a_moment_that_began_and_could_not_be_noted_does_not_begin_again() -> None:
    desk = Desk(problem=StorageError("The disk is full."))
    with pytest.raises(StorageError):
        begun(desk)
    assert begun(desk) == "1"
    assert len(desk.asked) == 1


def test_each_moment_is_a_job_that_knows_the_file_of_the_one_before() -> None:
    desk = Desk()
    assert [begun(desk), begun(desk, replace(SET, due=SIX + 86_400))] == ["1", "2"]
    assert [job["task"]["last"] for job in desk.asked] == [["the file of", "1"], []]
    assert desk.asked[1]["task"]["moment"] == "2026-11-30T06:00:00+00:00"


def test_a_job_knows_its_bundle_and_what_the_project_is_called() -> None:
    desk = Desk()
    begun(desk)
    assert desk.asked[0]["task"]["bundle"] == SET.bundle.job
    assert desk.asked[0]["task"]["name"] == "North, Süd & Co. "
