"""Put a secret into a request, known by name until the moment it is sent."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.errors import SettingError
from core.fetch import Ask, Url, is_key, keys_in, parse
from core.secret_store import redacted, reveal
from core.text import shown

BEARER, HEADER, QUERY, BASIC = "bearer", "header", "query", "basic"
_TELLING = ("authorization", "proxy-authorization", "cookie", "x-auth", "x-access-token")
_ELSEWHERE = "Leave it out there, and name it as the secret of this source."


def with_secret(ask: Ask, name: str, way: str, field: str) -> Ask:
    """Return a request that carries a secret; `field` names its header, parameter or user."""
    if not name:
        return ask
    value = reveal(name, ask.url.host)
    return replace(ask, **_CARRIED[way](value, field))


def safe_url(text: str) -> Url:
    """Read an address that a recipe may keep: one that carries no key."""
    keys = keys_in(text)
    url = parse(text)
    if keys:
        raise SettingError(f"The address carries a key in '{shown(keys[0])}'.", _ELSEWHERE)
    return url


def safe_pairs(lines: tuple[str, ...], mark: str, what: str) -> tuple[tuple[str, str], ...]:
    """Read lines such as `name=value` that a recipe may keep: none may carry a key."""
    pairs = []
    for line in lines:
        name, found, value = line.partition(mark)
        name, value = name.strip(), value.strip()
        if not found or not name:
            raise SettingError(
                f"'{shown(line)}' is no {what}.", f"Write it as name{mark} value, one on a line."
            )
        if value and (is_key(name) or name.lower().startswith(_TELLING)):
            raise SettingError(f"The {what} '{shown(name)}' carries a key.", _ELSEWHERE)
        pairs.append((name, value))
    return tuple(pairs)


def blanked(text: str) -> str:
    """Return what a server said without the secrets that it repeats."""
    return shown(redacted(text), 400)


def _bearer(value: str, field: str) -> dict[str, Any]:
    del field
    return {"secret_headers": (("Authorization", f"Bearer {value}"),)}


def _header(value: str, field: str) -> dict[str, Any]:
    return {"secret_headers": ((field or "X-API-Key", value),)}


def _query(value: str, field: str) -> dict[str, Any]:
    return {"secret_query": ((field or "api_key", value),)}


def _basic(value: str, field: str) -> dict[str, Any]:
    both = b64encode(f"{field}:{value}".encode()).decode()
    return {"secret_headers": (("Authorization", f"Basic {both}"),)}


_CARRIED: dict[str, Callable[[str, str], dict[str, Any]]] = {
    BEARER: _bearer,
    HEADER: _header,
    QUERY: _query,
    BASIC: _basic,
}
