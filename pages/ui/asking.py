"""Ask a server once for each question, and keep its answer or its refusal for this session."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from core.errors import AppError
from core.secret_store import acting_for
from pages.ui.guards import show_error
from pages.ui.safe import cached, kept
from pages.ui.session import session

Found = TypeVar("Found")


def answer(version: str, name: str, make: Callable[[], Found], large: bool = False) -> Found | None:
    """Return what a server answers; a refusal is said, and not tried again by itself.

    `version` says what is asked of whom; with another one the server is asked anew. What is
    `large` is the same object each time, to be read only: a copy would take seconds.
    """
    hold = kept if large else cached
    found = hold(session().project, version, name, partial(_made, make, session().owner))
    if isinstance(found, AppError):
        show_error(found.message, found.hint)
        return None
    return found


def _made(make: Callable[[], Found], owner: str) -> Found | AppError:
    try:
        with acting_for(owner):
            return make()
    except AppError as error:
        return error
