"""Room on the server: who keeps how much, and old results that can go.

Old is what no page shows: of each kind of work the newest results stay. Tables, recipes and the
log of looks at the test rows are never touched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import AppError
from core.goal import goal_mended
from core.recipe import Recipe
from core.text import count, space, unbroken
from pages.ui import stores
from pages.ui.guards import attempt
from pages.ui.job_keys import key_of
from pages.ui.safe import esc
from pages.ui.session import notify, session

if TYPE_CHECKING:
    from core.jobs import OldWork
    from core.projects import Kept

LABEL = "Room on this server"
_NOUNS = {
    "compare": "old comparison",
    "measure": "old timing",
    "tune": "old search",
    "evaluate": "old evaluation",
    "explain": "old explanation",
    "bundle": "old bundle",
    "script": "old script",
    "predict": "old list of predictions",
}
_PLURALS = {
    "tune": "old searches",
    "predict": "old lists of predictions",
}
_AGAIN = (
    "No page shows them any more: the newest results of each kind stay, and so do tables, recipes "
    "and the log of looks at the test rows. Fits of theirs that a later comparison could have "
    "taken over are made again."
)


def need(owner: str, coming: int = 0) -> None:
    """Refuse further work, or so many bytes more, where a person keeps too much already."""
    stores.store().need_quota(owner, coming, partial(_remedy, owner))


def draw() -> None:
    """Show what a person keeps, and offer to delete what is old; counted once it is opened."""
    fold = st.expander(LABEL, icon=":material/hard_drive:", key="room", on_change="rerun")
    if not fold.open:
        return
    with fold:
        owner = session().owner
        st.markdown(esc(_told(stores.store().kept(owner)), 300))
        old = _old(owner)
        if not old:
            st.caption("No results are old: each is the newest of its kind in its project.")
            return
        st.button(
            f"Delete results of {_named(old)}",
            key="room-free",
            icon=":material/delete_sweep:",
            help=_AGAIN,
            on_click=attempt(_free, owner),
        )


def _told(kept: Kept) -> str:
    if not kept.total:
        return "You keep no tables and no results yet."
    sizes = {"tables and their files": kept.tables, "results": kept.results}
    parts = ", ".join(f"{what} {space(size)}" for what, size in sizes.items() if size)
    limit = "" if math.isinf(kept.most) else f" of the {space(kept.most)} that each person may"
    return unbroken(f"You keep {space(kept.total)}{limit}: {parts}.")


def _free(owner: str) -> None:
    gone = stores.engine().remove_old(owner, partial(_keys, owner))
    if gone:
        notify("success", f"Deleted the results of {_named(gone)}.")
    else:
        notify("info", "No results are old any more: nothing was deleted.")


def _remedy(owner: str) -> str:
    old = _old(owner)
    rest = "delete projects that you no longer need."
    if not old:
        return rest.capitalize()
    return f"Delete results of {_named(old)} under “{LABEL}” on Home, or {rest}"


def _old(owner: str) -> tuple[OldWork, ...]:
    return stores.engine().old_work(owner, partial(_keys, owner))


def _keys(owner: str, project: str) -> tuple[str, ...]:
    """Return the key of the comparison that fits a project as it stands: thresholds use it."""
    try:
        recipe = Recipe.from_json(goal_mended(stores.store().open(project, owner).recipe))
    except AppError:  # the project is gone, or its recipe cannot be read: nothing fits it
        return ()
    return (key_of("compare", recipe, str(recipe.source.get("data", ""))),)


def _named(old: Sequence[OldWork]) -> str:
    """Say how many results of which kind these are: 2 old bundles and 1 old script (30 MB)."""
    told = [
        count(len(one.jobs), _NOUNS.get(one.kind, "old result"), _PLURALS.get(one.kind, ""))
        for one in old
    ]
    joined = " and ".join(filter(None, [", ".join(told[:-1]), told[-1]]))
    return f"{joined} ({space(sum(one.bytes for one in old))})"
