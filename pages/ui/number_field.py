"""A field for a number that says its range, and says why a number is not taken.

Streamlit's own limits turn the field red without a word, and the server never hears of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.params import Number
from pages.ui.guards import LONG
from pages.ui.safe import esc
from pages.ui.session import held, put
from pages.ui.uninterrupted import uninterrupted

_REFUSED = "_refused"
_SHOWN_ON = "_refused_on"


@dataclass(frozen=True)
class Field:
    """A number to ask for: what it may be, under which key, and what a new one changes."""

    label: str
    param: Number
    key: str
    help: str = ""
    changed: Callable[[], None] | None = None
    step: float | None = None
    start: float | None = None
    empty: str = "not set"
    off: bool = False


def number_field(field: Field) -> Any:
    """Draw the field and return its number; one that is not allowed is refused in words."""
    param = field.param
    kind: Callable[[float], Any] = int if param.integer else float
    if not param.optional:
        put(field.key, kind(param.low if field.start is None else field.start), once=True)
    kept = held(field.key)
    st.number_input(
        field.label,
        value=None if param.optional else "min",  # an emptied field then holds 0, not the start
        step=kind(field.step or (1 if param.integer else 0.01)),
        format="%d" if param.integer else "%g",
        placeholder=field.empty if param.optional else None,
        key=field.key,
        help=f"{field.help or param.help} Allowed: {param.allowed}.".strip(),
        disabled=field.off,
        on_change=lambda: _taken(field, kept),
    )
    refused = held(_REFUSED, {}).get(field.key)
    if refused:
        st.markdown(f":small[:orange[:material/error: {esc(refused, LONG)}]]")
    return held(field.key)


def forget_elsewhere(page: str) -> None:
    """Forget what was refused on another page; at the beginning of each."""
    if held(_SHOWN_ON) != page:
        put(_SHOWN_ON, page)
        put(_REFUSED, {})


@uninterrupted()
def _taken(field: Field, kept: Any) -> None:
    """Carry on with a number that is allowed; put back the former one in place of another."""
    value = held(field.key)
    others = {key: words for key, words in held(_REFUSED, {}).items() if key != field.key}
    if field.param.problem_with(value) is None:
        put(_REFUSED, others)
        if field.changed is not None:
            field.changed()
        return
    put(field.key, kept)
    put(_REFUSED, {**others, field.key: field.param.refusal(field.label, value, kept)})
