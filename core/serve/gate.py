"""Who may ask: the host names the server answers to, and the token it may demand."""

from __future__ import annotations

import hmac
import ipaddress

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from core.serve.refusal import Refusal

LOCAL = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared, never bound here
OPEN_PATH = "/health"


class Gate:
    """Refuse foreign host names, and calls without the token, before anything is read.

    Checking the name keeps web pages out that make a browser call this computer under a
    name of their own. No `hosts` means any name, which needs a token.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...], token: str = "") -> None:
        self.app = app
        self.hosts = hosts
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        refusal = self._refusal(Headers(scope=scope), scope) if scope["type"] == "http" else None
        if refusal is None:
            await self.app(scope, receive, send)
            return
        challenge = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else None
        response = JSONResponse(refusal.to_json(), refusal.status, challenge)
        await response(scope, receive, send)

    def _refusal(self, headers: Headers, scope: Scope) -> Refusal | None:
        if self.hosts and host_in(headers.get("host", "")) not in self.hosts:
            return Refusal(
                400,
                "The server does not answer to this host name.",
                f"Call it as {self.hosts[0]}, or start it with --host.",
            )
        if not self.token or scope["path"] == OPEN_PATH:
            return None
        given = headers.get("authorization", "").encode("latin-1", "replace")
        if hmac.compare_digest(given, f"Bearer {self.token}".encode()):
            return None
        return Refusal(
            401, "The token is missing or wrong.", "Send the header Authorization: Bearer TOKEN."
        )


def host_in(header: str) -> str:
    """Return the name in a Host header, without its port.

    >>> host_in("LOCALHOST:8000"), host_in("[::1]:8000"), host_in("::1")
    ('localhost', '::1', '::1')
    """
    text = header.strip().lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text if text.count(":") > 1 else text.partition(":")[0]


def hosts_for(host: str) -> tuple[str, ...]:
    """Return the names to answer to; none stands for all of them."""
    if host in EVERYWHERE:
        return ()
    return LOCAL if host in LOCAL else (host.lower(), *LOCAL)


def is_loopback(host: str) -> bool:
    """Tell whether only this computer can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
