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
from core.files import text_hash
from core.secret_store import redacted
from core.table import Dataset
from pages.ui.safe import esc
from pages.ui.session import address, dataset, held, notify, put, put_off, session, telling
from pages.ui.stages import stage
from pages.ui.uninterrupted import uninterrupted

Given = ParamSpec("Given")
Value = TypeVar("Value")
Details = tuple[tuple[str, str], ...]
LONG = 600
_LAST_NOTED = "_last_noted"
_LOG = logging.getLogger("modelwright.pages")


@contextmanager
def frame() -> Iterator[None]:
    """Show what goes wrong inside in calm words; details of a bug go to the log only."""
    try:
        yield
    except AppError as error:
        show_error(error.message, error.hint, details_of(error, "Showing this part of the page"))
    except Exception as error:
        show_error(*_logged(error, "Showing this part of the page"))


def part(draw: Callable[[], object], every: float | None = None) -> None:
    """Draw a part of the page that a click inside it redraws alone, in a frame of its own.

    For what only shows: a change of the recipe must redraw the whole page. With `every` it is
    also redrawn by itself, each time after so many seconds. It stands in a container that keeps
    its place: if it is redrawn just when the page is, Streamlit sends the page without it, and
    all below would move up, to be overwritten.
    """

    @st.fragment(run_every=every)
    def alone() -> None:
        with telling(), frame():
            draw()

    with st.container():
        alone()


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
            details = details_of(error, "Carrying out the last click")
            notify("error", error.message, error.hint, details)
        except Exception as error:
            notify("error", *_logged(error, "Carrying out the last click"))

    return run


def attempt_last(
    action: Callable[Given, object], *values: Given.args, **named: Given.kwargs
) -> Callable[[], None]:
    """Return a callback like that of `attempt`, carried out behind all others of the same run.

    For what begins work. Clicks that come while a page is drawn are answered together, and not
    in the order in which they came: what they change must be in the work.
    """

    @uninterrupted()
    def run() -> None:
        put_off(attempt(action, *values, **named))

    return run


def show_error(message: str, hint: str = "", details: Details = ()) -> None:
    """Say what happened and what to do; what else is known is folded away below."""
    text = esc(message, LONG)
    st.error(f"**{text}**\n\n{esc(hint, LONG)}" if hint else text, icon=":material/error:")
    show_details(details)


def show_details(details: Details) -> None:
    """Offer the details of an error, folded away: no traceback, nothing from the data."""
    if details:
        with st.expander("Details of this error", type="compact"):
            for name, words in details:
                st.markdown(f"**{name}:** {esc(words, LONG)}")


def details_of(error: Exception, tried: str) -> Details:
    """Return kind, cause, what was tried and an id, and note the error under that id.

    The cause is named by its type alone: the words of libraries may quote rows.
    """
    expected = isinstance(error, AppError)
    mark = _noted(redacted("".join(format_exception(error))), expected)
    kind = (type(error).__doc__ or "").split("\n")[0] if expected else "A mistake in this program."
    below = error.__cause__ or (None if expected else error)
    cause = f"{type(below).__name__}, below it" if below else "As the message says"
    return (
        ("What kind", kind),
        ("Cause", f"{cause}."),
        ("What was tried", f"{tried}. Your work is saved."),
        ("Error id", f"{mark}, under which the log of the server has more."),
    )


def _noted(text: str, expected: bool) -> str:
    """Write an error to the log under a new id; one that comes again at once keeps its id.

    A part of the page that looks again by itself would fill the log with the same lines.
    """
    known, mark = held(_LAST_NOTED, ("", ""))
    if known != text_hash(text):
        mark = secrets.token_hex(4)
        put(_LAST_NOTED, (text_hash(text), mark))
        (_LOG.warning if expected else _LOG.error)("Error %s\n%s", mark, text)
    return str(mark)


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


def _logged(error: Exception, tried: str) -> tuple[str, str, Details]:
    details = details_of(error, tried)
    mark = dict(details)["Error id"].partition(",")[0]
    return (
        f"Something went wrong here (error {mark}). Your work is saved.",
        "Go back or reload the page; the log of the server has the details.",
        details,
    )
