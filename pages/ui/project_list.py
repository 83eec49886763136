"""The owner's projects as a list: open, rename, copy, delete."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import streamlit as st

from pages.ui import stores
from pages.ui.forgetting import forget_project
from pages.ui.guards import attempt
from pages.ui.safe import esc
from pages.ui.session import go, held, open_project, session

if TYPE_CHECKING:
    from core.projects import ProjectInfo

SHOWN = 6


def project_list() -> None:
    """Draw the projects, last changed first."""
    projects = stores.store().list(session().owner)
    if not projects:
        st.markdown(
            "No projects yet. Load a table, or open a sample below: "
            "either begins a project, and everything you click is kept in it."
        )
    for info in projects[:SHOWN]:
        _row(info)
    if len(projects) > SHOWN:
        with st.expander(f"{len(projects) - SHOWN} more", key="more-projects"):
            for info in projects[SHOWN:]:
                _row(info)


def _row(info: ProjectInfo) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"project-{info.id}"
    ):
        changed = time.strftime("%d %b %Y, %H:%M", time.localtime(info.changed))
        current = " :small[:blue[open]]" if info.id == session().project else ""
        with st.container(gap=None):
            st.markdown(f"**{esc(info.name, 80)}**{current}")
            st.caption(f"Changed {changed}")
        if st.button("Open", key=f"open-{info.id}", help=f"Open {esc(info.name)}"):
            open_project(info.id)
            go("data" if session().data else "problem")
        with st.popover(
            "", icon=":material/more_vert:", type="tertiary", help="Rename, copy, delete"
        ):
            _more(info)


def _more(info: ProjectInfo) -> None:
    key = f"name-{info.id}"
    st.text_input("Name", value=info.name, key=key, max_chars=200)
    st.button("Rename", key=f"rename-{info.id}", on_click=attempt(_rename, info, key))
    st.button("Make a copy", key=f"copy-{info.id}", on_click=attempt(_copy, info))
    sure = st.checkbox(
        "Yes, delete this project for ever",
        key=f"sure-{info.id}",
        help="With its results, its tables and the files they came from, where no other project "
        "uses them.",
    )
    st.button(
        "Delete",
        icon=":material/delete:",
        key=f"delete-{info.id}",
        disabled=not sure,
        on_click=attempt(forget_project, info.id),
    )


def _rename(info: ProjectInfo, key: str) -> None:
    stores.store().rename(info.id, session().owner, str(held(key, "")))


def _copy(info: ProjectInfo) -> None:
    stores.store().duplicate(info.id, session().owner)
