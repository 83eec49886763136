"""What the clock begins: a job for each time that a schedule is due."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from core.jobs.engine import Engine
from core.jobs.status import FINISHED
from core.schedules import Clock, Schedule, Schedules

if TYPE_CHECKING:
    from core.projects import Projects

KIND = "scheduled"
KEPT = 30


def clock_of(engine: Engine, projects: Projects, schedules: Schedules) -> Clock:
    """Return a clock whose schedules are served by an engine; it does not tick yet."""
    return Clock(schedules, partial(begin, engine, projects))


def begin(engine: Engine, projects: Projects, schedule: Schedule) -> str:
    """Queue the predictions of a schedule for the moment it is due, and return the job's id.

    The newest lists of predictions stay, 30 of them; older ones go.
    """
    projects.open(schedule.project, schedule.owner)
    projects.need_quota(schedule.owner, 0)
    moment = datetime.fromtimestamp(schedule.due, schedule.timing.time_zone())
    task = {
        "project": schedule.project,
        "owner": schedule.owner,
        "rows": schedule.rows.to_json(),
        "folder": schedule.folder,
        "moment": moment.isoformat(),
        "last": _last_mark(engine, schedule.project),
    }
    key = f"{schedule.bundle.job} {moment.isoformat()}"
    job = engine.submit(KIND, schedule.project, schedule.owner, task, key)
    engine.keep_newest(schedule.project, KIND, KEPT)
    return job


def _last_mark(engine: Engine, project: str) -> list[Any]:
    """Return what tells which file was predicted last, empty for none."""
    for status in engine.jobs(project, KIND):
        if status.state == FINISHED:
            return list((engine.result(status.id) or {}).get("mark", ()))
    return []
