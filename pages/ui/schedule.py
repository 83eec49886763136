"""The schedule of the open project: set it, run it now, give it another bundle, stop it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.errors import JobError
from core.jobs.clockwork import begin as begin_run
from core.schedules import Packed, Rows, Schedule, Timing, check_folder
from core.shipping import BUNDLE
from pages.ui import jobs, room, stores
from pages.ui.session import notify, put, session


def of_project() -> Schedule | None:
    """Return the schedule of the open project."""
    now = session()
    return stores.schedules().of(now.project, now.owner)


def begin(rows: Rows, timing: Mapping[str, Any], folder: str) -> None:
    """Set the schedule; a new one predicts with the bundle that was packed last."""
    now, before = session(), of_project()
    room.need(now.owner)
    if rows.path:
        rows.file()
    check_folder(folder, rows)
    fresh = Schedule(now.project, now.owner, rows, Timing.from_json(timing), 0.0, folder=folder)
    if before is None:
        _put(fresh)
    else:
        stores.schedules().put(_timed(replace(fresh, bundle=before.bundle)))
    put("schedule-other-rows", False)
    notify("success", f"New rows are predicted from now on. {fresh.timing.words()}.")


def use_new_bundle() -> None:
    """Go on with the bundle that was packed last."""
    now = of_project()
    if now is not None:
        room.need(now.owner)
        _put(now)
        notify("success", "The schedule predicts with the new bundle from now on.")


def is_old(now: Schedule) -> bool:
    """Tell whether a newer bundle than that of a schedule was packed."""
    packed = jobs.latest_finished("bundle")
    return packed is not None and packed.id != now.bundle.job


def run_now() -> None:
    """Predict what the new rows are at this moment; the schedule stays as it is."""
    now = of_project()
    if now is not None:
        begin_run(stores.engine(), stores.store(), replace(now, due=time.time()))


def stop() -> None:
    """Predict no more by the clock; the lists of predictions stay."""
    now = session()
    stores.schedules().remove(now.project, now.owner)
    notify("info", "The schedule was stopped. Its lists of predictions stay.")


def _put(schedule: Schedule) -> None:
    job = jobs.latest_finished("bundle")
    if job is None:
        raise JobError("There is no bundle yet.", "Pack one first.")
    packed = Packed(job.id, job.created, jobs.model_of("bundle"))
    path = stores.engine().result_path(job.id, BUNDLE)
    stores.schedules().put(_timed(replace(schedule, bundle=packed)), path)


def _timed(schedule: Schedule) -> Schedule:
    return replace(schedule, due=schedule.following(time.time()), problem="")
