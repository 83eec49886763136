"""A server with a login shows nothing before it, and each person only their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import StorageError
from pages.ui import stores
from pages.ui.sign_in import NO_LOGIN
from pages.ui.stages import PAGES
from tests.pages.conftest import APP

ANN: dict[str, Any] = {"is_logged_in": True, "email": "ann@school.example"}
BOB: dict[str, Any] = {"is_logged_in": True, "email": "bob@school.example"}
NOBODY: dict[str, Any] = {"is_logged_in": False}
BUILT = [page for page in PAGES if page.exists]


def opened(user: dict[str, Any], page: str = "home", project: str = "") -> AppTest:
    """Return a page as somebody sees it."""
    app = AppTest.from_file(APP, default_timeout=180)
    app.user = user
    if project:
        app.query_params["project"] = project
    app.run()
    if page != "home":
        app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """Return everything that is written on a page."""
    texts = [*app.title, *app.caption, *app.markdown, *app.error, *app.info, *app.subheader]
    return "\n".join(str(text.value) for text in texts)


@pytest.mark.parametrize("page", [page.name for page in BUILT])
def test_nobody_sees_a_page_before_the_login(home: Path, page: str) -> None:
    secret = stores.store().create("local", "Canary of the local owner", {"version": 1})
    app = opened(NOBODY, page, secret.id)
    assert [button.key for button in app.button] == ["log-in"]
    assert "Canary" not in words(app)
    assert not app.sidebar.get("page_link")


def test_a_server_in_trouble_asks_for_the_login_all_the_same(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise StorageError("The disk refused.")

    stores.store().create("local", "Canary of the local owner", {"version": 1})
    monkeypatch.setattr(stores, "engine", broken)
    app = opened(NOBODY)
    monkeypatch.undo()
    assert [button.key for button in app.button] == ["log-in"]
    assert "Canary" not in words(app)


def test_each_person_sees_their_own_projects(home: Path) -> None:
    stores.store().create(ANN["email"], "Project of Ann", {"version": 1})
    stores.store().create(BOB["email"], "Project of Bob", {"version": 1})
    assert "Project of Ann" in words(opened(ANN))
    assert "Project of Bob" not in words(opened(ANN))
    assert "Project of Ann" not in words(opened({}))


@pytest.mark.parametrize("page", [page.name for page in BUILT])
def test_the_address_of_somebody_elses_project_is_refused_calmly(home: Path, page: str) -> None:
    foreign = stores.store().create(ANN["email"], "Project of Ann", {"version": 1})
    app = opened(BOB, page, foreign.id)
    assert "Project of Ann" not in words(app)
    assert "project" not in app.query_params
    assert any(
        "belongs to somebody else" in error.value for error in opened(BOB, "home", foreign.id).error
    )


@pytest.mark.parametrize(
    "user",
    [
        {"is_logged_in": True},
        {"is_logged_in": True, "email": ""},
        {"is_logged_in": True, "email": "local"},
        {"is_logged_in": True, "email": "ann@school.example", "email_verified": False},
    ],
)
def test_a_login_without_a_confirmed_address_owns_nothing(home: Path, user: Any) -> None:
    for owner in ("local", "None", "", "ann@school.example"):
        stores.store().create(owner, "Canary", {"version": 1})
    app = opened(user)
    assert "no confirmed e-mail address" in app.error[0].value
    assert [button.key for button in app.button] == ["log-out"]
    assert "Canary" not in words(app)


def test_a_login_that_is_not_set_up_is_one_sentence(home: Path) -> None:
    app = opened(NOBODY)
    app.button(key="log-in").click().run()
    assert not app.exception
    assert "not set up completely" in app.error[0].value


@pytest.mark.parametrize(
    ("host", "told"),
    [("localhost:8501", False), ("127.0.0.1:8501", False), ("10.0.0.7:8501", True)],
)
def test_a_server_without_a_login_says_so_to_visitors_from_elsewhere(
    home: Path, host: str, told: bool
) -> None:
    app = AppTest.from_file(APP, default_timeout=180)
    app.context = {"url": f"http://{host}/"}
    app.run()
    assert any(NO_LOGIN in str(text.value) for text in app.sidebar.markdown) == told
