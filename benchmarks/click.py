"""A change of one setting is on the screen within 0.3 s, with 336,776 rows within 1 s.

python -m benchmarks.click [--quick]

Drives the app with a real Chromium through the churn sample, trained and explained, and
then through the flights table if it is there. `--quick` leaves the training out, so the
later pages are measured while they are still empty.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.browser import ROOT, answered_after, app, chromium, opened, settle, watch
from benchmarks.verdict import Verdict, judge, median

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLIGHTS = ROOT.parent / "shared" / "data" / "nycflights13.parquet"
SMALL, LARGE = 0.3, 1.0
REPEATS = 4
Act = Callable[["Page", int], None]


def main() -> int:
    """Measure, print and return 1 if a promise is broken."""
    return judge(verdicts(train="--quick" not in sys.argv))


def verdicts(train: bool = True) -> Iterator[Verdict]:
    """Measure one setting of each page with a small table, then with a large one."""
    with tempfile.TemporaryDirectory() as home, chromium() as browser, app(Path(home)) as url:
        page = opened(browser)
        open_churn(page, url)
        if train:
            _finish(page)
        yield from _clicks(page, "churn", SMALL)
        page.context.close()
        if FLIGHTS.exists():
            yield from _with_flights(browser, url)
        else:
            print("skipped: the flights table is not there", file=sys.stderr)


def _clicks(page: Page, table: str, limit: float) -> Iterator[Verdict]:
    for name, wanted in ACTS.items():
        go(page, name)
        if name == "explain" and page.get_by_role("tab", name="One row").count():
            page.get_by_role("tab", name="One row").click()
            settle(page)
        act = wanted
        page.wait_for_timeout(500)  # a page may go on drawing after its first rest
        if name in READY and page.locator(READY[name]).count() == 0:
            print(f"      {name}: no setting of its own is shown yet", file=sys.stderr)
            act = _expert
        watch(page)
        turns = [answered(page, act, turn) for turn in range(REPEATS)]
        yield Verdict(f"{table}, a setting on {name}", median(turns[1:]), limit)


def answered(page: Page, act: Act, turn: int) -> float:
    """Change a setting, once more where a click was lost, and return the seconds it took."""
    for _ in range(3):
        act(page, turn)
        seconds = answered_after(page)
        if not math.isnan(seconds):
            return seconds
        turn += 1
    sys.exit("a click had no effect three times")


def open_churn(page: Page, url: str) -> None:
    """Begin a project with the churn sample."""
    page.goto(url)
    page.locator(".st-key-open-sample-churn button").click()
    page.locator(".st-key-which-rows").wait_for()
    settle(page)


def _with_flights(browser: Browser, url: str) -> Iterator[Verdict]:
    page = opened(browser)
    page.goto(url)
    page.locator(".st-key-home-upload input[type=file]").set_input_files(FLIGHTS)
    page.locator(".st-key-which-rows").wait_for()
    settle(page)
    yield from _clicks(page, "flights", LARGE)
    page.context.close()


def _finish(page: Page) -> None:
    """Train, choose, open the test rows and explain, so that every page is full."""
    go(page, "models")
    page.locator(".st-key-train button").click()
    page.locator(".st-key-choose-model button").wait_for()
    settle(page)
    page.locator(".st-key-choose-model button").click()
    page.wait_for_url("**/evaluate*")
    for name, button, full in (
        ("evaluate", ".st-key-open-test button", ".st-key-confusion"),
        ("explain", ".st-key-explain button", "[role=tab]"),
    ):
        go(page, name)
        page.locator(button).click()
        page.locator(full).first.wait_for()
    settle(page)


def go(page: Page, name: str) -> None:
    """Go to another page of the project."""
    page.locator(f'[data-testid="stSidebar"] a[href^="{name}?"]').first.click()
    page.wait_for_url(f"**/{name}*")
    settle(page)


def _switch(place: str) -> Act:
    def act(page: Page, _: int) -> None:
        page.locator(f"{place} label").last.click()

    return act


def _segment(place: str) -> Act:
    def act(page: Page, turn: int) -> None:
        page.locator(f"{place} button").nth(1 + turn % 2).click()

    return act


def _pick(place: str) -> Act:
    def act(page: Page, turn: int) -> None:
        page.locator(f"{place} button[aria-haspopup=listbox]").click()
        page.locator("[role=option]").nth(1 + turn % 2).click()

    return act


def _step(place: str) -> Act:
    def act(page: Page, turn: int) -> None:
        page.locator(f"{place} button").nth(turn % 2).click()

    return act


def _slide(place: str) -> Act:
    def act(page: Page, turn: int) -> None:
        page.locator(f"{place} [role=slider]").press("ArrowRight" if turn % 2 else "ArrowLeft")

    return act


STEP = "[class*=st-key-step-][class*=-on]"
CANDIDATE = "[class*=st-key-candidate-]:not([class*=-settings])"
_expert = _switch(".st-key-expert")
ACTS: Mapping[str, Act] = {
    "problem": _pick(".st-key-problem-metric"),
    "data": _segment(".st-key-which-rows"),
    "explore": _segment(".st-key-explore-part"),
    "clean": _switch(STEP),
    "features": _switch(STEP),
    "models": _switch(CANDIDATE),
    "tune": _step(".st-key-tune-trials"),
    "evaluate": _slide(".st-key-threshold"),
    "explain": _segment(".st-key-row-pick"),
    "deploy": _expert,
}
READY = {
    "clean": STEP,
    "features": STEP,
    "tune": ".st-key-tune-trials",
    "evaluate": ".st-key-threshold",
    "explain": ".st-key-row-pick",
}

if __name__ == "__main__":
    sys.exit(main())
