"""A very small server that speaks SQL Server's wire protocol, so that the real driver is used.

It follows MS-TDS 7.4 as far as a login and batches of statements need it. It is no SQL Server:
answers are given to it, so it proves how we ask and what the driver makes of the types.
"""

from __future__ import annotations

import datetime as dt
import re
import socketserver
import struct
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

_BATCH, _ATTENTION, _LOGIN, _PRELOGIN, _REPLY = 1, 6, 16, 18, 4
_VERSION = 0x74000004
_COLLATION = bytes.fromhex("0904d00034")
_DONE_ERROR, _DONE_COUNT, _DONE_STOPPED = 0x02, 0x10, 0x20
_NOT_SUPPORTED = 2


@dataclass(frozen=True)
class Answer:
    """Columns as (name, declared type), and rows of Python values."""

    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Any]]
    seconds: float = 0.0


@dataclass(frozen=True)
class Failure:
    """An error with SQL Server's number for it."""

    number: int
    words: str


@dataclass
class TdsServer:
    """What is answered to which batch (a pattern of it), and what was sent."""

    answers: Mapping[str, Answer | Failure]
    password: str
    databases: Sequence[str] = ("shop",)
    port: int = 0
    batches: list[str] = field(default_factory=list)
    logins: list[dict[str, Any]] = field(default_factory=list)

    def reply(self, batch: str) -> bytes:
        """Return the tokens that answer a batch."""
        self.batches.append(batch)
        for pattern, answer in self.answers.items():
            if re.search(pattern, batch, re.IGNORECASE | re.DOTALL):
                if isinstance(answer, Failure):
                    return _error(answer) + _done(_DONE_ERROR)
                time.sleep(answer.seconds)
                return _table(answer)
        return _done(0)

    def welcome(self, login: dict[str, Any]) -> bytes:
        """Return the tokens that answer a login."""
        self.logins.append(login)
        if login["password"] != self.password:
            refused = Failure(18456, f"Login failed for user '{login['user']}'.")
            return _error(refused) + _done(_DONE_ERROR)
        if login["database"] and login["database"] not in self.databases:
            named = login["database"]
            words = f'Cannot open database "{named}" requested by the login. The login failed.'
            closed = _error(Failure(4060, words))
            refused = Failure(18456, f"Login failed for user '{login['user']}'.")
            return closed + _error(refused) + _done(_DONE_ERROR)
        body = struct.pack("<BI", 1, int.from_bytes(struct.pack(">I", _VERSION), "little"))
        body += _short_text("Microsoft SQL Server") + bytes((16, 0, 4, 0))
        return b"\xad" + struct.pack("<H", len(body)) + body + _done(0)


