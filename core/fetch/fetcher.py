"""Ask a server on the web, within limits, and never one inside a private network."""

from __future__ import annotations

import functools
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpcore

from core.errors import SourceError
from core.fetch.body import too_large, unpacked
from core.fetch.messages import Answer, Ask, Head, Limits, headers_of, joined
from core.fetch.policy import Policy
from core.fetch.wire import Clock, Deadline, GuardedBackend, Network, Unreached
from core.text import shown

_MOVED = (301, 302, 303, 307, 308)
_BECOMES_GET = (301, 302, 303)


def _now() -> datetime:
    return datetime.now(UTC)


@functools.lru_cache(maxsize=1)
def usual_trust() -> ssl.SSLContext:
    """Trust the usual authorities, and those that this machine trusts besides."""
    context = httpcore.default_ssl_context()
    context.load_default_certs()
    return context


@dataclass(frozen=True)
class Fetcher:
    """Asks servers under a policy. No proxy, no cookie, no cache: one request, one answer."""

    policy: Policy = field(default_factory=Policy.of_server)
    network: Network = field(default_factory=Network)
    limits: Limits = field(default_factory=Limits)
    clock: Clock = time.monotonic
    now: Callable[[], datetime] = _now
    trust: Callable[[], ssl.SSLContext] = usual_trust

    def within(self, **limits: Any) -> Fetcher:
        """Return a fetcher with other limits."""
        return replace(self, limits=replace(self.limits, **limits))

    def fetch(self, ask: Ask) -> Answer:
        """Return the whole answer, whatever its status."""
        with self.open(ask) as (head, pieces):
            return Answer(head, b"".join(pieces))

    def download(self, ask: Ask, target: Path, most: int | None = None) -> Head:
        """Write the body to a file, or only its first `most` bytes."""
        with self.open(ask) as (head, pieces), target.open("wb") as file:
            for piece in pieces:
                file.write(piece)
                if most is not None and file.tell() >= most:
                    break
        return head

    @contextmanager
    def open(self, ask: Ask) -> Iterator[tuple[Head, Iterator[bytes]]]:
        """Give the head of the answer, and its body in pieces; redirects are followed."""
        deadline = Deadline.after(self.limits.seconds, self.clock)
        for _ in range(self.limits.redirects + 1):
            with self._answered(ask, deadline) as (head, pieces):
                moved = head.headers.get("location", "") if head.status in _MOVED else ""
                if not moved:
                    yield head, pieces
                    return
                ask = _followed(ask, head, moved)
        raise SourceError(
            f"'{shown(ask.url.host)}' leads on more than {self.limits.redirects} times.",
            "Use the address at the end of the way.",
        )

    @contextmanager
    def _answered(self, ask: Ask, deadline: Deadline) -> Iterator[tuple[Head, Iterator[bytes]]]:
        self.policy.check(ask.url)
        backend = GuardedBackend(self.policy, self.network, deadline)
        with (
            _in_words(ask.url.host),
            httpcore.ConnectionPool(self.trust(), network_backend=backend) as pool,
            pool.stream(
                ask.method,
                _raw(ask),
                headers=headers_of(ask),
                content=ask.body or None,
                extensions={"timeout": {"connect": self.limits.connect_seconds}},
            ) as response,
        ):
            headers = joined(response.headers)
            head = Head(ask.url, response.status, headers, self.now())
            length = headers.get("content-length", "")
            if length.isdigit() and int(length) > self.limits.bytes and head.ok:
                raise too_large(self.limits.bytes)
            packing = headers.get("content-encoding", "")
            pieces = unpacked(response.iter_stream(), packing, self.limits.bytes)
            yield head, _each_in_words(pieces, ask.url.host)


def _raw(ask: Ask) -> httpcore.URL:
    """Return the address as it is sent, with the secret part of its query."""
    url = ask.url.with_query(ask.secret_query) if ask.secret_query else ask.url
    return httpcore.URL(
        scheme=url.scheme.encode(),
        host=url.host.encode(),
        port=url.port,
        target=url.target.encode(),
    )


def _followed(ask: Ask, head: Head, location: str) -> Ask:
    """Return the request that a redirect asks for; what is secret stays with its server."""
    url = ask.url.join(location)
    if ask.url.scheme == "https" and url.scheme == "http":
        raise SourceError(
            f"'{shown(ask.url.host)}' leads from https to http, where others can read along.",
            "Use an address that stays on https.",
        )
    moved = replace(ask, url=url, secret_query=())
    if url.origin != ask.url.origin:
        moved = replace(moved, secret_headers=())
    if head.status in _BECOMES_GET and ask.method != "GET":
        moved = replace(moved, method="GET", body=b"")
    return moved


@contextmanager
def _in_words(host: str) -> Iterator[None]:
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise _reason(error, shown(host)) from None


def _each_in_words(pieces: Iterator[bytes], host: str) -> Iterator[bytes]:
    with _in_words(host):
        yield from pieces


def _reason(error: Exception, host: str) -> Unreached:
    text = str(error).lower()
    if "certificate" in text or "ssl" in text:
        return Unreached(
            f"The certificate of '{host}' is not trusted, or its https does not work.",
            "Check the address; an own authority must be known to this machine.",
        )
    if isinstance(error, httpcore.ConnectTimeout):
        return Unreached(f"'{host}' could not be reached in time.", "Try again later.")
    if isinstance(error, httpcore.TimeoutException):
        return Unreached(
            f"'{host}' took too long to answer.", "Try again later, or ask for fewer rows."
        )
    if isinstance(error, httpcore.ConnectError):
        return Unreached(
            f"'{host}' refused the connection.", "Check the address and the port; try again later."
        )
    return Unreached(
        f"'{host}' broke off, or did not answer as web servers do.",
        "Check the address; try again later.",
    )
