from __future__ import annotations

import pytest

from core.errors import NotAllowedError
from core.reach import HOSTS, SHARED, allowed_hosts, check_host, is_shared, settle


def test_every_host_may_be_named_on_a_computer_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SHARED, raising=False)
    monkeypatch.setenv(HOSTS, "db.example.com")
    check_host("127.0.0.1")
    assert not is_shared()


@pytest.mark.parametrize("host", ["db.example.com", "DB.example.com.", "a.b.inner.example.org"])
def test_listed_hosts_may_be_named_on_a_shared_server(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SHARED, "1")
    monkeypatch.setenv(HOSTS, "db.example.com, *.inner.example.org")
    check_host(host)
    assert len(allowed_hosts()) == 2


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "127.0.0.1", "169.254.169.254", "example.com", "x.db.example.com", ""),
        *("inner.example.org", "db.example.com.evil.net", "db.example.com,127.0.0.1", "/var/run"),
    ],
)
def test_other_hosts_are_refused_on_a_shared_server(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SHARED, "1")
    monkeypatch.setenv(HOSTS, "db.example.com, *.inner.example.org")
    with pytest.raises(NotAllowedError, match="may not connect") as refused:
        check_host(host)
    assert HOSTS in refused.value.hint


def test_a_shared_server_without_a_list_reaches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SHARED, "1")
    monkeypatch.delenv(HOSTS, raising=False)
    with pytest.raises(NotAllowedError):
        check_host("db.example.com")


@pytest.mark.parametrize(
    ("address", "shared"),
    [("127.0.0.1", False), ("::1", False), ("0.0.0.0", True), (None, True), ("10.0.0.7", True)],  # noqa: S104
)
def test_where_the_app_listens_says_who_can_reach_it(
    address: str | None, shared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SHARED, "")
    monkeypatch.delenv(SHARED)
    settle(address)
    assert is_shared() == shared


def test_the_environment_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SHARED, "0")
    settle("0.0.0.0")  # noqa: S104
    assert not is_shared()
