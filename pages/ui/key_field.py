"""The key of a web service: how it is sent, and where it is kept. Its value is never shown."""

from __future__ import annotations

import streamlit as st

from core.errors import AppError
from core.fetch import parse
from core.sources.http_api import SENT, SENT_LABELS, HttpApi
from core.sources.url import UrlFile
from core.text import shown
from pages.ui.guards import LONG
from pages.ui.safe import esc
from pages.ui.secret_field import Purpose, keep_typed, secret_field
from pages.ui.session import held, put

NO_KEY = "none"
ONE_FIELD = 400
_NAMES = {
    "header": ("Name of the header", "X-API-Key"),
    "query": ("Name of the parameter", "api_key"),
    "basic": ("User", ""),
}


def key_field(prefix: str, source: HttpApi | UrlFile, before: HttpApi | UrlFile) -> dict[str, str]:
    """Draw the choice of a key; return the settings that name it."""
    words = {NO_KEY: "None is needed", **dict(zip(SENT, SENT_LABELS, strict=True))}
    put(f"{prefix}-sent", before.sent_as if before.secret else NO_KEY, once=True)
    sent = str(held(f"{prefix}-sent"))
    fields = 1 if sent == NO_KEY else 3 if sent in _NAMES else 2
    # No column stays empty: on a phone it would be a gap.
    sides = iter(st.columns(fields) if fields > 1 else [st.container(width=ONE_FIELD)])
    with next(sides):
        st.selectbox(
            "How a key is sent", tuple(words), format_func=words.__getitem__, key=f"{prefix}-sent"
        )
    if sent == NO_KEY:
        return {}
    name = ""
    if sent in _NAMES:
        label, usual = _NAMES[sent]
        with next(sides):
            put(f"{prefix}-named", before.sent_name, once=True)
            name = st.text_input(
                label, key=f"{prefix}-named", placeholder=usual, max_chars=100
            ).strip()
    with next(sides):
        secret = secret_field(_purpose(prefix, source.url), before.secret)
    return {"secret": secret, "sent_as": sent, "sent_name": name}


def keep_key(prefix: str, source: HttpApi | UrlFile) -> None:
    """Hold a key that was typed, for the host of the source alone."""
    if host_of(source.url):
        keep_typed(_purpose(prefix, source.url))


def host_of(address: str) -> str:
    """Return the host of an address, empty while it is not complete."""
    try:
        return shown(parse(address).host)
    except AppError:
        return ""


def say_incomplete(address: str) -> None:
    """Say why an address that was typed cannot be asked yet."""
    try:
        if address:
            parse(address)
    except AppError as error:
        st.caption(f":material/info: {esc(f'{error} {error.hint}', LONG)}")


def _purpose(prefix: str, address: str) -> Purpose:
    return Purpose(f"{prefix}-key", host_of(address), f"key of {prefix}", "Key")
