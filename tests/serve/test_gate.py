"""Nobody else asks: host names, the token, and addresses that others could reach."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from core.errors import BundleError, SettingError
from core.serve import serve
from core.serve.gate import hosts_for
from core.serve.server import TOKEN, checked_token, listen
from tests.serve.conftest import SECRET


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
def test_this_computers_names_are_answered(client, host):
    assert client.ask("GET", "/health", Host=host).status == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", ""])
def test_other_names_are_refused(client, host):
    answer = client.ask("GET", "/schema", Host=host)
    assert answer.status == 400
    assert answer.json["error"] == "The server does not answer to this host name."


def test_a_given_host_is_answered_beside_the_local_names():
    assert hosts_for("models.example.org")[0] == "models.example.org"
    assert hosts_for("0.0.0.0") == ()  # noqa: S104
    assert "localhost" in hosts_for("192.168.0.7")


@pytest.mark.parametrize(
    "given", ["", SECRET, f"Basic {SECRET}", f"Bearer {SECRET[:-1]}", f"Bearer {SECRET}x", "Bearer"]
)
def test_nothing_but_health_is_answered_without_the_token(locked, given):
    for method, path in (("GET", "/schema"), ("POST", "/predict"), ("GET", "/nothing")):
        answer = locked.ask(method, path, Authorization=given)
        assert answer.status == 401
        assert SECRET not in answer.text
    assert locked.ask("GET", "/health").status == 200


def test_the_token_opens_every_route(locked):
    assert locked.ask("GET", "/schema", Authorization=f"Bearer {SECRET}").status == 200
    row = {"tenure": 1, "age": 30, "contract": "year"}
    assert locked.predict([row], Authorization=f"Bearer {SECRET}").status == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "models.example.org"])  # noqa: S104
def test_an_address_that_others_reach_needs_a_token(host):
    with pytest.raises(SettingError, match="without a token"):
        checked_token(host, "")
    assert checked_token(host, SECRET) == SECRET


@pytest.mark.parametrize("token", ["short", "with\nline breaks and more", "ünïcödë-ünïcödë-ünï"])
def test_a_weak_token_is_refused_without_being_shown(token):
    with pytest.raises(SettingError, match="at least 16") as refused:
        checked_token("127.0.0.1", token)
    assert token not in refused.value.sentence()


def test_a_port_that_is_taken_is_one_sentence():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingError, match=f"Cannot listen on port {port} of 127.0.0.1"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port"),
    [("127.0.0.1", 70_000), ("127.0.0.1", -1), ("no such host", 0), ("a" * 300, 0)],
)
def test_a_place_that_cannot_be_is_one_sentence(host, port):
    with pytest.raises(SettingError):
        listen(host, port)


def test_a_damaged_bundle_is_refused_before_anything_listens(tmp_path: Path):
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(b"PK\x03\x04 damaged")
    with pytest.raises(BundleError):
        serve(bundle, port=0, token="")


def test_the_command_serves_until_it_is_stopped(bundles):
    environment = {name: value for name, value in os.environ.items() if name != TOKEN}
    command = [sys.executable, "-m", "core", "serve", str(bundles()), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as server:
        try:
            line = server.stdout.readline() if server.stdout else ""
            url = re.search(r"http://\S+", line)
            assert url, line
            with urllib.request.urlopen(f"{url.group()}/health", timeout=20) as answer:  # noqa: S310
                assert answer.read() == b'{"status":"ok"}'
        finally:
            server.terminate()
            _, errors = server.communicate(timeout=20)
    assert errors == ""
