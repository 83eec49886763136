"""A very wide or big table is looked at by a job: its page is there at once and fills itself in.

What the job has found comes back by `found`, None as long as it is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from core.table import Dataset
from pages.ui import job_keys, jobs, stores
from pages.ui.safe import drawn, kept
from pages.ui.session import dataset, session

if TYPE_CHECKING:
    from core.jobs import JobStatus

KIND = "look"
WIDE = 1_000
MANY_CELLS = 20_000_000
_KEPT = 3
_LARGE = ("columns", "profile")
_LAST = "associations"  # the part that is known last


class _NotYet(Exception):
    """Raised where a job has not found yet what is asked for, so that nothing is remembered."""


def is_big(table: Dataset) -> bool:
    """Tell whether a table has more columns or cells than are looked at while somebody waits."""
    columns = len(table.columns)
    return columns > WIDE or columns * len(table.frame) > MANY_CELLS


def version() -> str:
    """Return a fingerprint of the data, by which it begins, and of what advice depends on."""
    now = session()
    return f"{now.data} {job_keys.key_of(KIND, now.recipe, now.data)}"


def found(name: str) -> Any | None:
    """Return a part of what is known of the training rows, None as long as it is not."""
    key = version()
    return _found(key, name, lambda: _with_key(key))


def is_done() -> bool:
    """Tell whether all is known of the training rows."""
    return found(_LAST) is not None


def found_of_columns() -> Any | None:
    """Return what is known of all rows of the columns, None as long as it is not."""
    return _found(session().data, "columns", every)


def begin(key: str, extra: Mapping[str, Any]) -> None:
    """Let a job look at the table of the project, once for each key."""
    if _with_key(key):
        return
    now, engine = session(), stores.engine()
    table = dataset()
    part = stores.PART_ROWS if table is not None and table.part is not None else 0
    task = {
        "owner": now.owner,
        "data": now.data,
        "recipe": now.recipe.to_json(),
        "part": part,
        "earlier": [status.id for status in every()[:_KEPT]],
        **extra,
    }
    engine.submit("look", now.project, now.owner, task, key)
    engine.keep_newest(now.project, KIND, _KEPT)


def every() -> tuple[JobStatus, ...]:
    """Return all looks at the table of the project, newest first."""
    now, engine = session(), stores.engine()
    return tuple(job for job in engine.jobs(now.project, KIND) if job.key.startswith(now.data))


def watch(status: JobStatus) -> None:
    """Show a look that has not ended well."""
    if status.state != "finished":
        jobs.watch(status)


def show() -> None:
    """Look at the training rows of a wide table as the recipe stands; show it until it is done."""
    table = dataset()
    if table is None or not is_big(table) or is_done():
        return
    begin(version(), {})
    watch(_with_key(version())[0])


def _with_key(key: str) -> tuple[JobStatus, ...]:
    return tuple(status for status in every() if status.key == key)


def _found(key: str, name: str, looks: Callable[[], tuple[JobStatus, ...]]) -> Any | None:
    hold = kept if name in _LARGE else drawn
    try:
        return hold(session().project, key, name, partial(_read, name, looks))
    except _NotYet:
        return None


def _read(name: str, looks: Callable[[], tuple[JobStatus, ...]]) -> Any:
    from core.looking import read

    for status in looks():
        values = stores.engine().shelf(status.id).get(name)
        if values is not None:
            return read(name, values)
    raise _NotYet
