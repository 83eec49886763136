"""Let what one click changes happen as a whole, whatever is clicked meanwhile.

Once another click has come, Streamlit ends a run at its next access to the state of the tab.
In the middle of a callback that loses the change, or saves it and forgets that it did.

Clicks take turns in one thread (`fastReruns = false`), which Streamlit does not expect of a run
that follows one of a fragment: `begin_at_the_top` mends that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx

Value = TypeVar("Value")
_LATER: ContextVar[list[RerunException] | None] = ContextVar("later", default=None)


def begin_at_the_top() -> None:
    """Draw what follows from the top of the page; the first call of a whole run.

    A fragment leaves behind the container that it stands in. A whole run in the same thread
    would go on drawing there, of another page too, where the browser has no such container.
    """
    context_dg_stack.set(get_default_dg_stack_value())


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Keep the clicks that come meanwhile until the end, then let them have their turn."""
    if _LATER.get() is not None:
        yield
        return
    later: list[RerunException] = []
    token = _LATER.set(later)
    try:
        yield
    finally:
        _LATER.reset(token)
        context = get_script_run_ctx(suppress_warning=True)
        if context is not None and context.script_requests is not None:
            for click in later:
                context.script_requests.request_rerun(click.rerun_data)


def is_uninterrupted() -> bool:
    """Tell whether clicks are being kept until the end of something."""
    return _LATER.get() is not None


def reach(access: Callable[[], Value]) -> Value:
    """Access the state of the tab; inside `uninterrupted`, whatever is clicked meanwhile.

    Streamlit looks for clicks before it reads or writes, so a second try repeats nothing.
    """
    while True:
        try:
            return access()
        except RerunException as click:
            later = _LATER.get()
            if later is None:
                raise
            later.append(click)
