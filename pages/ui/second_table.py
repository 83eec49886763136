"""Choose a second table: a file, a table loaded before, or a sample; and read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core import fenced
from core.errors import LimitError
from core.masking import Masks
from core.samples import SAMPLES, sample_named
from core.sources import Loaded
from core.sources.joining.side import Side, by_itself, side_from_json
from core.sources.sample import SampleSource
from core.text import count, shown
from pages.ui import before_storing, second_try, stores, uploads
from pages.ui.at_hand import (
    File,
    Wish,
    at_hand,
    mine,
    read_now,
    release,
    stored_upload,
    whole,
)
from pages.ui.guards import attempt
from pages.ui.safe import esc, kept
from pages.ui.session import held, put, session

if TYPE_CHECKING:
    import pandas as pd

_UPLOAD = "second-upload"
_CHOSEN = "second-chosen"
_PLACES = {"file": "A file", "table": "A table of yours", "sample": "A sample"}


def choose() -> Side | None:
    """Draw the choice of the second table, and return it once it is made."""
    place = st.segmented_control(
        "Where is the second table?",
        list(_PLACES),
        default="file",
        format_func=_PLACES.__getitem__,
        required=True,
        key="second-place",
    )
    return {"file": _file, "table": _table, "sample": _sample}[str(place)]()


def own_side() -> Side:
    """Return the project's table as a side."""
    return side_from_json(dict(session().recipe.source))


def read_side(side: Side) -> Loaded:
    """Read a side for the owner of this session: as it was stored, else from its file."""
    owner = session().owner
    if side.data:
        stored = stores.table(side.data, owner)
        return Loaded(stored.frame, stored.notes)
    if not side.upload or side.source is None:
        return _without_file(side)
    seen = whole(stores.upload_path(side.upload), side.file, fenced.Way(side.source))
    if seen.table is None:
        raise _too_heavy(side.file)
    return Loaded(seen.table.frame, seen.table.notes, seen.skipped)


def _without_file(side: Side) -> Loaded:
    if side.source is None or side.source.needs_file:
        return by_itself(side)  # which says what is missing
    table, skipped = fenced.read(mine(None, ""), side.source)
    return Loaded(table.frame, table.notes, skipped)


def _too_heavy(name: str) -> LimitError:
    return LimitError(
        f"'{shown(name)}' is too large to be read while you wait.",
        "Load it as a table of a project first, then choose it under “A table of yours”.",
    )


def rows(side: Side) -> pd.DataFrame:
    """Return the rows of a side, kept as long as it is looked at."""
    from core.files import canonical_json, text_hash
    from core.sources.joining.side import rows_of, side_to_json

    mark = text_hash(canonical_json(side_to_json(side)))
    with st.spinner("Reading the second table", show_time=True):
        frame: pd.DataFrame = kept(
            session().project, mark, "second table", lambda: rows_of(side, read_side)[0]
        )
    return frame


def _file() -> Side | None:
    """Return the side of a file, which is stored once and then leaves the server's memory."""
    project, chosen = held(_CHOSEN, ("", None))
    if chosen is not None and project == session().project:
        return _in_place(chosen)
    upload = uploads.uploader(_UPLOAD, "A file with the second table, of any kind")
    if upload is None:
        return None
    changes = second_try.chosen("second", upload.file_id)
    masks = before_storing.ask(upload, "second", changes=changes)
    if masks is None:
        return None

    def store_it() -> None:
        put(_CHOSEN, (session().project, _stored(upload, Wish(changes, masks))))

    if second_try.tried(store_it, "second", upload.file_id):
        second_try.forget("second")
        uploads.let_go(upload, _UPLOAD)
        st.rerun()
    return None


def _in_place(side: Side) -> Side:
    """Name the file that was chosen, and offer to choose another one."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/draft: **{esc(side.file, 80)}** is the second table.")
        st.button(
            "Choose another file",
            key="second-another",
            type="tertiary",
            on_click=attempt(_another, side),
        )
    return side


def _another(side: Side) -> None:
    """Do without a file that was chosen: it goes unless a recipe mentions it."""
    if side.upload:
        stores.drop_upload(side.upload, session().owner)
    put(_CHOSEN, ("", None))


def _stored(upload: Any, wish: Wish) -> Side:
    """Store a file as it came, or its masked rows alone, and return the side."""
    file = at_hand(upload, upload.name, wish)
    try:
        return _side_of(file, wish.masks)
    finally:
        release(file)


def _side_of(file: File, masks: Masks) -> Side:
    if file.heavy:
        raise _too_heavy(file.name)
    if not masks.columns:
        return Side(file.source, file.name, stored_upload(file)["upload"])
    table, facts = read_now(file)
    version = stores.store().store_dataset(table, facts, session().owner)
    return side_from_json({**facts, "data": version.fingerprint})


def _table() -> Side | None:
    now = session()
    versions = [
        version
        for version in reversed(stores.store().data_versions(now.owner))
        if version.fingerprint != now.data
    ]
    if not versions:
        st.caption("No other table was loaded yet. Choose a file or a sample.")
        return None
    names = {
        version.fingerprint: f"{shown(version.name, 50)}, {count(version.rows, 'row')}, "
        f"version {version.fingerprint[:8]}"
        for version in versions
    }
    chosen = st.selectbox(
        "Table",
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder="Choose a table",
        key="second-table",
    )
    if chosen is None:
        return None
    version = next(one for one in versions if one.fingerprint == chosen)
    return side_from_json({**version.source, "data": chosen})


def _sample() -> Side | None:
    chosen = st.selectbox(
        "Sample",
        [sample.name for sample in SAMPLES],
        index=None,
        format_func=lambda name: sample_named(name).title,
        placeholder="Choose a sample",
        key="second-sample",
    )
    return Side(SampleSource(str(chosen))) if chosen else None
