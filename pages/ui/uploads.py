"""Uploads: the widget that takes a file, and its memory, which is freed once the file is loaded.

Streamlit keeps the bytes of every upload in the memory of the server until the tab is closed.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.sources import MAX_FILE_BYTES
from pages.ui.session import held, put

LABEL = "One row per case. CSV or text, Excel, OpenDocument, JSON, Parquet, Feather; zipped too."
HELP = f"Up to {MAX_FILE_BYTES / 1e6:.0f} MB. The file stays on this server."


def uploader(key: str, label: str = LABEL, words: str = HELP) -> Any:
    """Draw the widget for a file, which is another one after `anew`; `words` are its help."""
    turn = int(held(_turn(key), 0))
    return st.file_uploader(label, key=f"{key}-{turn}" if turn else key, help=words)


def let_go(upload: Any, key: str) -> None:
    """Free an upload that lies on disk now, and begin with an empty widget in its place."""
    free(upload)
    anew(key)


def free(upload: Any) -> None:
    """Free the memory of an upload that was loaded: what is kept of it lies on disk."""
    context = get_script_run_ctx(suppress_warning=True)
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, upload.file_id)


def anew(key: str) -> None:
    """Begin with an empty widget: the old one would go on showing a file that is freed."""
    put(_turn(key), int(held(_turn(key), 0)) + 1)


def _turn(key: str) -> str:
    return f"{key}-turn"
