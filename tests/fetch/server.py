"""A web server on 127.0.0.1 whose answers a test writes; nothing leaves this machine."""

from __future__ import annotations

import json
import ssl
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

TOWNS = (
    "<h2>Towns</h2><table><tr><th>Town<th>People<tr><td>Bern<td>134,591<tr><td>Thun<td>43,568"
    "</table><h2>Rivers</h2><table><tr><th>River<th>km<tr><td>Aare<td>288<tr><td>Emme<td>82</table>"
)


@dataclass(frozen=True)
class Asked:
    """A request as it arrived; `headers` have names in small letters."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """An answer. A body in pieces is sent as it comes, with no length."""

    body: bytes | str | Iterable[bytes] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Route = Callable[[Asked], Reply]


def as_json(value: Any, status: int = 200, **headers: str) -> Reply:
    """Return an answer in JSON; `Retry_After="1"` becomes a header."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(json.dumps(value), status, {"Content-Type": "application/json", **named})


def page(html: str, status: int = 200) -> Reply:
    """Return a web page."""
    return Reply(html, status, {"Content-Type": "text/html; charset=utf-8"})


def moved(to: str, status: int = 302) -> Reply:
    """Return a redirect."""
    return Reply(b"", status, {"Location": to})


class Web:
    """The server: `routes` says what each path answers, `asked` what arrived."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []
        self.names: list[str | None] = []

    @property
    def address(self) -> str:
        """Return where the server is, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def give(self, path: str, *replies: Reply) -> str:
        """Answer a path with replies in turn, the last one for ever; return its address."""
        left = list(replies)
        self.routes[path] = lambda _: left.pop(0) if len(left) > 1 else left[0]
        return self.address + path

    def answer(self, path: str, route: Route) -> str:
        """Answer a path by a function; return its address."""
        self.routes[path] = route
        return self.address + path

    def paths(self) -> list[str]:
        """Return the paths that were asked for, in order."""
        return [asked.path for asked in self.asked]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    web: Web

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        self.close_connection = True
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        pairs = dict(parse_qsl(query, keep_blank_values=True))
        asked = Asked(self.command, path, pairs, headers, body)
        self.web.asked.append(asked)
        route = self.web.routes.get(path)
        self._send(route(asked) if route else Reply(b"", 404))

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        if isinstance(body, bytes):
            if "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(len(body)))
            body = (body,)
        self.end_headers()
        for piece in body:
            self.wfile.write(piece)
            self.wfile.flush()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up early is what many tests are about."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Web]:
    """Run a server while the block lasts."""
    handler = type("Handler", (_Handler,), {})
    server = _Server(("127.0.0.1", 0), handler)
    web = Web(server.server_address[1])
    handler.web = web  # type: ignore[attr-defined]
    if context is not None:
        context.sni_callback = lambda _, name, __: web.names.append(name)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
