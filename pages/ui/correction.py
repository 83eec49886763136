"""Correct how a text was read: every part of its sentence opens the settings behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import streamlit as st

from core.errors import AppError
from core.params import Setting
from core.sources import Source, source_to_json
from core.sources.sentence import Part, Remedy, kind_changes
from core.table import Dataset, whole_days
from core.text import count
from pages.ui import form, intake
from pages.ui.guards import LONG, attempt, show_error
from pages.ui.rows_shown import day_column
from pages.ui.safe import esc, kept
from pages.ui.session import put, session

ROWS = 20
MOST_COLUMNS = 40


def sentence(source: Source, notes: Sequence[str]) -> None:
    """Draw the sentence as it would be after the corrections made so far, and a preview.

    `notes` are those of the table as it is now: they tell what its reading left open.
    """
    where = form.Form(intake.reading_key())
    draft, wrong = _draft(source, where)
    usual = {part.settings for part in source.parts() if part.usual}
    with st.container(horizontal=True, gap="small", key="reading-parts"):
        for part in draft.parts():
            if part.settings not in usual:
                _part(part, source, draft, where)
    if wrong is not None:
        show_error(wrong.message, wrong.hint)
    remedies = list(enumerate(draft.remedies(notes)))
    for at, remedy in remedies:
        if remedy.asks:
            _question(at, remedy, draft, where)
    with st.expander(
        "Read it differently", key="reading-more", type="compact", expanded=session().expert
    ):
        with st.container(horizontal=True, gap="small", key="reading-usual"):
            for part in draft.parts():
                if part.settings in usual:
                    _part(part, source, draft, where)
        _often_needed([(at, remedy) for at, remedy in remedies if not remedy.asks], draft, where)
    if draft != source:
        _compare(source, draft, where)


def preview(rows: Dataset) -> None:
    """Show first rows, with the kind of each column in its header."""
    names = rows.columns[:MOST_COLUMNS]
    left = len(rows.columns) - len(names)
    beyond = f" and the first {MOST_COLUMNS} of {count(left + MOST_COLUMNS, 'column')}"
    st.markdown(
        f"**Preview**: the first {count(rows.rows, 'row')}{beyond if left else ''} "
        "as they would be read"
    )
    shown = rows.frame[list(names)]
    said = {name: f"{name} · {rows.kinds[name]}" for name in names}
    drawn = {name: st.column_config.Column(label) for name, label in said.items()}
    st.dataframe(
        shown,
        hide_index=True,
        height=320,
        key="reading-preview",
        column_config=drawn | {name: day_column(said[name]) for name in whole_days(shown)},
    )


def _draft(source: Source, where: form.Form) -> tuple[Source, AppError | None]:
    """Return the source with the values that the controls hold, as far as they are valid."""
    try:
        return source.edit(**form.read(source.settings(), where)), None
    except AppError as error:
        return source, error


def _part(part: Part, source: Source, draft: Source, where: form.Form) -> None:
    changed = any(getattr(draft, name) != getattr(source, name) for name in part.settings)
    mark = ":material/edit: " if changed else ""
    words = esc(part.words[:1].upper() + part.words[1:])
    with st.popover(f"{mark}{words}", key=f"part-{part.settings[0]}"):
        found = {setting.name: setting for setting in source.settings()}
        settings = [_unfolded(found[name]) for name in part.settings if name in found]
        form.draw(settings, source.to_json(), where)


def _unfolded(setting: Setting) -> Setting:
    return replace(setting, param=replace(setting.param, advanced=False))


def _often_needed(remedies: Sequence[tuple[int, Remedy]], draft: Source, where: form.Form) -> None:
    if not remedies:
        return
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key="reading-remedies"
    ):
        st.caption("Often corrected:", width="content")
        for at, remedy in remedies:
            _remedy(at, remedy, draft, where, "tertiary")


def _question(at: int, remedy: Remedy, draft: Source, where: form.Form) -> None:
    """Ask what only a person can answer; the button shows what the other answer would change."""
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key=f"reading-question-{at}"
    ):
        st.markdown(f":material/help: {esc(remedy.asks, LONG)}", width="content")
        _remedy(at, remedy, draft, where, "secondary")


def _remedy(
    at: int,
    remedy: Remedy,
    draft: Source,
    where: form.Form,
    look: Literal["secondary", "tertiary"],
) -> None:
    st.button(
        esc(remedy.label),
        key=f"remedy-{at}",
        type=look,
        on_click=attempt(_set, draft.edit(**remedy.changes), where),
    )


def _set(source: Source, where: form.Form) -> None:
    """Put the settings of a source into the controls."""
    for name, value in source.to_json().items():
        put(form.widget_key(where, name), value)


def _compare(source: Source, draft: Source, where: form.Form) -> None:
    """Show what a correction changes, and offer to load with it or to drop it."""
    with st.container(border=True, key="reading-correction"):
        words, rows = st.columns([2, 3], gap="large")
        after = None
        with rows:
            try:
                after = _first_rows(draft)
                preview(after)
            except AppError as error:
                show_error(error.message, error.hint)
        with words:
            st.markdown("**What the correction changes**")
            for line in _changes(source, after):
                st.markdown(f"- {line}")
            _decide(source, draft, where)


def _changes(source: Source, after: Dataset | None) -> list[str]:
    if after is None:
        return ["The rows cannot be read this way."]
    from core.profile import value_changes

    try:
        before = _first_rows(source)
    except AppError:
        return ["The rows can be read this way."]
    changes = kind_changes(before.kinds, after.kinds) + value_changes(before.frame, after.frame)
    said = [esc(change, LONG) for change in changes]
    return said or ["The first rows stay as they are."]


def _decide(source: Source, draft: Source, where: form.Form) -> None:
    with st.container(horizontal=True, key="reading-decide"):
        st.button(
            "Load again this way",
            key="load-again",
            type="primary",
            on_click=attempt(intake.load_again, draft),
        )
        st.button("Discard", key="discard-reading", on_click=attempt(_set, source, where))


def _first_rows(source: Source) -> Dataset:
    """Return the first rows, read once for each way of reading."""
    version = f"{session().recipe.source.get('upload', '')} {source_to_json(source)}"
    return kept(session().project, version, "preview", lambda: intake.preview(source, ROWS))
