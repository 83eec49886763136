"""Long work seen from a page: start it, watch it, and know whether its result still holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.errors import NotAllowedError
from core.held_rows import with_key
from core.text import duration, percent, shown, unbroken
from core.training.estimate import Span
from pages.ui import job_keys, room, stores
from pages.ui.guards import LONG, attempt, part, show_error
from pages.ui.safe import esc
from pages.ui.session import session

if TYPE_CHECKING:
    from core.jobs import JobStatus

LOOK_EVERY = 0.7
MOST_EARLIER = 8
FIRST_PACE = 3
COUNTED = 1_000
_AS_FAR_AS_COME = ("compare", "tune")  # drawn before they are finished
_TELL_THEIR_DATA = ("compare", "evaluate")  # beside their scores, finished or not
_BROUGHT_UP_TO_DATE = ("compare", "tune", "evaluate", "explain", "bundle")  # by their pages
_VERBS = {
    "compare": "Comparing models",
    "measure": "Measuring times",
    "tune": "Tuning",
    "evaluate": "Evaluating",
    "explain": "Explaining",
    "bundle": "Packing the bundle",
    "script": "Checking the script",
    "predict": "Predicting",
    "scheduled": "Predicting the new rows",
    "import": "Reading the table",
    "look": "Looking at the table",
}


def submit(kind: str, extra: Mapping[str, Any] | None = None) -> str:
    """Queue work on the project as it stands and return its id; the same work only once."""
    now = session()
    room.need(now.owner)
    compared = stores.engine().jobs(now.project, "compare")
    earlier = [*stores.engine().jobs(now.project, kind), *compared][:MOST_EARLIER]
    task = {
        "project": now.project,
        "owner": now.owner,
        "recipe": now.recipe.to_json(),
        "data": now.data,
        "earlier": [status.id for status in earlier],
        **(extra or {}),
    }
    return stores.engine().submit(kind, now.project, now.owner, task, key_of(kind))


def latest(kind: str) -> JobStatus | None:
    """Return the newest job of a kind in this project."""
    project = session().project
    return stores.engine().latest(project, kind) if project else None


def result(kind: str) -> dict[str, Any] | None:
    """Return what the newest finished job of a kind found; look at `is_stale` as well."""
    status = latest_finished(kind)
    return stores.engine().result(status.id) if status else None


def result_of(status: JobStatus) -> dict[str, Any] | None:
    """Return what one job found, None unless it ended well."""
    return stores.engine().result(status.id) if status.state == "finished" else None


def latest_finished(kind: str) -> JobStatus | None:
    """Return the newest job of a kind that ended well."""
    project = session().project
    done = stores.engine().jobs(project, kind) if project else ()
    return next((status for status in done if status.state == "finished"), None)


def drawn(kind: str) -> JobStatus | None:
    """Return the job whose result a page draws, whatever became of a newer one."""
    return latest(kind) if kind in _AS_FAR_AS_COME else latest_finished(kind)


def out_of_date(kind: str) -> bool:
    """Tell whether the recipe or the table has changed since what a page draws was asked for."""
    status = drawn(kind)
    return status is not None and is_stale(status)


def model_of(kind: str) -> str:
    """Return the model that the drawn result of a kind of work is about."""
    return str((result(kind) or {}).get("chosen", ""))


def last_time(kind: str) -> str:
    """Return about how long the work takes, as it did last time; empty if it never ended well."""
    status = latest_finished(kind)
    return f" (about {duration(status.seconds)})" if status else ""


def is_stale(status: JobStatus) -> bool:
    """Tell whether the recipe or the table has changed since a job was submitted."""
    return status.key != key_of(status.kind)


def why_stale(status: JobStatus) -> str:
    """Return why a job's result is out of date: made for another target, or something else."""
    recipe = stores.engine().task(status.id).get("recipe", {})
    target = str(recipe.get("problem", {}).get("target", ""))
    if target and target != session().problem.target:
        return f"the target was '{shown(target, 40)}' then"
    return "an earlier choice has changed since"


def data_of(status: JobStatus) -> str:
    """Return the fingerprint of the table that a job worked on."""
    return str(stores.engine().task(status.id).get("data", ""))


