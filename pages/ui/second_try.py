"""Offer the remedy where a file cannot be read at first guess."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any, Protocol

import streamlit as st

from core.sources.sentence import BrokenTextError, OddRowsError
from pages.ui.guards import show_error


class Load(Protocol):
    """Load a file under a name, with some settings changed."""

    def __call__(
        self, content: IO[bytes], name: str, changes: Mapping[str, Any] = ..., /
    ) -> None: ...


def loaded(load: Load, upload: Any, key: str) -> bool:
    """Load an upload and say whether that was done; a refusal comes with its remedy.

    The remedy is a button: which rows are lost, or what is replaced, is the person's choice.
    """
    try:
        load(upload, upload.name)
    except (BrokenTextError, OddRowsError) as error:
        show_error(error.message, error.hint)
        if st.button(error.remedy.label, key=key, icon=":material/build:"):
            upload.seek(0)
            load(upload, upload.name, error.remedy.changes)
            return True
        return False
    return True
