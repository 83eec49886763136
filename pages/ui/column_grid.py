"""Types and roles of all columns: one grid, edited cell by cell or many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.recipe import Recipe
from core.steps import step_from, step_to
from core.table import ROLES, Dataset
from core.text import count, listed
from pages.ui import insight, theme
from pages.ui.guards import attempt
from pages.ui.safe import esc
from pages.ui.session import change, held, put, session

if TYPE_CHECKING:
    from core.advice.columns import ColumnGuess

KINDS = ("number", "category", "date", "text")
KEEP = "as it is"
PAGE = 100
SHORT = 15
ON_PHONES = ("Column", "Kind", "Role", "Missing", "Examples")
VIEWS = ("All", "Unsure first", "Changes proposed")
ROLE_HELP = """
- **feature**: a model learns from it
- **target**: what is predicted
- **id**: names a row; left out
- **time**, **group**: order or bind rows when they are set apart; left out
- **weight**: how much a row counts, in learning and in every score
- **sensitive**: used, and named in the report and the model card
- **ignore**: left out
"""
LOOKING = ""
_SURE = {LOOKING: "…", "sure": "● sure", "likely": "◐ likely", "unsure": "○ unsure"}
_ORDER = ("unsure", "likely", "sure", LOOKING)


def column_grid(table: Dataset, rows: Sequence[Mapping[str, Any]]) -> None:
    """Draw the grid; `rows` hold Column, Kind and Role, one for each column."""
    guesses = guesses_of(table)
    shown = _narrowed(rows, guesses)
    if not shown:
        st.markdown("No column fits the search.")
        return
    _proposals(shown, guesses)
    part, first = _part(shown)
    state = session().state
    version = state.info.version if state else 0
    names = [str(row["Column"]) for row in part]
    known = insight.columns_of_all(table) is not None
    key = f"columns-{version}-{first}-{len(shown)}-{held('columns-view', VIEWS[0])}-{known}"
    facts = insight.column_facts(table, names)
    cells = [
        cells_of({**row, **told}, guesses[str(row["Column"])])
        for row, told in zip(part, facts, strict=True)
    ]
    st.data_editor(
        cells,
        key=key,
        hide_index=True,
        disabled=[name for name in cells[0] if name not in ("Kind", "Role")],
        column_config=_columns(),
        column_order=columns_shown(guesses.values(), cells[0], theme.is_phone()),
        on_change=attempt(_edited, key, names),
        height="content" if len(cells) <= SHORT else 562,
    )
    _bulk([str(row["Column"]) for row in shown], names, narrowed=len(shown) < len(rows))


def guesses_of(table: Dataset) -> Mapping[str, ColumnGuess]:
    """Return what each column seems to be, or that it is being looked at."""
    from core.advice.columns import ColumnGuess

    found = insight.columns_of_all(table)
    if found is not None:
        return found[1]
    return dict.fromkeys(table.columns, ColumnGuess("", LOOKING, "It is being looked at."))


def _narrowed(
    rows: Sequence[Mapping[str, Any]], guesses: Mapping[str, ColumnGuess]
) -> list[Mapping[str, Any]]:
    """Draw search and view, and return the rows that they leave, in their order."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="columns-filter"):
        words = st.text_input(
            "Search columns",
            key="columns-search",
            placeholder="Part of a name, a meaning, a kind or a role",
            icon=":material/search:",
            width="stretch",
        )
        view = st.segmented_control(
            "Show", VIEWS, default=VIEWS[0], required=True, key="columns-view"
        )
    wanted = words.strip().lower()
    kept = [row for row in rows if _fits(row, guesses[str(row["Column"])], wanted)]
    if view == VIEWS[1]:
        return sorted(kept, key=lambda row: _ORDER.index(guesses[str(row["Column"])].sure))
    if view == VIEWS[2]:
        return [row for row in kept if proposal_for(row, guesses[str(row["Column"])])]
    return kept


def _fits(row: Mapping[str, Any], guess: ColumnGuess, words: str) -> bool:
    facts = (str(row["Column"]), str(row["Kind"]), str(row["Role"]), guess.means, guess.sure)
    return not words or any(words in fact.lower() for fact in facts)


def proposal_for(row: Mapping[str, Any], guess: ColumnGuess) -> dict[str, str]:
    """Return the kind and role that are proposed for a row of the grid and differ from now."""
    if row["Role"] == "target":
        return {}
    wanted = {"Kind": guess.kind, "Role": guess.role if row["Role"] == "feature" else ""}
    return {name: value for name, value in wanted.items() if value and value != row[name]}


def _proposals(rows: Sequence[Mapping[str, Any]], guesses: Mapping[str, ColumnGuess]) -> None:
    """Offer to accept every proposed kind and role that is shown."""
    found = {str(row["Column"]): proposal_for(row, guesses[str(row["Column"])]) for row in rows}
    found = {name: wanted for name, wanted in found.items() if wanted}
    if not found:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="column-proposals"):
        told = [f"{esc(name)} → {', '.join(wanted.values())}" for name, wanted in found.items()]
        more = f" and {len(told) - 3:,} more" if len(told) > 3 else ""
        changes = count(len(found), "change")
        st.caption(f"{changes} proposed: {'; '.join(told[:3])}{more}.", width="stretch")
        st.button(
            "Accept",
            key="accept-guesses",
            icon=":material/check:",
            on_click=attempt(_accept, found),
            help="Undo brings back what was there.",
        )


