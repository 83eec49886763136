"""A very small server that speaks MongoDB's wire protocol, so that the real client is used.

It knows handshake, listing, counting, find with a filter of equality, $gte and $in, and
batches by cursor. It is no MongoDB: it proves how we ask, not how a server plans.
"""

from __future__ import annotations

import socketserver
import ssl
import struct
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import bson

_HEADER = struct.Struct("<iiii")
_OP_QUERY, _OP_REPLY, _OP_MSG = 2004, 1, 2013
_HELLO = {
    **{"ismaster": True, "isWritablePrimary": True, "maxBsonObjectSize": 16_777_216},
    **{"maxMessageSizeBytes": 48_000_000, "maxWriteBatchSize": 100_000},
    **{"minWireVersion": 0, "maxWireVersion": 21, "ok": 1.0},
}


@dataclass
class MongoServer:
    """What the server holds, and which commands it was sent."""

    collections: Mapping[str, Sequence[Mapping[str, Any]]]
    password_is_wrong: bool = False
    wait: float = 0.0
    port: int = 0
    tls: ssl.SSLContext | None = None
    commands: list[dict[str, Any]] = field(default_factory=list)
    _open: dict[int, list[Mapping[str, Any]]] = field(default_factory=dict)

    def sent(self, name: str) -> list[dict[str, Any]]:
        """Return the commands of a name, in order."""
        return [command for command in self.commands if next(iter(command)) == name]

    def answer(self, command: dict[str, Any]) -> dict[str, Any]:
        """Answer one command."""
        self.commands.append(command)
        name = next(iter(command))
        known = {
            "listCollections": self._list,
            "count": self._count,
            "find": self._find,
            "getMore": self._more,
            "saslStart": self._login,
        }
        if name.lower() in ("hello", "ismaster"):
            return _HELLO
        return known.get(name, lambda _: {"ok": 1.0})(command)

    def _login(self, command: dict[str, Any]) -> dict[str, Any]:
        return _failure(18, "Authentication failed.")

    def _list(self, command: dict[str, Any]) -> dict[str, Any]:
        named = [{"name": name, "type": "collection"} for name in self.collections]
        return {"cursor": {"id": 0, "ns": "shop.$cmd", "firstBatch": named}, "ok": 1.0}

    def _count(self, command: dict[str, Any]) -> dict[str, Any]:
        return {"n": len(self.collections[command["count"]]), "ok": 1.0}

    def _find(self, command: dict[str, Any]) -> dict[str, Any]:
        if self.wait * 1000 > command.get("maxTimeMS", 0) > 0:
            time.sleep(command["maxTimeMS"] / 1000)
            return _failure(50, "operation exceeded time limit")
        every = self.collections.get(command["find"], ())
        passing = [document for document in every if _passes(document, command["filter"])]
        self._open[1] = passing[: command.get("limit") or None]
        return self._batch("firstBatch", command.get("batchSize", 101))

    def _more(self, command: dict[str, Any]) -> dict[str, Any]:
        return self._batch("nextBatch", command.get("batchSize", 101))

    def _batch(self, name: str, size: int) -> dict[str, Any]:
        batch, self._open[1] = self._open[1][:size], self._open[1][size:]
        more = 1 if self._open[1] else 0
        return {"cursor": {"id": bson.Int64(more), "ns": "shop.x", name: batch}, "ok": 1.0}


def _passes(document: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    for name, rule in wanted.items():
        value = document.get(name)
        rules = rule if isinstance(rule, dict) else {"$in": [rule]}
        if "$gte" in rules and not (value is not None and value >= rules["$gte"]):
            return False
        if "$in" in rules and value not in rules["$in"]:
            return False
    return True


def _failure(code: int, words: str) -> dict[str, Any]:
    return {"ok": 0.0, "code": code, "errmsg": words}


class _Handler(socketserver.StreamRequestHandler):
    """One connection: read a message, write the answer."""

    def setup(self) -> None:
        """Encrypt first, where the server does."""
        tls: ssl.SSLContext | None = self.server.holds.tls  # type: ignore[attr-defined]
        if tls:
            self.request = tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        """Close what was wrapped; the server knows the link beneath only."""
        super().finish()
        self.request.close()

    def handle(self) -> None:
        server: MongoServer = self.server.holds  # type: ignore[attr-defined]
        while header := self.rfile.read(_HEADER.size):
            size, asked, _, kind = _HEADER.unpack(header)
            if kind not in (_OP_QUERY, _OP_MSG):
                return  # as MongoDB does with what is no message, such as a wish to encrypt
            body = self.rfile.read(size - _HEADER.size)
            if kind == _OP_QUERY:
                start = body.index(b"\0", 4) + 9
                reply = bson.encode(server.answer(bson.decode(body[start:])))
                content = struct.pack("<iqii", 8, 0, 0, 1) + reply
                kind = _OP_REPLY
            else:
                # Flag bits, then a section of kind 0 with the command.
                length = struct.unpack_from("<i", body, 5)[0]
                reply = bson.encode(server.answer(bson.decode(body[5 : 5 + length])))
                content = struct.pack("<iB", 0, 0) + reply
            self.wfile.write(_HEADER.pack(_HEADER.size + len(content), 1, asked, kind) + content)


@contextmanager
def serving(server: MongoServer) -> Iterator[MongoServer]:
    """Listen on a free port until the end of the block."""

    class Threads(socketserver.ThreadingTCPServer):
        daemon_threads = True
        holds = server

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing of a client that went away, such as one that does not trust us."""
            if not isinstance(sys.exception(), OSError):
                super().handle_error(request, client_address)

    with Threads(("127.0.0.1", 0), _Handler) as listening:
        server.port = listening.server_address[1]
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield server
        listening.shutdown()
