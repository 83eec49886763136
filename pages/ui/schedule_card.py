"""Predict on a schedule: what is set, when it comes next, and what came of it so far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import StorageError
from core.jobs.clockwork import KIND
from core.schedules import Schedule
from core.text import count, duration
from pages.ui import batch, jobs, schedule, schedule_form, stores
from pages.ui.guards import LONG, attempt, part, show_error
from pages.ui.safe import esc
from pages.ui.session import held, put, session

if TYPE_CHECKING:
    from core.jobs import JobStatus

LOOK_EVERY = 10.0


def draw() -> None:
    """Draw the card."""
    try:
        now = schedule.of_project()
    except StorageError as error:
        show_error(error.message, error.hint)
        _button("Stop", "stop_circle", schedule.stop)
        return
    if now is None:
        st.caption(
            "New rows are read where they are kept, such as a database or a file that is written "
            "every night, and predicted by themselves while this app runs."
        )
    else:
        _set(now)
    fold = st.expander(
        "Change the time, the rows or the folder" if now else "Set a schedule",
        key="schedule-fold",
        on_change="rerun",
    )
    if fold.open:
        with fold:
            schedule_form.draw(now)
    _runs()


def _set(now: Schedule) -> None:
    with st.container(key="schedule-words"):
        st.markdown(f"**{now.timing.words()}**")
        _watch(now)
        copies = f" A copy goes to {esc(now.folder, 200)}." if now.folder else ""
        st.caption(
            f"Rows: {esc(now.rows.words(), 200)}. Model: {esc(now.bundle.model)}, packed "
            f"{_said(datetime.fromtimestamp(now.bundle.moment, now.timing.time_zone()))}.{copies}"
        )
    if now.problem:
        st.warning(
            f"The last time could not begin. {esc(now.problem, LONG)}", icon=":material/error:"
        )
    if schedule.is_old(now):
        st.info("A newer bundle was packed since.", icon=":material/package_2:")
    with st.container(horizontal=True):
        _button("Run now", "play_arrow", schedule.run_now)
        if schedule.is_old(now):
            _button("Use the new bundle", "package_2", schedule.use_new_bundle)
        _button("Stop", "stop_circle", schedule.stop)


def _button(label: str, icon: str, act: Callable[[], None]) -> None:
    key = f"schedule-{act.__name__.replace('_', '-')}"
    st.button(label, icon=f":material/{icon}:", key=key, on_click=attempt(act))


def _watch(now: Schedule) -> None:
    """Say when it comes next, and look by itself whether it has come."""
    seen = _seen()

    def box() -> None:
        if _seen() != seen:
            st.rerun()
        ahead = now.due - datetime.now().timestamp()
        left = f", in {duration(60 * max(ahead // 60, 1))}" if ahead > 0 else ", at once"
        when = _said(datetime.fromtimestamp(now.due, now.timing.time_zone()))
        st.markdown(f"Next: {when}{left}.")

    part(box, every=LOOK_EVERY)


def _seen() -> tuple[object, ...]:
    newest, now = jobs.latest(KIND), schedule.of_project()
    return (newest and newest.id, now and (now.due, now.problem))


def _runs() -> None:
    """Draw what came of the times so far: the newest, and any other that is chosen."""
    runs = stores.engine().jobs(session().project, KIND)
    if not runs:
        return
    if not runs[0].is_over:
        jobs.watch(runs[0])
    ended = {run.id: run for run in runs if run.is_over}
    if not ended:
        return
    labels = {job_id: _label(run) for job_id, run in ended.items()}
    newest = next(iter(ended))
    if held("schedule-newest") != newest:
        put("schedule-newest", newest)
        put("schedule-run", newest)
    chosen = st.selectbox(
        f"Lists of predictions ({count(len(ended), 'run')})",
        list(ended),
        format_func=lambda job_id: labels[job_id],
        key="schedule-run",
    )
    run = ended[chosen]
    found = jobs.result_of(run)
    if found is None:
        show_error(run.error or "The run was stopped.", run.hint)
        return
    batch.predicted(run, found, "schedule")
    if found.get("copy"):
        st.caption(f"A copy is in {esc(found['copy'], 200)}.")


def _label(run: JobStatus) -> str:
    moment = datetime.fromisoformat(stores.engine().task(run.id)["moment"])
    found = jobs.result_of(run)
    return f"{_said(moment)} · {found['counted'] if found else run.state}"


def _said(moment: datetime) -> str:
    return f"{moment:%a %-d %b %Y, %H:%M}"
