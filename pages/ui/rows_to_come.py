"""The first rows of a text that a job still reads: on the screen at once, whatever its size."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from core import fenced
from core.errors import AppError
from core.masking import STORED, masked_table, masks_in
from core.reach import is_shared
from core.sources import source_from_json
from core.table import Dataset
from pages.ui import arrivals, correction, stores
from pages.ui.at_hand import mine
from pages.ui.guards import LONG
from pages.ui.safe import esc, kept
from pages.ui.session import session


def draw() -> None:
    """Say how the file that is being read is understood, and show its first rows."""
    status = arrivals.pending()
    if status is None or status.is_over:
        return
    task = stores.engine().task(status.id)
    if STORED in task or task["source"].get("source") not in fenced.TEXTS:
        return
    rows = kept(session().project, status.id, "rows to come", lambda: _rows(task))
    if rows is None:
        return
    with st.container(border=True, key="rows-to-come"):
        st.markdown(esc(source_from_json(task["source"]).describe(), LONG))
        correction.preview(rows)


def _rows(task: Mapping[str, Any]) -> Dataset | None:
    """Return the first rows, masked as all will be; what cannot be read the job will say."""
    path = _path(task)
    if path is None:
        return None
    name = str(task.get("file", path.name))
    try:
        source = source_from_json(task["source"])
        rows = fenced.preview(mine(path, name), source, correction.ROWS)
    except AppError:
        return None
    return masked_table(rows, masks_in(task))


def _path(task: Mapping[str, Any]) -> Path | None:
    if task.get("upload"):
        return stores.upload_path(str(task["upload"]))
    return Path(str(task["path"])) if task.get("path") and not is_shared() else None
