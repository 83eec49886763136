"""What the clock begins: a job for each time that a schedule is due."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

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

    A moment has one job: where a kill or a full disk kept the schedule from noting that it had
    begun, it does not begin again. The newest lists of predictions stay, 30 of them.
    """
    project = projects.open(schedule.project, schedule.owner)
    moment = datetime.fromtimestamp(schedule.due, schedule.timing.time_zone())
    key = f"{schedule.bundle.job} {moment.isoformat()}"
    runs = engine.jobs(schedule.project, KIND)
    begun = next((run.id for run in runs if run.key == key), "")
    if begun:
        return begun
    projects.need_quota(schedule.owner, 0)
    last = next((run.id for run in runs if run.state == FINISHED), "")
    task = {
        "project": schedule.project,
        "name": project.info.name,
        "owner": schedule.owner,
        "bundle": schedule.bundle.job,
        "rows": schedule.rows.to_json(),
        "folder": schedule.folder,
        "moment": moment.isoformat(),
        "last": (engine.result(last) or {}).get("mark", []) if last else [],
    }
    job = engine.submit(KIND, schedule.project, schedule.owner, task, key)
    engine.keep_newest(schedule.project, KIND, KEPT)
    return job
