"""How the file was read: one sentence, each part correctable, with a preview."""

from __future__ import annotations

import streamlit as st

from core.errors import AppError
from core.sources import Source
from core.table import Dataset
from core.text import count
from pages.ui import correction, form, intake
from pages.ui.guards import LONG, attempt, show_error
from pages.ui.pickers import has_parts_to_pick, picked
from pages.ui.safe import esc
from pages.ui.session import session

PREVIEW_ROWS = 20
NOTES_SHOWN = 3


def reading(table: Dataset) -> None:
    """Say how the table was read, and let each part be corrected."""
    source = intake.source_now()
    if source is None:
        return
    name = str(session().recipe.source.get("file", table.name))
    in_parts = bool(source.parts()) and intake.upload_path() is not None
    said = _said(source, in_parts)
    # A join or an API has no name but how it is described.
    known = (
        esc(said, LONG)
        if said.endswith(name)
        else f"**{esc(name, 80)}** was read as {esc(said, LONG)}"
    )
    st.markdown(f"{known}. {count(table.rows, 'row')}, {count(len(table.columns), 'column')}.")
    if in_parts:
        correction.sentence(source, table.notes)
    _notes([note for note in dict.fromkeys(table.notes) if not note.startswith("Read as: ")])
    rest = source.settings() and not in_parts
    if intake.upload_path() is not None and (rest or has_parts_to_pick(source)):
        fold = st.expander(
            "Read another part" if in_parts else "Read it differently",
            key="read-again",
            on_change="rerun",
            type="compact",
        )
        if fold.open:
            with fold:
                _corrections(source)


def _said(source: Source, in_parts: bool) -> str:
    """Return the kind of a source and how it is read; many say their kind there."""
    how = source.describe().rstrip(".")
    if in_parts:
        return source.label
    return how if how.startswith(source.label) else f"{source.label}: {how}"


def _notes(notes: list[str]) -> None:
    for note in notes[:NOTES_SHOWN]:
        st.markdown(f":material/info: {esc(note, LONG)}")
    if len(notes) > NOTES_SHOWN:
        with st.expander(f"{count(len(notes) - NOTES_SHOWN, 'more note')}"):
            for note in notes[NOTES_SHOWN:]:
                st.markdown(f"- {esc(note, LONG)}")


def _corrections(source: Source) -> None:
    settings_side, preview_side = st.columns([2, 3], gap="large")
    with settings_side:
        try:
            part, mark = picked(source)
        except AppError as error:
            show_error(error.message, error.hint)
            return
        where = form.Form(f"{intake.reading_key()}{mark}")
        said = part.picked if not part.parts() else tuple(s.name for s in part.settings())
        settings = [setting for setting in part.settings() if setting.name not in said]
        values = form.draw(settings, part.to_json(), where)
    with preview_side:
        try:
            corrected = part.edit(**values)
            correction.preview(intake.preview(corrected, PREVIEW_ROWS))
        except AppError as error:
            show_error(error.message, error.hint)
            return
    st.button(
        "Load again this way",
        key="load-again",
        type="primary",
        disabled=corrected == source,
        on_click=attempt(intake.load_again, corrected),
    )