def _part(rows: list[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], int]:
    """Return one page of a long list, and the place of its first row."""
    if len(rows) <= PAGE:
        return rows, 0
    pages = -(-len(rows) // PAGE)
    with st.container(horizontal=True, vertical_alignment="center", key="columns-pages"):
        st.caption(f"{count(len(rows), 'column')}, {PAGE} on a page.")
        page = st.pagination(pages, key=f"columns-page-{pages}")
    first = (min(page, pages) - 1) * PAGE
    return rows[first : first + PAGE], first


def columns_shown(
    guesses: Iterable[ColumnGuess], columns: Iterable[str], phone: bool
) -> tuple[str, ...]:
    """Return the columns of the grid that are worth their room: on a phone, few."""
    empty = () if any(guess.means for guess in guesses) else ("Means",)
    return tuple(n for n in columns if n not in empty and (n in ON_PHONES or not phone))


def cells_of(row: Mapping[str, Any], guess: ColumnGuess) -> dict[str, Any]:
    """Return the cells of a row of the grid by column."""
    head = {name: row[name] for name in ("Column", "Kind", "Role")}
    rest = {name: value for name, value in row.items() if name not in head}
    told = {"Guess": _SURE[guess.sure], "Means": guess.means, "Why": guess.reason}
    return {**head, **rest, **told}


def _columns() -> dict[str, Any]:
    config = st.column_config
    return {
        "Column": config.TextColumn(
            width=130 if theme.is_phone() else 170, pinned=theme.is_phone()
        ),
        "Kind": config.SelectboxColumn(options=[*KINDS], required=True),
        "Role": config.SelectboxColumn(options=list(ROLES), required=True),
        "Guess": config.TextColumn(width="small", help="How sure the guess of kind and role is"),
        "Means": config.TextColumn(width=120, help="What the values seem to stand for"),
        "Missing": config.ProgressColumn(
            width="small",
            format="percent",
            min_value=0,
            max_value=1,
            help="Share of rows without a value",
        ),
        "Different": config.NumberColumn(format="localized", help="Number of different values"),
        "Examples": config.TextColumn(width=200, help="The most frequent values, or both ends"),
        "Why": config.TextColumn(width=300, help="What the guess rests on"),
    }


def _bulk(shown: Sequence[str], on_page: Sequence[str], narrowed: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="bulk"):
        chosen = list(held("bulk-columns", ()))
        st.multiselect(
            "Change many at once",
            list(dict.fromkeys((*chosen, *on_page))),
            key="bulk-columns",
            placeholder=f"All {len(shown):,} found" if narrowed else "Choose columns, or search",
            width="stretch",
        )
        kinds = [KEEP, *(kind for kind in KINDS if kind != "text")]
        roles = [KEEP, *(role for role in ROLES if role != "target")]
        st.selectbox("Kind", kinds, key="bulk-kind", width=140)
        st.selectbox("Role", roles, key="bulk-role", width=140)
        many = len(chosen) or (len(shown) if narrowed else 0)
        st.button(
            f"Set {count(many, 'column')}" if many else "Set",
            key="bulk-go",
            disabled=not many,
            on_click=attempt(_set_many, tuple(shown)),
        )
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
            recipe = with_roles(recipe, (column,), values["Role"])
        if "Kind" in values:
            recipe = with_kind(recipe, (column,), values["Kind"])
    return recipe


def _set_many(shown: Sequence[str]) -> None:
    columns = tuple(held("bulk-columns", ())) or tuple(shown)
    kind, role = str(held("bulk-kind", KEEP)), str(held("bulk-role", KEEP))

    def edit(recipe: Recipe) -> Recipe:
        recipe = recipe if role == KEEP else with_roles(recipe, columns, role)
        return recipe if kind == KEEP else with_kind(recipe, columns, kind)

    told = ", ".join(value for value in (kind, role) if value != KEEP)
    change(f"{listed(columns)}: {told}", edit)
    for key, value in (("bulk-columns", []), ("bulk-kind", KEEP), ("bulk-role", KEEP)):
        put(key, value)


def _accept(found: Mapping[str, Mapping[str, str]]) -> None:
    def edit(recipe: Recipe) -> Recipe:
        for name in ("Role", "Kind"):
            groups: dict[str, list[str]] = {}
            for column, wanted in found.items():
                if name in wanted:
                    groups.setdefault(wanted[name], []).append(column)
            for value, columns in groups.items():
                change_of = with_roles if name == "Role" else with_kind
                recipe = change_of(recipe, columns, value)
        return recipe

    change(f"Accept {count(len(found), 'guess', 'guesses')}", edit)


def with_roles(recipe: Recipe, columns: Sequence[str], role: str) -> Recipe:
    """Return the recipe with another role of columns."""
    return recipe.edit(problem=recipe.problem.with_roles(columns, role))


def with_kind(recipe: Recipe, columns: Sequence[str], kind: str) -> Recipe:
    """Return the recipe with a step that reads columns as another kind, instead of earlier ones."""
    named = set(columns)
    kept = []
    for entry in recipe.steps:
        values = step_to(entry.step)
        rest = [name for name in values.get("columns", ()) if name not in named]
        if values["step"] != "cast" or len(rest) == len(values["columns"]):
            kept.append(entry)
        elif rest:
            kept.append(replace(entry, step=step_from({**values, "columns": rest})))
    step = step_from({"step": "cast", "columns": list(columns), "to": kind})
    cleared = recipe.edit(steps=tuple(kept))
    return cleared.add(step, reason="You chose this type on the Data page.")


def said(table: Dataset) -> str:
    """Return in words how many columns a model would learn from."""
    problem = session().problem
    roles = [problem.role_of(column) for column in table.columns]
    used = sum(role in ("feature", "sensitive") for role in roles)
    made = insight.columns_made(table)
    more = f", and {len(made):,} more that steps make" if made else ""
    verb = "is a feature" if used == 1 else "are features"
    return f"{count(used, 'column')} of {len(roles):,} {verb}{more}."
