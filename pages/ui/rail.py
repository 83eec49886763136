"""The rail on the left: the project, its stages and how each stands, the next best action."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui import theme
from pages.ui.guards import attempt
from pages.ui.safe import esc, mark_out_of_date, show_whole_head, shut_rail
from pages.ui.session import address, go, held, put, redo, session, set_expert, undo
from pages.ui.sign_in import LOCAL, NO_LOGIN, is_open_to_others
from pages.ui.stages import HOME, LEARN, RUNS, STAGES, Stage
from pages.ui.standing import ICONS, WORDS, NextAction, Standing, standings, test_set


def rail(here: str) -> None:
    """Draw the sidebar beside the page named `here`."""
    st.logo(theme.ICON, size="large")
    with st.sidebar:
        mark_out_of_date()
        _link(HOME, f":material/{HOME.icon}:")
        if session().project:
            _project()
            stands, action = standings()
            for stage in STAGES:
                if stage.exists:
                    _stage(stage, stands[stage.name])
            _foot(here, action)
        _link(LEARN, f":material/{LEARN.icon}:")
        _expert()
        _who()
        shut_rail(here)


def _project() -> None:
    state = session().state
    if state is None:
        return
    show_whole_head()
    with st.container(
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        gap="small",
        key="project-head",
    ):
        st.markdown(f"**{esc(session().name, 80)}**", width="stretch")
        st.button(
            ":material/undo:",
            type="tertiary",
            key="undo",
            disabled=not state.can_undo,
            help=f"Undo: {esc(state.undo_label)}" if state.can_undo else "Nothing to undo",
            on_click=attempt(undo),
        )
        st.button(
            ":material/redo:",
            type="tertiary",
            key="redo",
            disabled=not state.can_redo,
            help=f"Redo: {esc(state.redo_label)}" if state.can_redo else "Nothing to redo",
            on_click=attempt(redo),
        )


def _stage(stage: Stage, stands: Standing) -> None:
    fact = f" :small[:gray[{esc(stands.fact)}]]" if stands.fact else ""
    link = partial(_link, stage, ICONS[stands.state], fact, WORDS[stands.state])
    if stands.state != "stale":
        link()
        return
    with st.container(key=f"out-of-date-{stage.name}"):
        link()


def _link(stage: Stage, icon: str, fact: str = "", help_text: str | None = None) -> None:
    if not stage.exists:
        return
    st.page_link(
        stage.file,
        label=f"{stage.title}{fact}",
        icon=icon,
        help=help_text,
        query_params=address(),
        width="stretch",
    )


def _foot(here: str, action: NextAction) -> None:
    if session().data:
        looks, words = test_set()
        icon = "visibility" if looks else "lock"
        st.markdown(f":material/{icon}: :small[{words}]")
    if st.button(
        action.label,
        type="primary",
        icon=":material/arrow_forward:",
        icon_position="right",
        key="next-action",
        width="stretch",
        help="The next best action" + (", on this page" if action.page == here else ""),
        disabled=action.page == here,
    ):
        go(action.page)
    _link(RUNS, f":material/{RUNS.icon}:")


def _who() -> None:
    if is_open_to_others():
        st.markdown(f":material/lock_open: :small[{NO_LOGIN}]")
    if session().owner != LOCAL:
        st.button(
            "Log out", icon=":material/logout:", type="tertiary", key="log-out", on_click=st.logout
        )


def _expert() -> None:
    put("expert", session().expert)
    st.toggle(
        "Expert mode",
        key="expert",
        help="Opens the advanced settings everywhere. It never changes a result.",
        on_change=attempt(lambda: set_expert(bool(held("expert")))),
    )
