"""A password: typed for this session, or the name of a secret that the server has.

What is typed goes to the memory of the server at once; pages and recipes see a name.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.secret_store import is_held, known, name_for, remember
from pages.ui.safe import hide_peeking
from pages.ui.session import held, put, session

TYPED = "Type it here"


@dataclass(frozen=True)
class Purpose:
    """What a secret opens: a key for its controls, the host that may see it, and for whom."""

    key: str
    host: str
    what: str
    label: str = "Password"


def secret_field(purpose: Purpose, before: str = "") -> str:
    """Draw the controls and return the name of the secret, empty for none.

    `before` is the name that a recipe has; it is offered first.
    """
    named = known()
    chosen = TYPED
    if named:
        put(f"{purpose.key}-from", before if before in named else TYPED, once=True)
        chosen = st.selectbox(
            f"{purpose.label}: where from?",
            (TYPED, *named),
            key=f"{purpose.key}-from",
            help="Secrets that whoever runs this server has stored.",
        )
    if chosen in named:
        return str(chosen)
    own = name_for(session().owner, purpose.host, purpose.what)
    there = is_held(own, session().owner)
    with st.container(gap=None):
        hide_peeking()
        st.text_input(
            purpose.label,
            type="password",
            key=_key(purpose),
            placeholder="as typed before" if there else "",
            help="Kept in the memory of this server only, for you alone. Never stored.",
            autocomplete="off",
        )
    return own if there or held(_key(purpose)) else ""


def keep_typed(purpose: Purpose) -> None:
    """Hold what was typed, and empty the field before the next run."""
    value = str(held(_key(purpose)) or "")
    if value:
        remember(value, session().owner, purpose.host, purpose.what)
        put(f"{purpose.key}-turn", int(held(f"{purpose.key}-turn", 0)) + 1)


def _key(purpose: Purpose) -> str:
    return f"{purpose.key}-{held(f'{purpose.key}-turn', 0)}"
