"""Which hosts this server may connect to on behalf of whoever uses it.

On a computer of one's own every host may be named. A server that others can reach would let
them look into its own network, so there only the hosts that `MODELWRIGHT_HOSTS` lists may be:
names separated by commas, `*.example.com` for all hosts below a domain.
"""

from __future__ import annotations

import ipaddress
import os

from core.errors import NotAllowedError
from core.text import shown

SHARED = "MODELWRIGHT_SHARED"
HOSTS = "MODELWRIGHT_HOSTS"


def is_shared() -> bool:
    """Tell whether other people can reach this server."""
    return os.environ.get(SHARED, "").strip().lower() in ("1", "true", "yes")


def allowed_hosts() -> frozenset[str]:
    """Return the hosts that may be named on a shared server."""
    named = os.environ.get(HOSTS, "").replace(",", " ").split()
    return frozenset(_plain(host) for host in named)


def check_host(host: str) -> None:
    """Refuse a host that this server may not connect to."""
    if not is_shared() or matches(host, allowed_hosts()):
        return
    raise NotAllowedError(
        f"This server may not connect to '{shown(host)}'.",
        f"Ask the person who runs it to add the host to {HOSTS}, or to set {SHARED}=0 when nobody"
        " else can reach it.",
    )


def matches(host: str, allowed: frozenset[str]) -> bool:
    """Tell whether a host is listed, or lies below a domain listed as `*.domain`.

    >>> matches("db.Example.com", frozenset({"*.example.com"}))
    True
    """
    plain = _plain(host)
    above = plain.split(".")[1:]
    below = {"*." + ".".join(above[at:]) for at in range(len(above) - 1)}
    return bool(plain) and (plain in allowed or bool(below & allowed))


def settle(address: str | None) -> None:
    """Note once where the app listens, unless the environment has said who may reach it."""
    os.environ.setdefault(SHARED, "0" if is_loopback(address or "") else "1")


def is_loopback(host: str) -> bool:
    """Tell whether a host can only mean this computer."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _plain(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").lower()
