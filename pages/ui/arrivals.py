"""Tables that are being read by a job: started, watched, and taken into the recipe once.

Large files, databases and everything on the web are read by a process of their own. When it
has finished, the first page that is drawn takes the table in; a mark on the project remembers
that, so that undo is not undone and a second tab does not load it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.errors import AppError
from core.files import canonical_json, text_hash
from core.held_rows import HELD, is_waiting, let_go, place_for, with_key
from core.locks import locked
from core.masking import ASK, KEY, STORED, masks_in, masks_to, proposals_from
from core.sources import Source, source_from_json, source_to_json
from pages.ui import jobs, mask_choice, room, stores
from pages.ui.forgetting import release
from pages.ui.guards import LONG, attempt
from pages.ui.safe import esc
from pages.ui.session import open_project, session

if TYPE_CHECKING:
    from core.jobs import JobStatus
    from core.masking import Masks, Proposal

Arrived = tuple[dict[str, Any], dict[str, Any]]
WAIT = "The rows wait for your answer, encrypted, for an hour: they are not asked for again."
AGAIN = (
    "The rows are asked for once more then. What has changed there by that time is in the table; "
    "further columns about people are asked about as well."
)
_ARRIVED, _TAKING = "arrived ", "taking"


def begin(source: Source, facts: Mapping[str, Any]) -> None:
    """Start reading a source; `facts` say where its file is and how values are masked.

    Before anything is stored it asks about columns that point at people.
    """
    before, owner = pending(), session().owner
    place = {} if source.needs_file else place_for(owner)
    _submit({"source": source_to_json(source), "owner": owner, ASK: True, **place, **facts})
    if before is not None and before.is_over:
        _drop(before.id)


def begin_masking(masks: Masks) -> None:
    """Start masking the project's table, which is too large to be done while somebody waits."""
    now = session()
    _submit({STORED: now.data, "owner": now.owner, KEY: masks_to(masks)})


def pending() -> JobStatus | None:
    """Return the newest reading of this project that has not been taken in or dismissed."""
    status = jobs.latest("import")
    return None if status is None or _mark(status.id) in _marks() else status


def show() -> bool:
    """Show a reading that is under way, asks or has failed; say whether there is one."""
    status = pending()
    if status is None:
        return False
    if status.state == "finished":
        return _asks(status)
    jobs.watch(status)
    if status.is_over:
        _dismiss_button("Dismiss", status)
    return True


def _asks(status: JobStatus) -> bool:
    """Ask what a reading that was stopped asks: what to do with data about people."""
    found = _question(status.id)
    if not found:
        return False
    with st.container(border=True, key="arrival-box"):
        task = stores.engine().task(status.id)
        source = source_from_json(task["source"])
        st.caption(esc(task.get("file") or source.describe(), LONG))
        mask_choice.question(found, "arrival")
        if not source.needs_file:
            waits = is_waiting(task, stores.home(), session().owner)
            st.caption(WAIT if waits else AGAIN)
        with st.container(horizontal=True):
            st.button(
                "Load it this way",
                key="arrival-go",
                type="primary",
                on_click=attempt(_answer, status.id),
            )
            _dismiss_button("Do not load it", status)
    return True


def _answer(job_id: str) -> None:
    """Go on with the rows that wait, or read the same again, with what was decided."""
    task = stores.engine().task(job_id)
    masks = mask_choice.chosen(_question(job_id), "arrival", masks_in(task))
    with_key(task, session().owner)
    _submit({**task, KEY: masks_to(masks)})


def _question(job_id: str) -> tuple[Proposal, ...]:
    result = stores.engine().result(job_id) or {}
    return proposals_from(result.get("personal", ()))


def _submit(task: dict[str, Any]) -> None:
    now = session()
    asked = {name: value for name, value in task.items() if name != HELD}
    key = text_hash(canonical_json(asked))
    room.need(now.owner)
    stores.engine().submit("import", now.project, now.owner, task, key)


def _dismiss_button(label: str, status: JobStatus) -> None:
    st.button(label, key="dismiss-import", type="tertiary", on_click=attempt(_dismiss, status.id))


def _dismiss(job_id: str) -> None:
    """Do without a reading: nothing of it stays."""
    _drop(job_id)
    settle(job_id)


def _drop(job_id: str) -> None:
    """Remove the file that a reading has brought, unless a recipe mentions it."""
    task = stores.engine().task(job_id)
    release(task)
    if task.get("upload"):
        stores.drop_upload(str(task["upload"]), session().owner)


@contextmanager
def arriving() -> Iterator[Arrived | None]:
    """Give what the newest reading was asked and what it found, once it has ended well.

    It is settled at the end of the block: whatever ends a page before that leaves the reading to
    the next page. A second window waits, and finds the table there.
    """
    status = _finished()
    if status is None:
        yield None
        return
    with locked(stores.home() / "jobs" / status.id / _TAKING):
        open_project(session().project)
        status = _finished()
        if status is None:
            yield None
            return
        found, task = stores.engine().result(status.id), stores.engine().task(status.id)
        try:
            yield (task, found) if found else None
        except AppError:
            _settle_for_good(status.id, task)
            raise
        _settle_for_good(status.id, task)


def _finished() -> JobStatus | None:
    """Return the newest reading if it has ended well and asks nothing."""
    status = pending()
    is_there = status is not None and status.state == "finished" and not _question(status.id)
    return status if is_there else None


def _settle_for_good(job_id: str, task: Mapping[str, Any]) -> None:
    settle(job_id)
    let_go(task, stores.home(), session().owner)


def settle(job_id: str) -> None:
    """Remember that nothing more is to be done about a reading."""
    now = session()
    kept = [mark for mark in _marks() if not mark.startswith(_ARRIVED)]
    stores.store().mark(now.project, now.owner, (*kept, _mark(job_id)))
    open_project(now.project)


def _marks() -> tuple[str, ...]:
    state = session().state
    return state.info.marks if state else ()


def _mark(job_id: str) -> str:
    return f"{_ARRIVED}{job_id}"
