"""Two people on one server with a login: nothing of one ever reaches the other's browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import Visit, context_of
from core.advice import suggest
from core.loading import load
from core.projects import Projects
from pages.ui.stages import PAGES
from tests.security.served import Server, cookie_of, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Request, WebSocket

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ANN, BOB = "ann@school.example", "bob@school.example"
CANARY = "canaryofann"
ANNS_PAGES = ("home", "data", "explore", "clean")  # those that fill caches
BUILT = [page.name for page in PAGES if page.exists]


@dataclass
class Person:
    """Somebody's browser, and every byte that reached it."""

    visited: Visit
    received: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.visited.page.on("websocket", self._listen)
        self.visited.page.on("request", self._note)

    def got(self, text: str) -> bool:
        """Tell whether a text reached this browser."""
        return any(text.encode() in frame for frame in self.received)

    def open(self, url: str) -> None:
        """Show a page."""
        self.visited.page.goto(url)
        self.visited.settle()
        self.visited.page.get_by_test_id("stMain").get_by_role("heading").first.wait_for()
        self.received.append(self.visited.page.content().encode())

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._keep)

    def _keep(self, frame: str | bytes) -> None:
        self.received.append(frame.encode() if isinstance(frame, str) else frame)

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("shared"), login=True) as started:
        yield started


@pytest.fixture(scope="module")
def project(server: Server) -> str:
    """Return a project of Ann with canaries as its name, file, columns, cells and label."""
    path = server.home / f"{CANARY}.csv"
    rows = [f"{20 + place % 40},{CANARY}{place % 3},{'ny'[place % 3 == 0]}" for place in range(90)]
    path.write_text("\n".join([f"{CANARY}age,plan,{CANARY}left", *rows]))
    store = Projects(server.home)
    table = load(path)
    kept = store.store_upload(path, path.name)
    version = store.store_dataset(table, {"source": "csv"}, ANN)
    recipe = suggest(table, f"{CANARY}left").edit(
        source={
            "source": "csv",
            "data": version.fingerprint,
            "file": path.name,
            "upload": kept.sha256,
        }
    )
    made = store.create(ANN, CANARY, recipe.to_json())
    store.close()
    return made.id


@pytest.fixture
def people(browser: Browser, server: Server) -> Iterator[tuple[Person, Person]]:
    """Return Ann and Bob, each logged in with a browser of their own."""
    contexts: list[BrowserContext] = []

    def person(email: str) -> Person:
        context = context_of(browser)
        contexts.append(context)
        context.add_cookies([cookie_of(server.url, email=email)])  # type: ignore[list-item]
        visited = Visit(context.new_page())
        visited.watch()
        return Person(visited)

    yield person(ANN), person(BOB)
    for context in contexts:
        context.close()


def test_nothing_of_ann_reaches_bob_on_any_page(
    server: Server, project: str, people: tuple[Person, Person]
) -> None:
    ann, bob = people
    for name in BUILT:
        page = "" if name == "home" else name
        if name in ANNS_PAGES:
            ann.received.clear()
            ann.open(f"{server.url}/{page}?project={project}")
            assert ann.got(CANARY), f"Ann does not see her own project on {name}"
        bob.open(f"{server.url}/{page}?project={project}")
        assert "belongs to somebody else" in bob.received[-1].decode()
    assert not bob.got(CANARY)
    assert not bob.got(ANN)
    assert project not in bob.visited.page.url
    assert (ann.visited.outside, bob.visited.outside) == ([], [])


def test_a_forged_or_foreign_cookie_is_no_login(browser: Browser, server: Server) -> None:
    good = cookie_of(server.url, email=ANN)
    forged = {**good, "value": good["value"][:-3] + "AAA"}
    foreign = cookie_of("https://evil.example", email=ANN) | {"url": server.url}
    for cookie in (forged, foreign):
        context = context_of(browser)
        context.add_cookies([cookie])  # type: ignore[list-item]
        person = Person(Visit(context.new_page()))
        person.open(server.url)
        person.visited.page.get_by_role("button", name="Log in").wait_for()
        assert not person.got(CANARY)
        context.close()


def test_the_id_of_a_session_is_nowhere_to_read(
    server: Server, people: tuple[Person, Person], tmp_path: Path
) -> None:
    ann = people[0]
    ann.open(server.url)
    file = tmp_path / "small.csv"
    file.write_text("a,b\n" + "1,2\n" * 30)
    ann.visited.page.locator("input[type=file]").first.set_input_files(file)
    ann.visited.page.wait_for_url(re.compile(r"/data\?project="))
    ann.visited.settle()
    (put,) = [url for url in ann.asked if "/upload_file/" in url]
    session = put.split("/upload_file/")[1].split("/")[0]
    assert len(session) >= 32
    assert session not in ann.visited.page.content()
    assert session not in ann.visited.page.url
    assert session not in server.log.read_text()
    assert [url for url in ann.asked if session in url] == [put]
