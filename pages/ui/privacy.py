"""Personal data: what points at people, how it is masked, and the way to delete it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import TargetError
from core.masking import (
    Masks,
    masked_table,
    masks_in,
    masks_proposed,
    source_of_masked,
)
from core.recipe import Recipe
from core.table import Dataset
from core.text import count, listed
from pages.ui import arrivals, stores
from pages.ui.forgetting import forget_project, forget_work, rest_of
from pages.ui.guards import attempt
from pages.ui.mask_choice import CHOICES, choices, chosen
from pages.ui.safe import cached, esc
from pages.ui.session import notify, open_project, session

if TYPE_CHECKING:
    from core.masking import Proposal

EXPLAINED = """
A **code** is equal for equal values, so tables of this project can still be joined by it. It is
made with a salt that stands in the recipe: whoever has the recipe or a bundle, and a list of
possible values, can find out which of them occur. Where that matters, leave the column out.
"""
LARGE = "All rows of this large table are masked, piece by piece; you can go on looking meanwhile."


def draw(table: Dataset) -> None:
    """Show columns that point at people with their masks, and the way to delete everything."""
    found = proposals(table)
    masks = masks_in(session().recipe.source)
    label = "Personal data"
    if found:
        label += (
            f": {count(len(found), 'column')} {'points' if len(found) == 1 else 'point'} at people"
        )
    elif masks.columns:
        label += f": {count(len(masks.columns), 'column')} masked"
    fold = st.expander(label, icon=":material/shield_person:", key="privacy", on_change="rerun")
    if not fold.open:
        return
    with fold:
        _in_force(masks)
        if found:
            choices(found, "mask")
            _mask_now(found)
            st.caption(EXPLAINED)
            if table.part is not None:
                st.caption(LARGE)
        else:
            st.markdown("No column looks like personal data.")
        _delete()


def proposals(table: Dataset) -> tuple[Proposal, ...]:
    """Return the columns that point at people and are not masked yet."""
    done = {mask.column for mask in masks_in(session().recipe.source).columns}

    def make() -> tuple[Proposal, ...]:
        return masks_proposed(table.frame, table.kinds)

    made: tuple[Proposal, ...] = cached(session().project, table.fingerprint, "personal", make)
    return tuple(one for one in made if one.mask.column not in done)


def mask_project(table: Dataset, masks: Masks) -> None:
    """Replace the project's table by a masked one, and forget the unmasked one with all traces.

    The raw file, results made from it and earlier states of the recipe go as well, so this
    cannot be undone.
    """
    if table.part is not None:
        arrivals.begin_masking(masks)
        return
    made, now = masked_table(table, masks), session()
    stores.store().store_dataset(made, source_of_masked(session().recipe.source, masks), now.owner)
    replace_table(made, masks)


def replace_table(made: Dataset, masks: Masks) -> None:
    """Make a masked table the only one of the open project."""
    now, store = session(), stores.store()
    tables, files = store.marks_of(now.project, now.owner)
    source = {**source_of_masked(session().recipe.source, masks), "data": made.fingerprint}
    contract = now.recipe.contract
    rest = contract and contract.without(mask.column for mask in masks.columns)
    recipe = _proposed(made, now.recipe).edit(source=source, contract=rest)
    store.begin_again(now.project, now.owner, recipe.to_json(), "Mask personal data")
    files |= forget_work(now.project)
    gone = store.forget_unused((tables - {made.fingerprint}, files), now.owner)
    stores.forget_tables()
    open_project(now.project)
    names = listed([mask.column for mask in masks.columns], 5)
    notify("success", f"Masked: {names}. The unmasked table and file were removed.", rest_of(gone))


def _in_force(masks: Masks) -> None:
    for mask in masks.columns:
        st.markdown(f":material/check: {esc(mask.column, 60)}: {CHOICES[mask.way].lower()}")


def _mask_now(found: Sequence[Proposal]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="mask-buttons"):
        sure = st.checkbox(
            "Replace the table for good: results and earlier states of this project go as well",
            key="mask-sure",
        )
        st.button(
            "Mask now",
            key="mask-go",
            type="primary",
            icon=":material/shield_lock:",
            disabled=not sure,
            on_click=attempt(_mask, tuple(found)),
        )


def _mask(found: Sequence[Proposal]) -> None:
    now = session()
    table = stores.table(now.data, now.owner)
    masks = chosen(found, "mask", masks_in(now.recipe.source))
    if len(masks.columns) > len(masks_in(now.recipe.source).columns):
        mask_project(table, masks)
    else:
        notify("info", "Every column is to be kept: nothing was changed.")


def _delete() -> None:
    with st.popover("Delete this project and its data", icon=":material/delete_forever:"):
        st.markdown(
            "Removes the project, its results, its tables and the files they came from, where no "
            "other project uses them. This cannot be undone."
        )
        sure = st.checkbox("Yes, delete everything for ever", key="delete-sure")
        st.button(
            "Delete everything",
            key="delete-data",
            disabled=not sure,
            on_click=attempt(forget_project, session().project),
        )


def _proposed(table: Dataset, before: Recipe) -> Recipe:
    """Return a fresh proposal for a masked table, with what was said about the question."""
    from core.advice import suggest

    asked = before.problem
    known = asked.target if asked.target in table.columns else None
    try:
        fresh = suggest(table, known, asked.task if known else None)
    except TargetError as error:
        fresh = Recipe(reasons={"target": error.sentence()})
    problem = replace(
        fresh.problem,
        goal=asked.goal,
        prediction_moment=asked.prediction_moment,
        currency=asked.currency,
    )
    return fresh.edit(problem=problem)
