"""Connections that go to checked numbers only, and end when their time is over.

The check stands where the connection is made: whatever the layers above do, no byte leaves
for a number that was not looked at. The name is resolved once; the number that was checked
is the number that is connected to, so a name that changes its mind in between gains nothing.
"""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpcore

from core.errors import SourceError
from core.fetch.policy import Policy, Resolver
from core.text import shown

if TYPE_CHECKING:
    import ssl

Clock = Callable[[], float]
Dial = Callable[[str, int, float], httpcore.NetworkStream]
_GRAIN = 0.001


class Unreached(SourceError):
    """A server that could not be asked, or did not answer; asking again may help."""


@dataclass(frozen=True)
class Deadline:
    """The moment at which everything about a request must be over."""

    at: float
    allowed: float
    clock: Clock = time.monotonic

    @classmethod
    def after(cls, seconds: float, clock: Clock = time.monotonic) -> Deadline:
        """Return the deadline that lies so many seconds ahead."""
        return cls(clock() + seconds, seconds, clock)

    def left(self, most: float | None = None) -> float:
        """Return the seconds left, at most `most`, or raise when none are."""
        left = self.at - self.clock()
        if left <= 0:
            raise httpcore.ReadTimeout(f"{self.allowed:g} s are over")
        return max(_GRAIN, left if most is None else min(left, most))


def system_numbers(host: str, port: int) -> tuple[str, ...]:
    """Ask the system where a host lies."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def dial(number: str, port: int, seconds: float) -> httpcore.NetworkStream:
    """Connect to a number."""
    return httpcore.SyncBackend().connect_tcp(number, port, seconds)


@dataclass(frozen=True)
class Network:
    """How names become numbers, and numbers connections; tests have their own."""

    resolve: Resolver = system_numbers
    dial: Dial = dial


class GuardedBackend(httpcore.NetworkBackend):
    """Resolve, check, and connect to what was checked."""

    def __init__(self, policy: Policy, network: Network, deadline: Deadline) -> None:
        self._policy = policy
        self._network = network
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first number of a host that answers; all of them must be allowed."""
        del local_address, socket_options
        numbers = self._policy.check_numbers(host, self._numbers(host, port))
        failure: Exception | None = None
        for number in numbers:
            try:
                stream = self._network.dial(number, port, self._deadline.left(timeout))
                return _Timed(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or Unreached(
            f"There is no host '{shown(host)}'.", "Check the address, and your connection."
        )

    def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Refuse: only the web is asked."""
        raise NotImplementedError(path)

    def _numbers(self, host: str, port: int) -> tuple[str, ...]:
        if _is_number(host):
            return (host,)
        answer: queue.Queue[tuple[str, ...] | OSError] = queue.Queue()
        # The system's resolver has no time limit, so it is left behind when it takes too long.
        threading.Thread(
            target=_ask, args=(self._network.resolve, host, port, answer), daemon=True
        ).start()
        try:
            found = answer.get(timeout=self._deadline.left())
        except queue.Empty:
            raise httpcore.ConnectTimeout("the name was not resolved in time") from None
        if isinstance(found, OSError):
            raise Unreached(
                f"There is no host '{shown(host)}', or no network to find it with.",
                "Check the address, and your connection.",
            ) from found
        return found


class _Timed(httpcore.NetworkStream):
    """A stream whose every wait ends at the deadline, however slowly bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _is_number(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def _ask(resolve: Resolver, host: str, port: int, answer: queue.Queue[Any]) -> None:
    try:
        answer.put(tuple(resolve(host, port)))
    except OSError as error:
        answer.put(error)
