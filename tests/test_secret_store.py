from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import AppError, NotAllowedError, SettingError, UnknownNameError
from core.reach import SHARED
from core.secret_store import (
    FILE,
    acting_for,
    forget,
    handed_over,
    is_held,
    known,
    name_for,
    receive,
    redacted,
    remember,
    reveal,
    typed_in,
)

CANARY = "canary-5f2d+7 ä/q"


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "secrets.toml"
    monkeypatch.setenv(FILE, str(path))
    monkeypatch.setenv(SHARED, "0")
    return path


@pytest.fixture
def typed() -> str:
    return remember(CANARY, "ann", "db.example.com", "reader of orders")


# ---- secrets of the server ----


def test_a_variable_is_known_by_its_name_in_small_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELWRIGHT_SECRET_ORDERS_DB", CANARY)
    assert known() == ("orders_db",)
    assert reveal("orders_db", "anywhere.example") == CANARY


def test_the_file_holds_plain_values_and_values_with_hosts(file: Path) -> None:
    file.write_text(
        "[secrets]\nplain = 'one'\npinned = {value = 'two', hosts = ['DB.example.com']}\n"
    )
    assert known() == ("pinned", "plain")
    assert reveal("plain", "x") == "one"
    assert reveal("pinned", "db.example.com") == "two"
    with pytest.raises(NotAllowedError):
        reveal("pinned", "other.example.com")


def test_a_pinned_secret_is_sent_nowhere_else(file: Path) -> None:
    file.write_text("[secrets]\npinned = {value = 'two', hosts = ['db.example.com']}\n")
    with pytest.raises(NotAllowedError, match=r"'evil\.example'"):
        reveal("pinned", "evil.example")
    with pytest.raises(NotAllowedError):
        reveal("pinned")


def test_visitors_cannot_use_a_secret_without_hosts(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(
        "[secrets]\nplain = 'one'\npinned = {value = 'two', hosts = ['db.example.com']}\n"
    )
    monkeypatch.setenv(SHARED, "1")
    assert known() == ("pinned",)
    with pytest.raises(NotAllowedError, match="says no hosts") as refused:
        reveal("plain", "db.example.com")
    assert "MODELWRIGHT_HOSTS_PLAIN" in refused.value.hint
    assert reveal("pinned", "db.example.com") == "two"


def test_hosts_of_a_variable_stand_in_another_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELWRIGHT_SECRET_ORDERS", CANARY)
    monkeypatch.setenv("MODELWRIGHT_HOSTS_ORDERS", "db.example.com, *.inner.example.com")
    monkeypatch.setenv(SHARED, "1")
    assert reveal("orders", "a.inner.example.com") == CANARY
    with pytest.raises(NotAllowedError):
        reveal("orders", "db.example.org")


@pytest.mark.parametrize(
    "text", ["[secrets\nx = 'canary-in-file'", "[secrets]\nx = canary-in-file"]
)
def test_a_damaged_file_is_said_without_its_content(text: str, file: Path) -> None:
    file.write_text(text)
    with pytest.raises(SettingError, match="cannot be read") as damaged:
        known()
    assert "canary" not in damaged.value.sentence()
    assert redacted("password=x") == "password=***"


def test_an_unknown_name_is_a_sentence(file: Path) -> None:
    file.write_text("[secrets]\norders = 'one'\n")
    with pytest.raises(UnknownNameError) as missing:
        reveal("order")
    assert missing.value.hint == "Did you mean 'orders'?"


# ---- secrets that somebody typed ----


def test_a_typed_secret_is_revealed_to_its_owner_alone(typed: str) -> None:
    with acting_for("ann"):
        assert reveal(typed, "db.example.com") == CANARY
    for owner in ("bob", ""):
        with acting_for(owner), pytest.raises(NotAllowedError, match="no longer known"):
            reveal(typed, "db.example.com")


def test_after_acting_for_an_owner_it_is_nobodys_again(typed: str) -> None:
    with acting_for("bob"):
        with acting_for("ann"):
            pass
        with pytest.raises(NotAllowedError, match="no longer known"):
            reveal(typed, "db.example.com")


def test_a_typed_secret_is_sent_to_the_host_it_was_typed_for(typed: str) -> None:
    with acting_for("ann"), pytest.raises(NotAllowedError, match=r"'evil\.example'"):
        reveal(typed, "evil.example")


def test_the_same_purpose_gives_the_same_name_and_says_nothing(typed: str) -> None:
    assert typed == name_for("ann", "DB.example.com", "reader of orders")
    assert typed != name_for("bob", "db.example.com", "reader of orders")
    assert typed != name_for("ann", "other.example.com", "reader of orders")
    assert "ann" not in typed
    assert typed not in known()


def test_a_forgotten_secret_must_be_typed_again(typed: str) -> None:
    assert is_held(typed, "ann")
    forget(typed, "ann")
    assert not is_held(typed, "ann")
    with acting_for("ann"), pytest.raises(NotAllowedError) as gone:
        reveal(typed, "db.example.com")
    assert gone.value.hint == "Enter the password again."


@pytest.mark.parametrize("value", ["", "x" * 4097])
def test_a_secret_has_a_sensible_length(value: str) -> None:
    with pytest.raises(AppError, match="between 1 and"):
        remember(value, "ann", "h", "p")


# ---- into another process ----


def test_only_secrets_that_a_task_names_are_handed_over(typed: str) -> None:
    other = remember("another", "ann", "db.example.com", "writer")
    task = {"source": {"password": typed, "port": 5432}, "more": [{"x": (1, None)}]}
    assert typed_in(task) == {typed}
    assert handed_over(task, "ann") == {typed: (CANARY, "db.example.com")}
    assert handed_over(task, "bob") == {}
    assert other not in handed_over(task, "ann")


def test_a_received_secret_keeps_its_host() -> None:
    name = name_for("eve", "db.example.com", "p")
    with acting_for("nobody"):
        receive({name: ("value", "db.example.com")}, "eve")
        assert reveal(name, "db.example.com") == "value"
        with pytest.raises(NotAllowedError):
            reveal(name, "evil.example")
    forget(name, "eve")


# ---- texts ----


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize(
    "text",
    [
        f"login failed for {CANARY}!",
        "at canary-5f2d%2B7%20%C3%A4%2Fq@host",
        "form canary-5f2d%2B7+%C3%A4%2Fq",
        'json "canary-5f2d+7 \\u00e4/q"',
    ],
)
def test_every_form_of_a_value_is_blanked(text: str) -> None:
    assert "5f2d" not in redacted(text)
    assert "***" in redacted(text)


def test_a_very_short_value_is_blanked_where_it_stands_alone() -> None:
    name = remember("ab", "ann", "h", "short")
    assert redacted("about 'ab'") == "about '***'"
    forget(name, "ann")


def test_of_a_value_that_begins_like_another_nothing_stays() -> None:
    names = [remember(value, "ann", "h", value) for value in ("canary", "canary-tail")]
    assert redacted("with canary-tail and canary") == "with *** and ***"
    for name in names:
        forget(name, "ann")
