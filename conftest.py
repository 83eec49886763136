"""What browser tests need: a Chromium, a running app, and an eye on every request.

With two processes (`run.py test`), what takes long comes first, so that both end together, and
what measures time comes last and has the machine to itself.
"""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psutil
import pytest

import run
from core.locks import locked
from tests.turns import turn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

ROOT = Path(__file__).parent
collect_ignore_glob = ["tests/browser/apps/*"]  # scripts for Streamlit, not modules
PATIENCE = 60_000  # milliseconds; a busy machine draws late
NO_BROWSER = "no Chromium was found: install one or set CHROMIUM to its path"
LONG = ("browser", "slow")
HERE = ("localhost", "127.0.0.1", None)
# Asking Playwright to stop requests would switch the browser's cache off for all the others.
NOTHING_OUTSIDE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
PORTS = range(20_000, 30_000)
STARTED = 120.0


# One thread per fit, as the app works: two busy processes of two threads each crawl.
os.environ.setdefault("OMP_NUM_THREADS", "1")
gc.disable()  # until all tests are collected: what is made before that stays to the end


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that turns a missing browser from a skip into a failure."""
    parser.addoption(
        "--require-browser", action="store_true", help="fail when no browser can be had"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files: those with long tests, the others, those that need the machine alone."""
    marks: dict[Path, set[str]] = defaultdict(set)
    for item in items:
        marks[item.path] |= {mark.name for mark in item.iter_markers()}
    items.sort(key=lambda item: ("alone" in marks[item.path], marks[item.path].isdisjoint(LONG)))


def pytest_collection_finish() -> None:
    """Look for garbage again, but no more among the tests themselves and all that they import.

    Looking through millions of lasting objects again and again cost a sixth of all time.
    """
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let a test that needs the machine to itself wait for the other process, and hold it."""
    beside = hasattr(item.config, "workerinput")
    place = Path(item.config.option.basetemp).with_name("turns") if beside else None
    with turn(place, alone=item.get_closest_marker("alone") is not None):
        return (yield)


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Start a Chromium, or skip with the reason (fail with --require-browser)."""
    path = run.find_browser(os.environ, shutil.which)
    if not path:
        give_up = pytest.fail if request.config.getoption("--require-browser") else pytest.skip
        give_up(NO_BROWSER)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=[NOTHING_OUTSIDE, "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """A page in the browser, with the outside requests it tried and the errors it logged."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, url: str) -> Page:
        """Go to an address and wait until the app has drawn and stands still."""
        self.page.goto(url)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the script run is over."""
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')

    def watch(self) -> None:
        """Note errors, and every request that would leave this computer."""
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note)
        self.page.on("websocket", lambda socket: self._ask(socket.url))
        self.page.context.on("request", self._request)

    def leave(self) -> None:
        """Close the tab."""
        self.page.context.remove_listener("request", self._request)
        self.page.close()

    def _note(self, message: ConsoleMessage) -> None:
        # On /data, Streamlit looks for its server under /data/_stcore first.
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            self.errors.append(message.text)

    def _request(self, request: Request) -> None:
        self._ask(request.url)

    def _ask(self, url: str) -> None:
        if urlsplit(url).hostname not in HERE:
            self.outside.append(url)


def context_of(browser: Browser, **options: object) -> BrowserContext:
    """Open a visitor's own corner of the browser, with nothing that moves, and patience."""
    wide = {"width": 1280, "height": 1000}
    context = browser.new_context(**{"viewport": wide, "reduced_motion": "reduce", **options})
    context.set_default_timeout(60_000)
    return context


@pytest.fixture(scope="module")
def corner(browser: Browser) -> Iterator[BrowserContext]:
    """Open the corner of the browser that the tabs of a module share.

    A new one costs seconds: it loads the program of the page anew.
    """
    with context_of(browser) as context:
        yield context


@pytest.fixture
def visit(corner: BrowserContext) -> Iterator[Callable[[], Visit]]:
    """Open watched tabs."""
    visits: list[Visit] = []

    def make() -> Visit:
        visits.append(Visit(corner.new_page()))
        visits[-1].watch()
        return visits[-1]

    yield make
    for visited in visits:
        visited.leave()


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start Streamlit scripts as run.py starts the app; variables are added by name."""
    with ExitStack() as started:

        def start(script: Path, **variables: str) -> str:
            if script.parent != ROOT:
                script = _beside_static(script, tmp_path_factory.mktemp("served"))
            return started.enter_context(serving(script, **variables))

        yield start


@pytest.fixture(scope="session")
def app_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of the app that tests share."""
    return tmp_path_factory.mktemp("app")


@pytest.fixture(scope="session")
def app(app_home: Path) -> Iterator[str]:
    """Return the address of an app for all tests that can share one; it is started once."""
    with serving(ROOT / "server.py", MODELWRIGHT_HOME=str(app_home)) as url:
        yield url


@contextmanager
def serving(script: Path, **variables: str) -> Iterator[str]:
    """Run a Streamlit script as run.py starts the app, and give its address."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    with held_port() as port:
        process = subprocess.Popen(server_command(script, port), cwd=ROOT, env=environment)
        url = run.url_of("127.0.0.1", port)
        try:
            wait_until_healthy(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(20)


def server_command(script: Path, port: int) -> list[str]:
    """Return what starts a Streamlit script as run.py starts the app."""
    hosts = run.allowed_hosts("127.0.0.1", {})
    return [sys.executable, *run.app_command("127.0.0.1", port, hosts, str(script))]


@contextmanager
def held_port() -> Iterator[int]:
    """Hold a free port: no other test process of this person takes it before the server does."""
    folder = Path(tempfile.gettempdir()) / f"modelwright-ports-{os.getuid()}"
    first = os.getpid() * 37 % len(PORTS)
    for port in (*PORTS[first:], *PORTS[:first]):
        with locked(folder / str(port), wait=False) as mine:
            if mine and run.free_port("127.0.0.1", port) == port:
                yield port
                return
    raise OSError(f"No port is free between {PORTS.start} and {PORTS.stop - 1}.")


def _beside_static(script: Path, folder: Path) -> Path:
    # Streamlit serves the folder `static` that lies beside the script, and nothing else.
    shutil.copytree(ROOT / "static", folder / "static")
    return shutil.copy(script, folder)


def wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the app at an address answers, and is the process that was started."""
    deadline = time.monotonic() + STARTED
    while time.monotonic() < deadline and process.poll() is None:
        with (
            suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as answer,  # noqa: S310
        ):
            if answer.status == 200 and _listens(process.pid, urlsplit(url).port):
                return
        time.sleep(0.05)
    raise TimeoutError(f"The app at {url} did not start (exit code {process.poll()}).")


def _listens(process: int, port: int | None) -> bool:
    with suppress(psutil.Error):
        lines = psutil.Process(process).net_connections("tcp")
        return any(line.status == psutil.CONN_LISTEN and line.laddr.port == port for line in lines)
    return False
