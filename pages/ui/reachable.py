"""Who can reach this server: said once to the core, which then names hosts for it."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime import Runtime, get_instance

from core import reach


def settle() -> None:
    """Note who can reach this server, once it listens: with a login others are expected."""
    if type(get_instance()) is not Runtime:
        return
    _note(st.user.get("is_logged_in") is not None)


def settle_at_start() -> None:
    """Note who can reach this server, before anybody has come."""
    _note(st.secrets.load_if_toml_exists() and "auth" in st.secrets)


def _note(has_login: bool) -> None:
    reach.settle(None if has_login else st.get_option("server.address"))
