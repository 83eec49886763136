"""Data versions: the tables that a project has had, what differs, and the way back."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import AppError
from core.goal import goal_mended
from core.recipe import Recipe
from core.table import Dataset
from core.text import count, shown
from pages.ui import stores
from pages.ui.guards import LONG, attempt, show_error
from pages.ui.safe import cached, esc
from pages.ui.session import notify, save, session

if TYPE_CHECKING:
    from core.profile.difference import Difference
    from core.projects import DataVersion, TableUse

MOST = 30


def data_change(table: Dataset) -> None:
    """List the data versions of the project, compare any two, and bring one back."""
    now = session()
    uses = stores.store().tables_of(now.project, now.owner)
    if len(uses) < 2:
        return
    fold = st.expander(
        f"Data versions: {len(uses)}",
        icon=":material/difference:",
        key="data-change",
        on_change="rerun",
    )
    if not fold.open:
        return
    with fold:
        known = {
            version.fingerprint: version for version in stores.store().data_versions(now.owner)
        }
        _list(uses, known)
        _compare(table, uses, known)


def _list(uses: tuple[TableUse, ...], known: dict[str, DataVersion]) -> None:
    rows = []
    for use in uses:
        version = known.get(use.fingerprint)
        rows.append(
            {
                "Version": use.fingerprint[:12],
                "Now": "● in use" if use.current else "",
                "Loaded": _when(use.first_seen),
                "By": session().owner,
                "From": shown(use.source.get("file") or (version.name if version else ""), 60),
                "Rows": version.rows if version else None,
                "Columns": version.columns if version else None,
                "Kept": "yes" if version else "no longer on disk",
            }
        )
    whole = st.column_config.NumberColumn(format="localized")
    config = {"Rows": whole, "Columns": whole}
    st.dataframe(rows, hide_index=True, key="data-versions", column_config=config)


def _compare(table: Dataset, uses: tuple[TableUse, ...], known: dict[str, DataVersion]) -> None:
    kept = [use for use in uses if use.fingerprint in known]
    others = [use.fingerprint for use in kept if not use.current]
    if not others:
        return
    before = stores.store().table_before(session().project, session().owner)
    labels = {use.fingerprint: _label(use, known[use.fingerprint]) for use in kept}
    with st.container(horizontal=True, vertical_alignment="bottom", key="data-compare"):
        old = st.selectbox(
            "Compare",
            list(labels),
            index=list(labels).index(before) if before in labels else 0,
            format_func=labels.__getitem__,
            key="data-old",
            width="stretch",
        )
        new = st.selectbox(
            "with",
            list(labels),
            index=list(labels).index(session().data) if session().data in labels else 0,
            format_func=labels.__getitem__,
            key="data-new",
            width="stretch",
        )
        use = next(use for use in kept if use.fingerprint == old)
        st.button(
            "Bring the first one back",
            key="data-restore",
            icon=":material/history:",
            disabled=use.current,
            on_click=attempt(_restore, use),
            help="The steps stay where they fit that table; undo returns to this one.",
        )
    _differences(table, old, new)


def _differences(table: Dataset, old: str, new: str) -> None:
    if old == new:
        st.caption("Choose two different versions.")
        return
    try:
        pair = [_table(table, mark) for mark in (old, new)]
    except AppError as error:
        show_error(error.message, error.hint)
        return
    _draw(_difference(*pair), f"{old[:12]} → {new[:12]}")


def _table(table: Dataset, mark: str) -> Dataset:
    return table if mark == session().data else stores.table(mark, session().owner)


def _difference(old: Dataset, new: Dataset) -> Difference:
    from core.profile.difference import difference

    with st.spinner("Comparing the two tables", show_time=True):
        made: Difference = cached(
            session().project,
            f"{old.fingerprint} {new.fingerprint}",
            "difference",
            lambda: difference(old, new),
        )
    return made


def _draw(found: Difference, versions: str) -> None:
    st.caption(f"Data version {versions}")
    for sentence in found.sentences[:MOST]:
        st.markdown(f"- {esc(sentence, LONG)}")
    if len(found.sentences) > MOST:
        st.caption(f"{len(found.sentences) - MOST} more columns changed.")


def restored(recipe: Recipe, use: TableUse, then: Recipe, columns: tuple[str, ...]) -> Recipe:
    """Return the recipe on an earlier table: as it is where it fits, else as it stood then."""
    named = {column for entry in recipe.steps for column in entry.step.named_columns()}
    named |= {column for column, _ in recipe.problem.roles} | {recipe.problem.target}
    fits = bool(recipe.problem.target) and named <= set(columns)
    return recipe.edit(source=use.source) if fits else then


def _restore(use: TableUse) -> None:
    now = session()
    table = stores.table(use.fingerprint, now.owner)
    earlier = stores.store().recipe_at(now.project, now.owner, use.number)
    then = Recipe.from_json(goal_mended(earlier))
    save(restored(now.recipe, use, then, table.columns), f"Bring back {use.fingerprint[:12]}")
    notify("success", f"Data version {use.fingerprint[:12]} is in use again.")


def _label(use: TableUse, version: DataVersion) -> str:
    name = shown(use.source.get("file") or version.name, 40)
    rows = count(version.rows, "row")
    return f"{name} · {rows} · {_when(use.first_seen)} · {use.fingerprint[:8]}"


def _when(seconds: float) -> str:
    return time.strftime("%d %b %Y, %H:%M", time.localtime(seconds))
