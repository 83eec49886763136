"""What stands between a visitor and an error: guards, and the frame around every page."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from traceback import format_exception
from typing import ParamSpec, TypeVar

import streamlit as st

from core.errors import AppError
from core.secret_store import redacted
from core.table import Dataset
from pages.ui.safe import esc
from pages.ui.session import address, dataset, notify, session
from pages.ui.stages import stage
from pages.ui.uninterrupted import uninterrupted

Given = ParamSpec("Given")
Value = TypeVar("Value")
LONG = 600
_LOG = logging.getLogger("modelwright.pages")


@contextmanager
def frame() -> Iterator[None]:
    """Show what goes wrong inside in calm words; details of a bug go to the log only."""
    try:
        yield
    except AppError as error:
        show_error(error.message, error.hint)
    except Exception as error:
        st.error(_logged(error), icon=":material/error:")


def attempt(
    action: Callable[Given, object], *values: Given.args, **named: Given.kwargs
) -> Callable[[], None]:
    """Return a widget callback that runs `action` and puts a refusal at the top of the page.

    Another click that comes meanwhile waits until the action is over.
    """

    @uninterrupted()
    def run() -> None:
        try:
            action(*values, **named)
        except AppError as error:
            notify("error", error.message, error.hint)
        except Exception as error:
            notify("error", _logged(error))

    return run


def show_error(message: str, hint: str = "") -> None:
    """Say what happened and what to do."""
    text = esc(message, LONG)
    st.error(f"**{text}**\n\n{esc(hint, LONG)}" if hint else text, icon=":material/error:")


def need(value: Value | None, message: str, page: str) -> Value:
    """Return the value, or say what is missing, link to the page that gives it, and stop."""
    if value:
        return value
    target = stage(page)
    with st.container(border=True, key="empty-state"):
        st.markdown(message)
        st.page_link(
            target.file,
            label=f"Go to {target.title}",
            icon=":material/arrow_forward:",
            query_params=address(),
        )
    return st.stop()


def need_project() -> None:
    """Stop unless a project is open."""
    need(session().project, "No project is open yet. Start with a sample or a file.", "home")


def need_table() -> Dataset:
    """Return the project's table, or stop."""
    need_project()
    need(session().data, "No table is loaded yet.", "data")
    return need(dataset(), "No table is loaded yet.", "data")


def need_target() -> Dataset:
    """Return the project's table once a target is chosen, or stop."""
    table = need_table()
    need(session().problem.target, "No target is chosen yet: what should be predicted?", "problem")
    return table


def _logged(error: Exception) -> str:
    mark = secrets.token_hex(4)
    _LOG.error("Error %s\n%s", mark, redacted("".join(format_exception(error))))
    return (
        f"Something went wrong here (error {mark}). Your work is saved. "
        "Go back or reload the page; the log of the server has the details."
    )
