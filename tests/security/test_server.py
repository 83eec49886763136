"""The running server: who it answers to, what it tells, and what it keeps to itself."""

from __future__ import annotations

import re
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from conftest import ROOT
from tests.security.served import Server, served

if TYPE_CHECKING:
    from conftest import Visit

FAILING = ROOT / "tests" / "browser" / "apps" / "failing.py"
CANARY = "canary-hunter"


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("failing"), script=FAILING) as started:
        yield started


def knocked(app: str, host: str, origin: str) -> int:
    """Return the status with which the server answers the opening of a websocket."""
    asked = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {host}",
        f"Origin: {origin}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ]
    place = urlsplit(app)
    with socket.create_connection((place.hostname, place.port), timeout=20) as line:  # type: ignore[arg-type]
        line.sendall("\r\n".join([*asked, "", ""]).encode())
        return int(line.recv(4096).split(b" ")[1])


def test_the_app_answers_to_its_own_name_only(app: str) -> None:
    own = urlsplit(app).netloc
    assert knocked(app, own, app) == 101
    assert knocked(app, "evil.example", "http://evil.example") == 403
    assert knocked(app, f"evil.example:{urlsplit(app).port}", app) == 403
    assert knocked(app, own, "http://evil.example") == 403
    assert knocked(app, own, "null") == 403


def test_an_upload_without_the_token_of_the_page_is_refused(app: str) -> None:
    request = urllib.request.Request(  # noqa: S310
        f"{app}/_stcore/upload_file/{'0' * 36}/{'1' * 36}", data=b"x", method="PUT"
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)  # noqa: S310
    assert refused.value.code == 403
    refused.value.close()


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/.streamlit/secrets.toml", "/app.py"])
def test_nothing_of_the_server_is_served(app: str, path: str) -> None:
    try:
        with urllib.request.urlopen(app + path, timeout=20) as answer:  # noqa: S310
            text = answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        error.close()
        return
    assert "need_login" not in text
    assert "st.user" not in text


@pytest.mark.browser
def test_the_first_page_asks_nobody_else(app: str, visit: Callable[..., Visit]) -> None:
    visited = visit()
    visited.open(app)
    visited.page.get_by_role("heading", name="Modelwright").wait_for()
    assert visited.outside == []


@pytest.mark.browser
@pytest.mark.parametrize("query", ["", "?bare=1"])
def test_an_error_shows_its_number_and_nothing_else(
    failing: Server, visit: Callable[..., Visit], query: str
) -> None:
    received: list[bytes] = []
    visited = visit()
    page = visited.page
    page.on(
        "websocket",
        lambda line: line.on(
            "framereceived",
            lambda frame: received.append(frame.encode() if isinstance(frame, str) else frame),
        ),
    )
    visited.open(failing.url + query)
    page.get_by_text(re.compile("Something went wrong here .error [0-9a-f]{8}.")).wait_for()
    text = page.content().encode() + b"".join(received)
    assert CANARY.encode() not in text
    assert b"db.internal" not in text
    assert b"Traceback" not in text
    if not query:
        assert CANARY not in failing.log.read_text()
        assert "postgresql://***@db.internal" in failing.log.read_text()


def test_the_number_leads_to_the_log(failing: Server) -> None:
    assert re.search(r"Error [0-9a-f]{8}\n", failing.log.read_text())
