"""The frame of a page: title and purpose on top, Back and Next at the end."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from core.text import count
from pages.ui.entry import enter
from pages.ui.guards import LONG, attempt, show_details
from pages.ui.number_field import forget_elsewhere
from pages.ui.safe import esc
from pages.ui.session import (
    Notice,
    address,
    dataset,
    drop_unsaved,
    go,
    keep_unsaved_as_copy,
    session,
    take_notices,
)
from pages.ui.stages import neighbours

_BOXES = {"success": st.success, "info": st.info, "warning": st.warning, "error": st.error}
_ICONS = {"success": "check_circle", "info": "info", "warning": "warning", "error": "error"}


def page(title: str, purpose: str) -> None:
    """Begin a page: its title, its purpose in one line, and what there is to say."""
    enter()
    forget_elsewhere(title)
    st.title(title, anchor=False)
    st.caption(purpose)
    if session().unsaved:
        _conflict()
    for notice in take_notices():
        _show(notice)
    _say_part()


def _say_part() -> None:
    """Say on every page of a very large table that what it shows is a sample."""
    table = dataset() if session().data else None
    if table is not None and table.part is not None:
        learned = session().recipe.sample
        rows = f"a sample of {learned:,}" if learned else "all"
        st.caption(
            f":material/filter_alt: Shown by a random sample of {len(table.frame):,} of "
            f"{count(table.rows, 'row')}. Models learn from {rows} training rows."
        )


def what_this_means(text: str) -> None:
    """Offer the explanation of a page's results, folded away."""
    with st.expander("What this means", icon=":material/menu_book:"):
        st.markdown(text)


def footer(name: str) -> None:
    """End a stage: Back and Next with the names of their pages."""
    before, after = neighbours(name)
    st.divider()
    side: Literal["distribute", "right"] = "distribute" if before and before.exists else "right"
    with st.container(
        horizontal=True, horizontal_alignment=side, vertical_alignment="center", key="footer"
    ):
        if before and before.exists:
            st.page_link(
                before.file,
                label=f"Back: {before.title}",
                icon=":material/arrow_back:",
                query_params=address(),
            )
        if (
            after
            and after.exists
            and st.button(
                f"Next: {after.title}",
                icon=":material/arrow_forward:",
                icon_position="right",
                key="next-stage",
            )
        ):
            go(after.name)


def _conflict() -> None:
    unsaved = session().unsaved
    with st.container(border=True, key="conflict"):
        label = esc(unsaved.label if unsaved else "")
        st.warning(
            "**This project was changed in another tab.** The page now shows that version; "
            f"your change “{label}” is not in it.",
            icon=":material/warning:",
        )
        with st.container(horizontal=True):
            st.button(
                "Go on with this version", key="conflict-drop", on_click=attempt(drop_unsaved)
            )
            st.button(
                "Save mine as a copy", key="conflict-copy", on_click=attempt(keep_unsaved_as_copy)
            )


def _show(notice: Notice) -> None:
    text = esc(notice.text, LONG)
    body = f"**{text}** {esc(notice.hint, LONG)}" if notice.hint else text
    _BOXES[notice.kind](body, icon=f":material/{_ICONS[notice.kind]}:")
    show_details(notice.details)
