"""The app as run.py starts it, and a real Chromium that watches how long it takes."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 180_000  # milliseconds
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# Notes the last input, the last message of the server, the end of the last script run (a short
# one is drawn together with its beginning, and is not seen), and the last change of the page.
# What is inside a canvas is read by screen readers only, and follows what is seen with a delay.
LISTEN = """
window.WebSocket = class extends WebSocket {
  constructor(...values) {
    super(...values);
    this.addEventListener('message', () => { window.heard = performance.now(); });
  }
};
"""
WATCH = """
() => {
  const seen = window.seen = {input: 0, first: 0, ended: 0, changed: 0};
  const input = () => { seen.input = performance.now(); seen.first = 0; };
  for (const kind of ['click', 'keydown']) document.addEventListener(kind, input, true);
  const app = document.querySelector('[data-testid="stApp"]');
  new MutationObserver(() => {
    if (app.dataset.testScriptState !== 'notRunning') return;
    seen.ended = performance.now();
    seen.first = seen.first || seen.ended;
  }).observe(app, {attributeFilter: ['data-test-script-state']});
  const isSeen = change => !(change.target.nodeType === 1 ? change.target
    : change.target.parentElement)?.closest('canvas');
  new MutationObserver(changes => {
    if (changes.some(isSeen)) seen.changed = performance.now();
  })
    .observe(app, {subtree: true, childList: true, characterData: true});
}
"""
LAST = "Math.max(window.heard || 0, seen.ended, seen.changed)"


@contextmanager
def app(home: Path) -> Iterator[str]:
    """Start the app with a data folder and give its address once the port is open."""
    with served(home) as (url, _):
        yield url


@contextmanager
def served(home: Path) -> Iterator[tuple[str, int]]:
    """Start the app with a data folder and give its address and the id of its process."""
    port = run.free_port("127.0.0.1", 8700)
    hosts = run.allowed_hosts("127.0.0.1", {})
    command = [sys.executable, *run.app_command("127.0.0.1", port, hosts)]
    environment = {**os.environ, "MODELWRIGHT_HOME": str(home), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        run._wait_until_up(process, "127.0.0.1", port)
        yield run.url_of("127.0.0.1", port), process.pid
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a Chromium, or end the benchmark with the reason."""
    path = run.find_browser(os.environ, shutil.which)
    if not path:
        sys.exit("skipped: no Chromium was found; install one or set CHROMIUM to its path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        try:
            yield browser
        finally:
            browser.close()


def opened(browser: Browser) -> Page:
    """Return an empty page of a usual size."""
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.add_init_script(LISTEN)
    page.set_default_timeout(LONGEST)
    return page


def settle(page: Page, quiet: float = 0.4) -> None:
    """Wait until the script is over and the page has stood still for `quiet` seconds."""
    page.wait_for_selector(IDLE)
    page.wait_for_load_state("networkidle")
    time.sleep(quiet)
    page.wait_for_selector(IDLE)


def watch(page: Page) -> None:
    """Begin to note inputs, script runs and changes of the page."""
    page.evaluate(WATCH)


def answered_after(page: Page, quiet: float = 0.6) -> float:
    """Return the seconds from the last input until its script run and redraw were over.

    NaN if nothing followed within ten seconds: the click was lost while the page was redrawn.
    """
    deadline = time.monotonic() + 10
    while not page.evaluate("seen.input > 0 && window.heard > seen.input"):
        if time.monotonic() > deadline:
            return math.nan
        time.sleep(0.05)
    while True:
        before = page.evaluate(LAST)
        time.sleep(quiet)
        if page.evaluate(LAST) == before and page.query_selector(IDLE):
            break
    return float(page.evaluate(f"{LAST} - seen.input")) / 1000


def first_answer_after(page: Page) -> float:
    """Return the seconds from the last input until its own script run was over.

    For a page that goes on changing by itself, as one that shows the progress of work.
    """
    deadline = time.monotonic() + 3
    while not page.evaluate("seen.input > 0 && seen.first > seen.input"):
        if time.monotonic() > deadline:
            return answered_after(page)  # the run was too short to be seen
        time.sleep(0.05)
    return float(page.evaluate("seen.first - seen.input")) / 1000
