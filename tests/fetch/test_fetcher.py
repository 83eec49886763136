"""Answers stay within limits of time and size, and secrets stay with their server."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import AppError, LimitError, SourceError
from core.fetch import Ask, Fetcher, Unreached, parse
from tests.fetch.server import Asked, Reply, Web, moved, serving

TEXT = b"city,people\nBern,134000\n" * 400


def ask(address: str, **values: object) -> Ask:
    return Ask(parse(address), **values)  # type: ignore[arg-type]


def test_an_answer_says_where_when_and_what(web: Web, fetcher: Fetcher) -> None:
    address = web.give("/a", Reply(TEXT, 200, {"Content-Type": 'text/csv; charset="ISO-8859-1"'}))
    moment = datetime(2026, 2, 1, 12, 30, tzinfo=UTC)
    answer = replace(fetcher, now=lambda: moment).fetch(ask(address + "?x=1"))
    head = answer.head
    assert (answer.body, head.status, head.url.text) == (TEXT, 200, address + "?x=1")
    assert (head.content_type, head.charset) == ("text/csv", "iso-8859-1")
    assert head.when == "2026-02-01 12:30 UTC"


def test_a_request_says_who_asks_and_keeps_nothing(web: Web, fetcher: Fetcher) -> None:
    address = web.give("/", Reply("1", 200, {"Set-Cookie": "a=b"}))
    fetcher.fetch(ask(address))
    fetcher.fetch(ask(address))
    for asked in web.asked:
        assert asked.headers["user-agent"].startswith("Modelwright/")
        assert not asked.headers.keys() & {"cookie", "referer", "authorization"}


def test_a_body_is_posted(web: Web, fetcher: Fetcher) -> None:
    address = web.answer("/", lambda asked: Reply(asked.body))
    headers = (("Content-Type", "application/json"),)
    posted = ask(address, method="POST", body=b'{"a":1}', headers=headers)
    assert fetcher.fetch(posted).body == b'{"a":1}'
    assert web.asked[0].headers["content-type"] == "application/json"


PACKED = {
    "gzip": gzip.compress(TEXT),
    "two members": gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]),
    "padding": gzip.compress(TEXT) + b"\x00" * 20,
    "deflate": zlib.compress(TEXT),
    "raw deflate": zlib.compress(TEXT, wbits=-15),
}


@pytest.mark.parametrize("way", PACKED)
@pytest.mark.parametrize("pieces", [False, True])
def test_a_packed_body_is_unpacked(way: str, pieces: bool, web: Web, fetcher: Fetcher) -> None:
    body = PACKED[way]
    sent = (body[at : at + 7] for at in range(0, len(body), 7)) if pieces else body
    name = "deflate" if "deflate" in way else "gzip"
    address = web.give("/", Reply(sent, 200, {"Content-Encoding": name}))
    assert fetcher.fetch(ask(address)).body == TEXT


@pytest.mark.parametrize(
    ("body", "packing", "says"),
    [
        (gzip.compress(TEXT)[:-9], "gzip", "broken off or damaged"),
        (b"not packed", "gzip", "broken off or damaged"),
        (b"not packed", "deflate", "broken off or damaged"),
        (TEXT, "br", "not asked for"),
        (gzip.compress(gzip.compress(TEXT)), "gzip, gzip", "not asked for"),
    ],
    ids=["broken off", "not gzip", "not deflate", "another way", "twice"],
)
def test_a_damaged_body_is_said(
    body: bytes, packing: str, says: str, web: Web, fetcher: Fetcher
) -> None:
    address = web.give("/", Reply(body, 200, {"Content-Encoding": packing}))
    with pytest.raises(SourceError, match=says):
        fetcher.fetch(ask(address))


def test_a_small_answer_that_unpacks_to_a_huge_one_is_stopped(web: Web, fetcher: Fetcher) -> None:
    import tracemalloc

    bomb = gzip.compress(b"\x00" * 50_000_000)
    address = web.give("/", Reply(bomb, 200, {"Content-Encoding": "gzip"}))
    small = fetcher.within(bytes=1_000_000)
    tracemalloc.start()
    with pytest.raises(LimitError, match="larger than 1 MB"), small.open(ask(address)) as opened:
        for _ in opened[1]:
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def endless() -> Iterator[bytes]:
    while True:
        yield b"x" * 65_536


def test_a_body_without_end_is_stopped(web: Web, fetcher: Fetcher) -> None:
    address = web.give("/", Reply(endless()))
    with pytest.raises(LimitError, match="larger than 2 MB"):
        fetcher.within(bytes=2_000_000).fetch(ask(address))


def test_a_body_that_says_it_is_too_large_is_not_begun(web: Web, fetcher: Fetcher) -> None:
    address = web.give("/", Reply(endless(), 200, {"Content-Length": "300000000"}))
    with pytest.raises(LimitError, match="larger than 200 MB"):
        fetcher.fetch(ask(address))


def drip(pause: float) -> Iterator[bytes]:
    for _ in range(200):
        yield b"x"
        time.sleep(pause)


def test_a_body_that_drips_ends_with_the_time(web: Web, fetcher: Fetcher) -> None:
    address = web.give("/", Reply(drip(0.05)))
    begun = time.monotonic()
    with pytest.raises(Unreached, match="took too long to answer"):
        fetcher.within(seconds=0.4).fetch(ask(address))
    assert time.monotonic() - begun < 8


def raw_server(send: Iterator[bytes]) -> int:
    """Answer one connection with these bytes; return the port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with listener, listener.accept()[0] as connection:
            connection.recv(4096)
            try:
                for piece in send:
                    connection.sendall(piece)
            except OSError:
                return

    threading.Thread(target=run, daemon=True).start()
    return int(listener.getsockname()[1])


