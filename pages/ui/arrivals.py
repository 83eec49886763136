"""Tables that are being read by a job: started, watched, and taken into the recipe once.

Large files, databases and everything on the web are read by a process of their own. When it
has finished, the first page that is drawn takes the table in; a project tag remembers that,
so that undo is not undone and a second tab does not load it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.files import canonical_json, text_hash
from core.sources import Source, source_to_json
from pages.ui import jobs, stores
from pages.ui.guards import attempt
from pages.ui.session import open_project, session

if TYPE_CHECKING:
    from core.jobs import JobStatus

KIND = "import"
_TAG = "arrived "


def begin(source: Source, facts: Mapping[str, Any]) -> None:
    """Start reading a source; `facts` say where its file is and how values are masked."""
    now = session()
    task = {"source": source_to_json(source), "owner": now.owner, **facts}
    key = text_hash(canonical_json(task))
    stores.engine().submit("import", now.project, now.owner, task, key)


def pending() -> JobStatus | None:
    """Return the newest reading of this project that has not been taken in or dismissed."""
    status = jobs.latest(KIND)
    return None if status is None or _tag(status.id) in _tags() else status


def show() -> bool:
    """Show a reading that is under way or has failed; say whether there is one."""
    status = pending()
    if status is None or status.state == "finished":
        return False
    jobs.watch(status)
    if status.is_over:
        st.button(
            "Dismiss", key="dismiss-import", type="tertiary", on_click=attempt(settle, status.id)
        )
    return True


def finished() -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return what the newest reading was asked and what it found, once it has ended well."""
    status = pending()
    if status is None or status.state != "finished":
        return None
    found = stores.engine().result(status.id)
    settle(status.id)
    return (stores.engine().task(status.id), found) if found else None


def settle(job_id: str) -> None:
    """Remember that nothing more is to be done about a reading."""
    now = session()
    kept = [tag for tag in _tags() if not tag.startswith(_TAG)]
    stores.store().tag(now.project, now.owner, (*kept, _tag(job_id)))
    open_project(now.project)


def _tags() -> tuple[str, ...]:
    state = session().state
    return state.info.tags if state else ()


def _tag(job_id: str) -> str:
    return f"{_TAG}{job_id}"
