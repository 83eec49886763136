"""Ask what to do with personal data in an upload, before anything of it is stored."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from core.masking import Masks, masks_in
from pages.ui import intake, mask_choice
from pages.ui.safe import cached
from pages.ui.session import held, put, session


def ask(upload: Any, key: str, button: str = "") -> Masks | None:
    """Return how the values of an upload are masked, None until that has been said.

    Masks of the open project hold for its next files as well. With `button` even a file
    without personal data waits for it to be pressed.
    """
    before = masks_in(session().recipe.source)
    look = partial(intake.personal_data, upload, upload.name)
    seen = cached(session().project, upload.file_id, "personal data", look)
    found = [one for one in seen if one.mask.column not in before.decided]
    if not found:
        return before if not button or _pressed(button, upload, key) else None
    with st.container(border=True, key=f"{key}-box"):
        mask_choice.question(found, key)
        if _pressed("Load it this way", upload, key):
            return mask_choice.chosen(found, key, before)
    return None


def forget(key: str) -> None:
    """Wait for the button again: the upload was loaded."""
    put(f"{key}-pressed", "")


def _pressed(label: str, upload: Any, key: str) -> bool:
    """Tell whether the button was pressed for this upload, now or in an earlier run."""
    if st.button(label, key=key, type="primary"):
        put(f"{key}-pressed", upload.file_id)
    return bool(held(f"{key}-pressed") == upload.file_id)
