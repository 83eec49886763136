"""The owner's projects as a list: find by tags, open, rename, tag, copy, delete."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

from core.projects import MAX_TAGS, ProjectInfo, all_tags, tagged
from pages.ui import room, sample_cards, stores
from pages.ui.forgetting import forget_project
from pages.ui.guards import attempt
from pages.ui.safe import esc
from pages.ui.schedule_note import schedule_note
from pages.ui.session import go, held, open_project, put, session

SHOWN = 6


def project_list() -> None:
    """Draw the projects, last changed first."""
    projects = stores.store().list(session().owner)
    if not projects:
        st.markdown(
            "No projects yet. A table that you load becomes one, and so does a sample: everything "
            "you click is kept in it."
        )
        sample_cards.open_first()
    tags = all_tags(projects)
    found = _filtered(projects, tags) if tags else projects
    for info in found[:SHOWN]:
        _row(info, tags)
    if len(found) > SHOWN:
        with st.expander(f"{len(found) - SHOWN} more", key="more-projects"):
            for info in found[SHOWN:]:
                _row(info, tags)
    if projects:
        room.draw()


def _filtered(projects: Sequence[ProjectInfo], tags: Sequence[str]) -> Sequence[ProjectInfo]:
    chosen = st.multiselect(
        "Filter by tags",
        tags,
        key="projects-tags",
        placeholder="Filter by tags",
        label_visibility="collapsed",
        select_all=False,
    )
    found = tagged(projects, chosen)
    if not found:
        st.markdown("No project has all of these tags. Take one away.")
    return found


def _row(info: ProjectInfo, known: Sequence[str]) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"project-{info.id}"
    ):
        changed = time.strftime("%d %b %Y, %H:%M", time.localtime(info.changed))
        current = " :small[:blue[open]]" if info.id == session().project else ""
        with st.container(gap=None):
            badges = "".join(f" :gray-badge[{esc(tag)}]" for tag in info.tags)
            st.markdown(f"**{esc(info.name, 80)}**{current}{badges}")
            note = schedule_note(info.id, session().owner)
            st.caption(" · ".join(filter(None, (f"Changed {changed}", note))))
        if st.button("Open", key=f"open-{info.id}", help=f"Open {esc(info.name)}"):
            open_project(info.id)
            go("data" if session().data else "problem")
        with st.popover(
            "", icon=":material/more_vert:", type="tertiary", help="Rename, tag, copy, delete"
        ):
            _more(info, known)


def _more(info: ProjectInfo, known: Sequence[str]) -> None:
    key = f"name-{info.id}"
    st.text_input("Name", value=info.name, key=key, max_chars=200)
    st.button("Rename", key=f"rename-{info.id}", on_click=attempt(_rename, info, key))
    _tags(info, known)
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


def _tags(info: ProjectInfo, known: Sequence[str]) -> None:
    key = f"tags-{info.id}"
    put(key, list(info.tags))
    st.multiselect(
        "Tags",
        list(dict.fromkeys((*info.tags, *known))),
        key=key,
        accept_new_options=True,
        max_selections=MAX_TAGS,
        placeholder="Type and press Enter",
        select_all=False,
        on_change=attempt(_tag, info, key),
    )


def _tag(info: ProjectInfo, key: str) -> None:
    stores.store().tag(info.id, session().owner, held(key, ()))


def _rename(info: ProjectInfo, key: str) -> None:
    stores.store().rename(info.id, session().owner, str(held(key, "")))


def _copy(info: ProjectInfo) -> None:
    stores.store().duplicate(info.id, session().owner)
