"""Choose where the rows come from: a file, or a source that needs none."""

from __future__ import annotations

import streamlit as st

from core.sources import SOURCES, Source
from pages.ui import form, intake
from pages.ui.guards import attempt

FILE = "file"


def choose_source() -> None:
    """Draw the choice of a source, and its form."""
    others = {part.name: part for part in SOURCES if not part.needs_file}
    chosen = FILE
    if others:
        labels = {FILE: "A file", **{name: part.label for name, part in others.items()}}
        chosen = str(
            st.segmented_control(
                "Where are the rows?",
                list(labels),
                default=FILE,
                format_func=labels.__getitem__,
                required=True,
                key="source",
            )
        )
    if chosen == FILE:
        _file()
        return
    part = others[chosen]
    settings_side, teaching_side = st.columns([3, 2], gap="large")
    with teaching_side:
        st.markdown(f"{part.what}\n\n**Right when:** {part.right}\n\n**Wrong when:** {part.wrong}")
    with settings_side:
        where = form.Form(f"source-{part.name}")
        form.draw(part.settings(), {}, where)
        st.button(
            "Load",
            type="primary",
            key=f"load-{part.name}",
            on_click=attempt(_load, part, where),
        )


def _load(part: type[Source], where: form.Form) -> None:
    intake.load_source(part.from_json(form.read(part.settings(), where)))


def _file() -> None:
    upload = st.file_uploader(
        "A CSV, Excel, Parquet or JSON file with one row per case",
        key="data-upload",
        help="The file stays on this server.",
    )
    if upload is not None and st.button("Load this file", type="primary", key="load-file"):
        with st.spinner("Reading the table", show_time=True):
            intake.load_file(upload, upload.name)
        st.rerun()