class _Talk(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server: TdsServer = self.server.answering  # type: ignore[attr-defined]
        while True:
            kind, content = self._message()
            if kind == _PRELOGIN:
                self._send(_prelogin())
            elif kind == _LOGIN:
                self._send(server.welcome(_login(content)))
            elif kind == _BATCH:
                headers = struct.unpack_from("<I", content)[0]
                self._send(server.reply(content[headers:].decode("utf-16-le")))
            elif kind == _ATTENTION:
                self._send(_done(_DONE_STOPPED))
            else:
                return

    def _message(self) -> tuple[int, bytes]:
        """Return kind and content of the next message; kind 0 when the client has gone."""
        content = b""
        while True:
            head = self._exactly(8)
            if not head:
                return 0, b""
            kind, status, size = struct.unpack_from(">BBH", head)
            content += self._exactly(size - 8)
            if status & 1:
                return kind, content

    def _exactly(self, size: int) -> bytes:
        content = b""
        while len(content) < size:
            try:
                more = self.request.recv(size - len(content))
            except OSError:
                return b""
            if not more:
                return b""
            content += more
        return content

    def _send(self, content: bytes) -> None:
        most = 4096 - 8
        parts = [content[at : at + most] for at in range(0, len(content), most)]
        for number, part in enumerate(parts, 1):
            last = number == len(parts)
            head = struct.pack(">BBHHBB", _REPLY, last, len(part) + 8, 0, number % 256, 0)
            self.request.sendall(head + part)


def _prelogin() -> bytes:
    options = struct.pack(">BHH", 0, 11, 6) + struct.pack(">BHH", 1, 17, 1) + b"\xff"
    return options + bytes((16, 0, 4, 0, 0, 0)) + bytes((_NOT_SUPPORTED,))


def _login(content: bytes) -> dict[str, Any]:
    def text(place: int) -> bytes:
        at, size = struct.unpack_from("<HH", content, place)
        return content[at : at + 2 * size]

    hidden = bytes(((byte ^ 0xA5) << 4 & 0xF0) | ((byte ^ 0xA5) >> 4) for byte in text(44))
    named = {"user": 40, "application": 48, "database": 68}
    return {
        "password": hidden.decode("utf-16-le"),
        "means_to_read": bool(content[26] & 0x20),
        **{name: text(place).decode("utf-16-le") for name, place in named.items()},
    }


def _short_text(text: str) -> bytes:
    return bytes((len(text),)) + text.encode("utf-16-le")


def _error(failure: Failure) -> bytes:
    words = failure.words
    body = struct.pack("<iBBH", failure.number, 1, 14, len(words)) + words.encode("utf-16-le")
    body += _short_text("small") + _short_text("") + struct.pack("<i", 1)
    return b"\xaa" + struct.pack("<H", len(body)) + body


def _done(status: int, rows: int = 0) -> bytes:
    return b"\xfd" + struct.pack("<HHQ", status, 0xC1, rows)


def _table(answer: Answer) -> bytes:
    tokens = b"\x81" + struct.pack("<H", len(answer.columns))
    for name, declared in answer.columns:
        tokens += struct.pack("<IH", 0, 1) + _TYPES[declared] + _short_text(name)
    for row in answer.rows:
        tokens += b"\xd1"
        for value, (_, declared) in zip(row, answer.columns, strict=True):
            tokens += _cell(value, declared)
    return tokens + _done(_DONE_COUNT, len(answer.rows))


_TYPES = {
    "int": b"\x26\x04",
    "bigint": b"\x26\x08",
    "float": b"\x6d\x08",
    "bit": b"\x68\x01",
    "decimal": b"\x6a\x11\x1e\x04",
    "nvarchar": b"\xe7\x40\x1f" + _COLLATION,
    "datetime": b"\x6f\x08",
    "date": b"\x28",
    "time": b"\x29\x07",
    "datetime2": b"\x2a\x07",
    "datetimeoffset": b"\x2b\x07",
    "uniqueidentifier": b"\x24\x10",
}


def _cell(value: Any, declared: str) -> bytes:
    if declared == "nvarchar":
        content = None if value is None else value.encode("utf-16-le")
        return b"\xff\xff" if content is None else struct.pack("<H", len(content)) + content
    if value is None:
        return b"\x00"
    content = _BYTES[declared](value)
    return bytes((len(content),)) + content


def _decimal(value: Decimal) -> bytes:
    whole = int(value.scaleb(4))
    return bytes((whole >= 0,)) + abs(whole).to_bytes(16, "little")


def _datetime(value: dt.datetime) -> bytes:
    since = value - dt.datetime(1900, 1, 1)
    ticks = round((since.seconds + since.microseconds / 1e6) * 300)
    return struct.pack("<iI", since.days, ticks)


def _day(value: dt.date) -> bytes:
    return (value.toordinal() - 1).to_bytes(3, "little")


def _clock(value: dt.time | dt.datetime) -> bytes:
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return (seconds * 10**7 + value.microsecond * 10).to_bytes(5, "little")


def _zoned(value: dt.datetime) -> bytes:
    ahead = value.utcoffset() or dt.timedelta()
    there = value.astimezone(dt.UTC)
    return _clock(there) + _day(there) + struct.pack("<h", ahead // dt.timedelta(minutes=1))


_BYTES = {
    "int": lambda value: struct.pack("<i", value),
    "bigint": lambda value: struct.pack("<q", value),
    "float": lambda value: struct.pack("<d", value),
    "bit": lambda value: bytes((value,)),
    "decimal": _decimal,
    "datetime": _datetime,
    "date": _day,
    "time": _clock,
    "datetime2": lambda value: _clock(value) + _day(value),
    "datetimeoffset": _zoned,
    "uniqueidentifier": lambda value: value.bytes_le,
}


@contextmanager
def tds_server(answers: Mapping[str, Answer | Failure], password: str) -> Iterator[TdsServer]:
    """Serve on a free port until the block ends."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as listening:
        listening.daemon_threads = True
        made = TdsServer(answers, password, port=listening.server_address[1])
        listening.answering = made  # type: ignore[attr-defined]
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        try:
            yield made
        finally:
            listening.shutdown()
