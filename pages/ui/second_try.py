"""Load an upload: masked as was asked before, and with a remedy where it cannot be read."""

from __future__ import annotations

from typing import IO, Any, Protocol

import streamlit as st

from core.errors import AppError
from core.sources.sentence import BrokenTextError, OddRowsError
from pages.ui import before_storing
from pages.ui.guards import show_error
from pages.ui.intake import Wish


class Load(Protocol):
    """Load a file under a name, with what shall be otherwise than guessed."""

    def __call__(self, content: IO[bytes], name: str, wish: Wish, /) -> None: ...


def loaded(load: Load, upload: Any, key: str, button: str = "") -> bool:
    """Load an upload and say whether that was done; a refusal comes with its remedy.

    The remedy is a button: which rows are lost, or what is replaced, is the person's choice.
    """
    masks = before_storing.ask(upload, key, button)
    if masks is None:
        return False
    try:
        _load(load, upload, Wish(masks=masks))
    except (BrokenTextError, OddRowsError) as error:
        show_error(error.message, error.hint)
        if not st.button(error.remedy.label, key=f"{key}-second-try", icon=":material/build:"):
            return False
        _load(load, upload, Wish(error.remedy.changes, masks))
    except AppError:
        before_storing.forget(key)
        raise
    before_storing.forget(key)
    return True


def _load(load: Load, upload: Any, wish: Wish) -> None:
    upload.seek(0)
    with st.spinner("Reading the table and proposing a recipe", show_time=True):
        load(upload, upload.name, wish)
