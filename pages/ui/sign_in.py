"""Who is there: the login of a shared server, and the owner of what a visitor makes.

With an `[auth]` section in its secrets a server asks everybody to log in, wherever it
listens. Without one there is a single owner, and run.py listens on this computer only.
"""

from __future__ import annotations

import ipaddress
import logging
from urllib.parse import urlsplit

import streamlit as st
from streamlit.errors import StreamlitAuthError

from core.errors import NotAllowedError

LOCAL = "local"
_LOG = logging.getLogger("modelwright.pages")
NO_LOGIN = (
    "This server asks for no login: everybody who can reach it sees and changes the same projects."
)


def need_login() -> None:
    """Stop a visitor whose projects cannot be told yet, on a server with a login."""
    try:
        owner()
    except NotAllowedError as error:
        st.title("Modelwright", anchor=False)
        if st.user.get("is_logged_in"):
            st.error(f"{error.message} {error.hint}", icon=":material/error:")
            st.button("Log out", key="log-out", on_click=st.logout)
        else:
            _ask()
        st.stop()


def owner() -> str:
    """Return whose projects to show, and refuse whoever has not said so for certain."""
    logged_in = st.user.get("is_logged_in")
    if logged_in is None:
        return LOCAL
    if not logged_in:
        raise NotAllowedError("You are not logged in.", "Reload the page and log in.")
    address = str(st.user.get("email") or "")
    if "@" not in address or st.user.get("email_verified") is False:
        raise NotAllowedError(
            "Your login names no confirmed e-mail address, so your projects cannot be found.",
            "Confirm the address where you log in, or ask the person who runs this server.",
        )
    return address


def _ask() -> None:
    st.markdown("This server asks you to log in, so that everybody sees their own projects only.")
    if not st.button("Log in", type="primary", key="log-in"):
        return
    try:
        st.login()
    except StreamlitAuthError:
        _LOG.exception("The login is not set up completely")
        st.error(
            "The login of this server is not set up completely. "
            "Tell the person who runs it; the log of the server says what is missing.",
            icon=":material/error:",
        )


def is_open_to_others() -> bool:
    """Tell whether the visitor came over the network to a server without a login."""
    if st.user.get("is_logged_in") is not None:
        return False
    return not is_this_computer(urlsplit(st.context.url or "").hostname or "localhost")


def is_this_computer(host: str) -> bool:
    """Tell whether a host name can only mean the visitor's own computer.

    >>> is_this_computer("localhost"), is_this_computer("::1"), is_this_computer("10.0.0.7")
    (True, True, False)
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
