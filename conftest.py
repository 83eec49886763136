"""What browser tests need: a Chromium, a running app, and an eye on every request."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Route

ROOT = Path(__file__).parent
collect_ignore_glob = ["tests/browser/apps/*"]  # scripts for Streamlit, not modules
NO_BROWSER = "no Chromium was found: install one or set CHROMIUM to its path"


# One thread per fit, as the app works: two busy processes of two threads each crawl.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that turns a missing browser from a skip into a failure."""
    parser.addoption(
        "--require-browser", action="store_true", help="fail when no browser can be had"
    )


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Start a Chromium, or skip with the reason (fail with --require-browser)."""
    path = run.find_browser(os.environ, shutil.which)
    if not path:
        give_up = pytest.fail if request.config.getoption("--require-browser") else pytest.skip
        give_up(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path)
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
        """Note errors, and stop and note every request that leaves this computer."""
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note)
        self.page.route("**/*", self._let_through)

    def _note(self, message: ConsoleMessage) -> None:
        # On /data, Streamlit looks for its server under /data/_stcore first.
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            self.errors.append(message.text)

    def _let_through(self, route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("localhost", "127.0.0.1", None):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open watched pages; pass `color_scheme="dark"` or `viewport={...}` as in Playwright."""
    contexts = []

    def make(**options: object) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 1000}, **options})
        context.set_default_timeout(30_000)
        contexts.append(context)
        made = Visit(context.new_page())
        made.watch()
        return made

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start Streamlit scripts as run.py starts the app; variables are added by name."""
    with ExitStack() as started:

        def start(script: Path, **variables: str) -> str:
            if script.parent != ROOT:
                script = _beside_static(script, tmp_path_factory.mktemp("served"))
            return started.enter_context(serving(script, **variables))

        yield start


@contextmanager
def serving(script: Path, **variables: str) -> Iterator[str]:
    """Run a Streamlit script as run.py starts the app, and give its address."""
    port = run.free_port("127.0.0.1", 8600)
    hosts = run.allowed_hosts("127.0.0.1", {})
    command = [sys.executable, *run.app_command("127.0.0.1", port, hosts, str(script))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    url = run.url_of("127.0.0.1", port)
    try:
        wait_until_healthy(url)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _beside_static(script: Path, folder: Path) -> Path:
    # Streamlit serves the folder `static` that lies beside the script, and nothing else.
    shutil.copytree(ROOT / "static", folder / "static")
    return shutil.copy(script, folder)


def wait_until_healthy(url: str) -> None:
    """Wait until the app at an address answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(f"The app at {url} did not start within a minute.")
