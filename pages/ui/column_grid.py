"""Types and roles of all columns: one grid, edited cell by cell or many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.problem import Problem
from core.recipe import Recipe
from core.steps import step_from
from core.table import ROLES, Dataset
from core.text import count, listed
from pages.ui.guards import attempt
from pages.ui.session import change, held, put, session

KINDS = ("number", "category", "date", "text")
ROLE_HELP = """
- **feature**: a model learns from it
- **target**: what is predicted
- **id**: names a row; left out
- **time**, **group**: order or bind rows when they are set apart; left out
- **weight**: how much a row counts
- **sensitive**: used, and checked for fairness
- **ignore**: left out
"""


def column_grid(table: Dataset, rows: Sequence[Mapping[str, Any]]) -> None:
    """Draw the grid; `rows` hold Column, Kind, Role and facts, one for each column."""
    version = session().state.info.version if session().state else 0
    key = f"columns-{version}"
    st.data_editor(
        list(rows),
        key=key,
        hide_index=True,
        disabled=[name for name in rows[0] if name not in ("Kind", "Role")],
        column_config={
            "Column": st.column_config.TextColumn(width="medium"),
            "Kind": st.column_config.SelectboxColumn(options=[*KINDS], required=True),
            "Role": st.column_config.SelectboxColumn(options=list(ROLES), required=True),
            "Missing": st.column_config.ProgressColumn(
                format="percent", min_value=0, max_value=1, help="Share of rows without a value"
            ),
            "Different": st.column_config.NumberColumn(
                format="localized", help="Number of different values"
            ),
        },
        on_change=attempt(_edited, key, [str(row["Column"]) for row in rows]),
        height=min(35 * (len(rows) + 1) + 2, 562),
    )
    _bulk(table)


def _bulk(table: Dataset) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="bulk"):
        st.multiselect(
            "Change many at once",
            list(table.columns),
            key="bulk-columns",
            placeholder="Choose columns",
            width="stretch",
        )
        st.selectbox(
            "Role", [role for role in ROLES if role != "target"], key="bulk-role", width=160
        )
        st.button("Set role", key="bulk-go", on_click=attempt(_set_many))
        with st.popover("What are roles?", type="tertiary", icon=":material/help:"):
            st.markdown(ROLE_HELP)


def _edited(key: str, columns: Sequence[str]) -> None:
    edits: Mapping[int, Mapping[str, str]] = held(key, {}).get("edited_rows", {})
    said_now = [
        f"{columns[int(place)]}: {value}" for place, row in edits.items() for value in row.values()
    ]
    change(", ".join(said_now), lambda recipe: edited(recipe, columns, edits))


def edited(
    recipe: Recipe, columns: Sequence[str], edits: Mapping[int, Mapping[str, str]]
) -> Recipe:
    """Return the recipe with the kinds and roles that were changed in the grid, by row."""
    for place, values in edits.items():
        column = columns[int(place)]
        if "Role" in values:
            recipe = with_role(recipe, column, values["Role"])
        if "Kind" in values:
            recipe = with_kind(recipe, column, values["Kind"])
    return recipe


def _set_many() -> None:
    columns, role = list(held("bulk-columns", ())), str(held("bulk-role"))

    def edit(recipe: Recipe) -> Recipe:
        for column in columns:
            recipe = with_role(recipe, column, role)
        return recipe

    change(f"{listed(columns)}: {role}", edit)
    put("bulk-columns", [])


def with_role(recipe: Recipe, column: str, role: str) -> Recipe:
    """Return the recipe with another role of one column."""
    problem: Problem = recipe.problem.with_role(column, role)
    return recipe.edit(problem=problem)


def with_kind(recipe: Recipe, column: str, kind: str) -> Recipe:
    """Return the recipe with a step that makes a column of another kind."""
    step = step_from({"step": "cast", "columns": [column], "to": kind})
    return recipe.add(step, reason="You chose this type on the Data page.")


def said(table: Dataset) -> str:
    """Return in words how many columns a model would learn from."""
    roles = [session().problem.role_of(column) for column in table.columns]
    used = sum(role in ("feature", "sensitive") for role in roles)
    return f"{count(used, 'column')} of {len(roles)} are features."
