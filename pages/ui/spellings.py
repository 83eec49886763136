"""The texts that a step writes alike: looked at, kept apart or renamed, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.advice.effect import Effect
from core.recipe import Recipe
from core.steps import STEPS, Group, step_from, step_to
from core.text import count
from pages.ui.guards import attempt
from pages.ui.session import change, held, session

SHOWN = 300
_ALWAYS = ("Merge", "Spelling", "Written as", "Rows")


def draw(place: int, effect: Effect, key: str) -> None:
    """Show the groups of the step at a place of the list; ticks and names change the step."""
    values = step_to(session().recipe.steps[place].step)
    if "apart" not in values:
        return
    rows = rows_of(effect.groups, values["apart"])
    merged = sum(len(group.texts) for group in effect.groups)
    if not rows:
        st.markdown(
            f"No two spellings are alike in {count(effect.group_rows, 'training row')}. "
            "A new spelling of a known category will still be recognised."
        )
        return
    categories = count(len(effect.groups), "category", "categories")
    st.markdown(
        f"**{count(merged, 'spelling')} become {categories}**"
        f", counted in {count(effect.group_rows, 'training row')}. Untick what only looks alike; "
        "type another name to write a whole group so."
    )
    version = session().state
    grid = f"{key}-groups-{version.info.version if version else 0}"
    column = st.column_config
    st.data_editor(
        rows[:SHOWN],
        key=grid,
        hide_index=True,
        disabled=["Column", "Spelling", "Rows"],
        column_config={
            "Merge": column.CheckboxColumn(width=84),
            "Spelling": column.TextColumn(width=124),
            "Written as": column.TextColumn(width=124, required=True, max_chars=200),
            "Rows": column.NumberColumn(width=72, format="localized"),
        },
        column_order=[*_ALWAYS, *(["Column"] if len(values["columns"]) > 1 else [])],
        height=min(35 * (len(rows[:SHOWN]) + 1) + 2, 387),
        on_change=attempt(_edited, place, grid, tuple(rows[:SHOWN])),
    )
    if len(rows) > SHOWN:
        st.caption(f"The {SHOWN} most frequent of {len(rows):,} spellings.")


def rows_of(groups: Sequence[Group], apart: Sequence[str]) -> list[dict[str, Any]]:
    """Return one row for each spelling of a group, then one for each that is kept apart."""
    rows = [
        {
            "Merge": True,
            "Spelling": text,
            "Written as": group.name,
            "Rows": rows,
            "Column": group.column,
        }
        for group in groups
        for text, rows in group.texts
    ]
    kept = [
        {"Merge": False, "Spelling": text, "Written as": text, "Rows": None, "Column": ""}
        for text in apart
    ]
    return [*rows, *kept]


def edited(
    values: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    edits: Mapping[int, Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the step's settings with the rows of the grid changed as the user did."""
    apart = list(values["apart"])
    names = dict(zip(values["values"], values["into"], strict=True))
    for place, cells in edits.items():
        row = rows[int(place)]
        text = str(row["Spelling"])
        if "Merge" in cells:
            apart = [other for other in apart if other != text]
            apart += [] if cells["Merge"] else [text]
        name = str(cells.get("Written as") or "").strip()
        if name:
            group = {str(r["Spelling"]) for r in rows if r["Written as"] == row["Written as"]}
            names = {other: into for other, into in names.items() if other not in group}
            names[text] = name
    return {**values, "apart": apart, "values": list(names), "into": list(names.values())}


def _edited(place: int, grid: str, rows: Sequence[Mapping[str, Any]]) -> None:
    edits = held(grid, {}).get("edited_rows", {})
    if not edits:
        return

    def edit(recipe: Recipe) -> Recipe:
        step = recipe.steps[place].step
        fresh = step_from({**edited(step_to(step), rows, edits), "step": STEPS.name_of(step)})
        return recipe.change(place, fresh)

    change(f"Spellings: {count(len(edits), 'change')}", edit)