def headers_without_end(line: bytes) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    for at in range(1_000_000):
        yield line % at


ODD_ANSWERS = {
    "flood of headers": (headers_without_end(b"X-%d: " + b"y" * 500 + b"\r\n"), "broke off"),
    "header without end": (iter((b"HTTP/1.1 200 OK\r\nX: ", *[b"y" * 4096] * 500)), "broke off"),
    "flood of 100 Continue": (
        (b"HTTP/1.1 100 Continue\r\n\r\n" for _ in range(100_000_000)),
        "took too long",
    ),
    "not HTTP": (iter((b"SSH-2.0-OpenSSH_9.2\r\n",)), "broke off"),
    "nothing": (iter(()), "broke off"),
    "cut in the middle": (iter((b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",)), "broke off"),
    "two lengths": (
        iter((b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",)),
        "broke off",
    ),
    "chunk of no size": (
        iter((b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n",)),
        "broke off",
    ),
}


@pytest.mark.parametrize("kind", ODD_ANSWERS)
def test_what_is_no_answer_is_said(kind: str, fetcher: Fetcher) -> None:
    send, says = ODD_ANSWERS[kind]
    port = raw_server(send)
    with pytest.raises(Unreached, match=says):
        fetcher.within(seconds=1).fetch(ask(f"http://127.0.0.1:{port}/"))


def test_a_closed_port_is_said(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreached, match=r"'127\.0\.0\.1' refused the connection"):
        fetcher.fetch(ask(f"http://127.0.0.1:{port}/"))


def test_a_redirect_is_followed_and_its_end_is_noted(web: Web, fetcher: Fetcher) -> None:
    web.give("/end", Reply("there"))
    web.give("/middle", moved("end?x=1", 307))
    answer = fetcher.fetch(ask(web.give("/", moved("/middle#top"))))
    assert answer.body == b"there"
    assert answer.head.url.text == web.address + "/end?x=1"


@pytest.mark.parametrize(("status", "method"), [(302, "GET"), (303, "GET"), (307, "POST")])
def test_a_redirect_keeps_the_method_when_it_must(
    status: int, method: str, web: Web, fetcher: Fetcher
) -> None:
    web.give("/end", Reply("there"))
    fetcher.fetch(ask(web.give("/", moved("/end", status)), method="POST", body=b"{}"))
    assert [asked.method for asked in web.asked] == ["POST", method]
    assert web.asked[1].body == (b"{}" if method == "POST" else b"")


SECRET = {
    "secret_headers": (("Authorization", "Bearer hunter2"),),
    "secret_query": (("key", "hunter2"),),
}


def test_secrets_are_sent_and_never_shown(web: Web, fetcher: Fetcher) -> None:
    asking = ask(web.give("/", Reply("1")) + "?key=old&b=1", **SECRET)
    answer = fetcher.fetch(asking)
    assert web.asked[0].headers["authorization"] == "Bearer hunter2"
    assert web.asked[0].query == {"key": "hunter2", "b": "1"}
    assert "hunter2" not in repr(asking) + repr(answer)


def test_secrets_stay_with_their_server(web: Web, fetcher: Fetcher) -> None:
    with serving() as other:
        other.give("/", Reply("1"))
        fetcher.fetch(ask(web.give("/", moved(other.address + "/")), **SECRET))
        assert "authorization" not in other.asked[0].headers
        assert "key" not in other.asked[0].query
    web.give("/end", Reply("1"))
    fetcher.fetch(ask(web.give("/", moved("/end")), **SECRET))
    assert web.asked[-1].headers["authorization"] == "Bearer hunter2"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("Host", "x"), ("Cookie", "a=b"), ("Content-Length", "9"), ("transfer-encoding", "x")),
        *(("X\r\nY", "a"), ("X", "a\r\nHost: b"), ("X", "ü"), ("X Y", "a"), ("", "a"), (":a", "a")),
    ],
)
def test_a_header_cannot_change_the_request(name: str, value: str, fetcher: Fetcher) -> None:
    with pytest.raises(SourceError, match="header"):
        fetcher.fetch(ask("http://127.0.0.1:1/", headers=((name, value),)))


def test_a_file_is_written_as_it_comes(web: Web, fetcher: Fetcher, tmp_path: Path) -> None:
    address = web.give("/", Reply(TEXT))
    fetcher.download(ask(address), tmp_path / "whole")
    assert (tmp_path / "whole").read_bytes() == TEXT
    web.give("/", Reply(endless()))
    fetcher.download(ask(address), tmp_path / "part", most=100_000)
    assert 100_000 <= (tmp_path / "part").stat().st_size < 1_000_000


def test_errors_name_no_query(web: Web, fetcher: Fetcher) -> None:
    def leave(asked: Asked) -> Reply:
        return moved("http://10.0.0.1/?token=hunter2")

    with pytest.raises(AppError) as refused:
        fetcher.fetch(ask(web.answer("/", leave) + "?token=hunter2"))
    assert "hunter2" not in refused.value.sentence()
