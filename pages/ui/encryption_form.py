"""How a connection to a database is encrypted, and who vouches for the server."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

import streamlit as st

from core.reach import is_shared
from core.secret_store import known
from core.sources.databases import TLS, TLS_MEANS
from pages.ui.session import put

USUAL, FILE = "Those that this computer trusts", "A CA file on this computer"


class Before(Protocol):
    """What a source said about encryption until now."""

    @property
    def tls(self) -> str: ...
    @property
    def ca_file(self) -> str: ...
    @property
    def ca_secret(self) -> str: ...


def draw(key: str, before: Before, offered: Collection[str] = tuple(TLS)) -> dict[str, str]:
    """Draw the controls and return the settings `tls`, `ca_file` and `ca_secret`."""
    put(f"{key}-tls", before.tls if before.tls in offered else next(iter(offered)), once=True)
    tls = str(
        st.selectbox("Encryption", tuple(offered), format_func=TLS.__getitem__, key=f"{key}-tls")
    )
    st.caption(TLS_MEANS[tls])
    named = _authority(key, before) if tls == "verify" else {}
    return {"tls": tls, "ca_file": "", "ca_secret": "", **named}


def _authority(key: str, before: Before) -> dict[str, str]:
    """Draw whose certificates are trusted, and return what names them."""
    secrets = known()
    ways = (USUAL, *(() if is_shared() else (FILE,)), *secrets)
    now = before.ca_secret or (FILE if before.ca_file else USUAL)
    put(f"{key}-ca", now if now in ways else USUAL, once=True)
    chosen = str(
        st.selectbox(
            "Trusted authorities",
            ways,
            key=f"{key}-ca",
            help="Who must have signed the server's certificate. Many companies have an authority "
            "of their own, in a file or in a secret that whoever runs this server has stored.",
        )
    )
    if chosen == FILE:
        put(f"{key}-ca-file", before.ca_file, once=True)
        path = st.text_input(
            "Path of the CA file", key=f"{key}-ca-file", placeholder="/etc/ssl/company.pem"
        )
        return {"ca_file": str(path).strip()}
    return {"ca_secret": chosen} if chosen in secrets else {}
