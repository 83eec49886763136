"""Forget a project for good: its results, its tables, and the files they came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.files import safe_path
from core.held_rows import let_go
from core.text import count
from pages.ui import stores
from pages.ui.session import close_project, notify, session

if TYPE_CHECKING:
    from core.projects import Forgotten


def forget_project(project: str) -> None:
    """Delete a project of this owner with all it stored, but for what other projects use."""
    now, store = session(), stores.store()
    # The store refuses whoever is not the owner, so it is asked before any work is removed.
    tables, files = store.marks_of(project, now.owner)
    name = store.open(project, now.owner).info.name
    files |= forget_work(project)
    store.delete(project, now.owner)
    gone = store.forget_unused((tables, files), now.owner)
    stores.forget_tables()
    if project == now.project:
        close_project()
    removed = f"{count(gone.tables, 'table')} and {count(gone.files, 'file')}"
    notify("success", f"'{name}' was deleted, with {removed}.", rest_of(gone))


def forget_work(project: str) -> set[str]:
    """Remove a project's schedule and work with the files that wait; return those it stored."""
    engine = stores.engine()
    stores.schedules().remove(project, session().owner)
    tasks = [engine.task(job.id) for job in engine.jobs(project)]
    engine.delete_for(project)
    for task in tasks:
        release(task)
    return {str(task["upload"]) for task in tasks if task.get("upload")}


def release(task: Mapping[str, Any]) -> None:
    """Remove the file or the rows that wait for a piece of work, if there are any."""
    let_go(task, stores.home(), str(task.get("owner", "")))
    if task.get("held"):
        safe_path(stores.home() / "waiting", str(task["held"])).unlink(missing_ok=True)


def rest_of(gone: Forgotten) -> str:
    """Say what stays on the server of a project that was forgotten."""
    if not gone.kept:
        return "Nothing of it is left on this server."
    kept = count(gone.kept, "table or file", "tables or files")
    return f"{kept} stay: another project uses them."
