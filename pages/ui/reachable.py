"""Who can reach this server: said once to the core, which then names hosts for it."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime import Runtime, get_instance

from core import reach


def settle() -> None:
    """Note who can reach this server, once it listens: with a login others are expected."""
    if type(get_instance()) is not Runtime:
        return
    has_login = st.user.get("is_logged_in") is not None
    reach.settle(None if has_login else st.get_option("server.address"))
