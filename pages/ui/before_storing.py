"""Ask what to do with personal data in an upload, before anything of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from core.masking import Masks, masks_in
from pages.ui import mask_choice
from pages.ui.at_hand import NOTHING, personal_data
from pages.ui.safe import cached
from pages.ui.session import held, put, session


def ask(
    upload: Any, key: str, button: str = "", changes: Mapping[str, Any] = NOTHING
) -> Masks | None:
    """Return how the values of an upload are masked, None until that has been said.

    Masks of the open project hold for its next files as well. With `button` even a file
    without personal data waits for it to be pressed; with `changes`, which are how it is read
    otherwise than guessed, a button was pressed for it already.
    """
    before = masks_in(session().recipe.source)
    look = partial(personal_data, upload, upload.name, changes)
    seen = cached(session().project, upload.file_id, f"personal data {changes}", look)
    found = [one for one in seen if one.mask.column not in before.decided]
    if not found:
        free = not button or bool(changes)
        return before if free or pressed(button, upload.file_id, key) else None
    with st.container(border=True, key=f"{key}-box"):
        mask_choice.question(found, key)
        if pressed("Load it this way", upload.file_id, key):
            return mask_choice.chosen(found, key, before)
    return None


def forget(key: str) -> None:
    """Wait for the button again: the upload was loaded."""
    put(f"{key}-pressed", "")


def pressed(label: str, of: str, key: str) -> bool:
    """Tell whether the button was pressed for a file, now or in an earlier run."""
    if st.button(label, key=key, type="primary"):
        put(f"{key}-pressed", of)
    return bool(held(f"{key}-pressed") == of)