def key_of(kind: str) -> str:
    """Return a fingerprint of everything that a kind of work depends on."""
    now = session()
    return job_keys.key_of(kind, now.recipe, now.data)


def watch(status: JobStatus) -> None:
    """Show how a job is, looking again by itself until it is over."""
    over = status.is_over

    def box() -> None:
        now = _own(status.id)
        if now.is_over != over:  # it has ended, or was resumed by the button in here
            st.rerun()
        _draw(now)

    part(box, every=None if over else LOOK_EVERY)


def cancel(job_id: str) -> None:
    """Ask a job of the open project to stop."""
    stores.engine().cancel(_own(job_id).id)


def resume(job_id: str) -> None:
    """Queue an ended job of the open project again, its finished units kept."""
    status = _own(job_id)
    room.need(status.owner)
    with_key(stores.engine().task(status.id), status.owner)
    stores.engine().resume(status.id)


def _own(job_id: str) -> JobStatus:
    """Return a job, or refuse one that is not of the open project."""
    now, status = session(), stores.engine().status(job_id)
    if (status.project_id, status.owner) != (now.project, now.owner):
        raise NotAllowedError(
            "This work belongs to another project.", "Open that project to see it."
        )
    return status


def _draw(status: JobStatus) -> None:
    with st.container(border=not status.is_over, key=f"job-{status.kind}"):
        if status.is_over:
            _ended(status)
        elif status.state == "queued":
            _waiting(status)
        else:
            _running(status)


def _running(status: JobStatus) -> None:
    share = min(status.done / status.total, 1.0) if status.total else 0.0
    verb = _VERBS.get(status.kind, "Working")
    how_far = f" {_how_far(status)}" if status.total > 1 else ""
    st.progress(share, text=f"**{verb}:{how_far}** {esc(status.message, LONG)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(unbroken(f"{duration(status.seconds)} so far{_left(status)}"))
        stopping = status.state == "cancelling"
        st.button(
            "Stopping…" if stopping else "Cancel",
            icon=":material/stop_circle:",
            key=f"cancel-{status.kind}",
            disabled=stopping,
            on_click=attempt(cancel, status.id),
        )


def _how_far(status: JobStatus) -> str:
    """Say how much is done: in pieces, or as a share where these are bytes or rows."""
    if status.total <= COUNTED:
        return f"{status.done} of {status.total}"
    return percent(min(status.done / status.total, 1.0))


def _left(status: JobStatus) -> str:
    """Return about how long work still takes: as it says itself, or at its pace so far."""
    for event in reversed(status.facts):
        left = event.get("facts", {}).get("left")
        if left:
            since = max(status.seconds - event.get("seconds", status.seconds), 0.0)
            span = Span(*(max(end - since, 0.0) for end in left))
            return f", {span.words()} left" if span.middle else ""
    if status.done < FIRST_PACE or status.done >= status.total:
        return ""
    return f", about {duration(status.seconds / status.done * (status.total - status.done))} left"


def _waiting(status: JobStatus) -> None:
    st.progress(0.0, text=f"**Waiting for a free place**: number {status.place} in the queue")
    st.button(
        "Cancel",
        icon=":material/stop_circle:",
        key=f"cancel-{status.kind}",
        on_click=attempt(cancel, status.id),
    )


def _ended(status: JobStatus) -> None:
    if status.state == "finished":
        version = f" Data version {data_of(status)[:12]}."
        told = "" if status.kind in _TELL_THEIR_DATA else version
        took = unbroken(duration(status.seconds))
        st.caption(f":material/check_circle: Finished in {took}.{told}")
        return
    if status.state == "cancelled":
        st.info("Cancelled. What was finished is kept.", icon=":material/stop_circle:")
    else:
        details = (
            ("What was tried", f"{_VERBS.get(status.kind, 'Working')}. What was finished is kept."),
            ("Error id", f"{status.id}, under which the log of the work is kept."),
        )
        show_error(status.error or "The work was interrupted.", status.hint, details)
    if status.can_resume and not (status.kind in _BROUGHT_UP_TO_DATE and is_stale(status)):
        st.button(
            "Resume",
            icon=":material/resume:",
            key=f"resume-{status.kind}",
            on_click=attempt(resume, status.id),
        )
