"""Load what a person names, and offer a remedy where it cannot be read as it is.

The remedy is a button: which rows or columns are lost, or what is replaced, is the person's
choice. What was chosen holds for that file until it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Any, Protocol

import streamlit as st

from core.column_names import TooManyColumnsError
from core.errors import AppError
from core.sources.sentence import RemediedError
from pages.ui import before_storing, column_choice
from pages.ui.at_hand import NOTHING, Wish
from pages.ui.guards import show_error
from pages.ui.session import held, put

Changes = Mapping[str, Any]


class Load(Protocol):
    """Load a file under a name, with what shall be otherwise than guessed."""

    def __call__(self, content: IO[bytes], name: str, wish: Wish, /) -> None: ...


def loaded(load: Load, upload: Any, key: str, button: str = "") -> bool:
    """Load an upload and say whether that was done; values are masked as was asked before."""
    changes = chosen(key, upload.file_id)
    masks = before_storing.ask(upload, key, button, changes)
    if masks is None:
        return False

    def load_it() -> None:
        upload.seek(0)
        with st.spinner("Reading the table and proposing a recipe", show_time=True):
            load(upload, upload.name, Wish(changes, masks))

    done = tried(load_it, key, upload.file_id)
    if done:
        forget(key)
    return done


def tried(load: Callable[[], None], key: str, of: str) -> bool:
    """Load something and say whether that was done; a refusal comes with its remedy, if any."""
    try:
        load()
    except RemediedError as error:
        show_error(error.message, error.hint)
        label = error.remedy.label
        if st.button(label, key=f"{key}-second-try", icon=":material/build:"):
            _try_again(error.remedy.changes, key, of)
        return False
    except TooManyColumnsError as error:
        show_error(error.message, error.hint)
        columns = column_choice.choose(error.names, key)
        if columns:
            _try_again({"columns": columns}, key, of)
        return False
    except AppError:
        before_storing.forget(key)
        raise
    return True


def chosen(key: str, of: str) -> Changes:
    """Return what was chosen so far for a file."""
    found: Changes = held(_place(key), {}).get(of, NOTHING)
    return found


def forget(key: str) -> None:
    """Begin again without what was chosen."""
    before_storing.forget(key)
    put(_place(key), {})


def _try_again(changes: Changes, key: str, of: str) -> None:
    """Begin anew with further changes: what is read now may point at people as well."""
    before = chosen(key, of)
    columns = (*before.get("columns", ()), *changes.get("columns", ()))
    both = {**before, **changes, **({"columns": columns} if columns else {})}
    before_storing.forget(key)
    put(_place(key), {of: both})
    st.rerun()


def _place(key: str) -> str:
    return f"{key}-changes"
