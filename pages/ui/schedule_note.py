"""What the list of projects says of a project's schedule."""

from __future__ import annotations

from core.errors import AppError
from core.text import inside
from pages.ui import stores


def schedule_note(project: str, owner: str) -> str:
    """Say when a project predicts by itself and whether it could, empty without a schedule."""
    if not stores.has_schedules():
        return ""
    try:
        schedule = stores.schedules().of(project, owner)
    except AppError:
        return ":orange-badge[The schedule needs you]"
    if schedule is None:
        return ""
    from core.jobs.clockwork import KIND

    last = stores.engine().latest(project, KIND)
    failed = schedule.problem or (last is not None and last.state in ("failed", "interrupted"))
    if failed:
        return ":orange-badge[The last predictions by schedule failed]"
    return f"Predicts {inside(schedule.timing.words())}"
