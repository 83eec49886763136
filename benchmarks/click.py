"""A change of one setting is on the screen within 0.3 s, with 336,776 rows within 1 s.

python -m benchmarks.click [--quick]

Drives the app with a real Chromium through the churn sample and then through the flights
table if it is there, each trained and explained, the flights on a sample of their rows. One
setting is changed on each page; where a page has none of its own, as Deploy, expert mode is.
`--quick` leaves the training out, so the later pages are measured while they are still empty.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.browser import ROOT, answered_after, app, chromium, opened, settle, watch
from benchmarks.verdict import Verdict, judge, median

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

FLIGHTS = ROOT.parent / "shared" / "data" / "nycflights13.parquet"
SMALL, LARGE = 0.3, 1.0
REPEATS = 8
SAMPLE = "5000"  # rows of the flights that models learn from
Act = Callable[["Locator", int], None]


@dataclass(frozen=True)
class Setting:
    """What is changed on a page: its name, where it is, how; `behind` what must be opened."""

    name: str
    place: str
    act: Act
    behind: str = ""

    def shows(self, page: Page) -> bool:
        """Tell whether the setting is on the page, opening what it lies behind."""
        there = page.locator(self.place)
        if not there.count() and self.behind and page.locator(self.behind).count():
            page.locator(self.behind).click()
            there.first.wait_for()
            settle(page)
        return there.count() > 0


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
            yield from _with_flights(browser, url, train)
        else:
            print("skipped: the flights table is not there", file=sys.stderr)


def _clicks(page: Page, table: str, limit: float) -> Iterator[Verdict]:
    for name, settings in SETTINGS.items():
        go(page, name)
        page.wait_for_timeout(500)  # a page may go on drawing after its first rest
        setting = next(item for item in (*settings, EXPERT) if item.shows(page))
        watch(page)
        turns = [answered(page, setting, turn) for turn in range(REPEATS)]
        yield Verdict(f"{table}, {name}: {setting.name}", median(turns[1:]), limit)


def answered(page: Page, setting: Setting, turn: int) -> float:
    """Change a setting, once more where a click was lost, and return the seconds it took."""
    for _ in range(3):
        setting.act(page.locator(setting.place), turn)
        seconds = answered_after(page)
        if not math.isnan(seconds):
            return seconds
        turn += 1
    sys.exit(f"a click had no effect three times: {setting.name}")


def open_churn(page: Page, url: str) -> None:
    """Begin a project with the churn sample."""
    page.goto(url)
    page.locator(".st-key-open-sample-churn button").click()
    page.locator(".st-key-which-rows").wait_for()
    settle(page)


def _with_flights(browser: Browser, url: str, train: bool) -> Iterator[Verdict]:
    page = opened(browser)
    page.goto(url)
    page.locator(".st-key-home-upload input[type=file]").set_input_files(FLIGHTS)
    page.locator(".st-key-which-rows").wait_for()
    settle(page)
    if train:
        _sample(page)
        _finish(page)
    yield from _clicks(page, "flights", LARGE)
    page.context.close()


def _sample(page: Page) -> None:
    """Let models learn from few rows: the clicks are timed, not the training."""
    go(page, "models")
    page.locator(".st-key-sample-on label").last.click()
    rows = page.locator(".st-key-sample-rows input")
    rows.fill(SAMPLE)
    rows.press("Enter")
    settle(page)


def _finish(page: Page) -> None:
    """Train, choose, open the test rows and explain, so that every page is full."""
    go(page, "models")
    page.locator(".st-key-train button").click()
    page.locator(".st-key-choose-model button").wait_for()
    settle(page)
    page.locator(".st-key-choose-model button").click()
    page.wait_for_url("**/evaluate*")
    for name, button, full in (
        ("evaluate", ".st-key-open-test button", ".st-key-rows-offer"),
        ("explain", ".st-key-explain button", "[role=tab]"),
        ("deploy", ".st-key-pack button", ".st-key-schedule-fold"),
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


def _switch(place: Locator, _: int) -> None:
    place.locator("label").last.click()


def _segment(place: Locator, turn: int) -> None:
    place.locator("button").nth(1 + turn % 2).click()


def _pick(place: Locator, turn: int) -> None:
    option = place.page.locator("[role=option]").nth(1 + turn % 2)
    while not option.is_visible():  # a list that opens while the page is drawn may close again
        place.locator("button[aria-haspopup=listbox]").click()
        place.page.wait_for_timeout(300)
    option.click()


def _step(place: Locator, turn: int) -> None:
    place.locator("button").nth(turn % 2).click()


def _slide(place: Locator, turn: int) -> None:
    place.get_by_role("slider").press("ArrowRight" if turn % 2 else "ArrowLeft")


STEP = Setting("a step on or off", "[class*=st-key-step-][class*=-on]", _switch)
CANDIDATE = "[class*=st-key-candidate-]:not([class*=-settings])"
EXPERT = Setting("expert mode", ".st-key-expert", _switch)
SETTINGS: Mapping[str, tuple[Setting, ...]] = {
    "problem": (Setting("the metric", ".st-key-problem-metric", _pick),),
    "data": (Setting("which rows", ".st-key-which-rows", _segment),),
    "explore": (Setting("which part", ".st-key-explore-part", _segment),),
    "clean": (STEP, Setting("which step to add", ".st-key-add-clean-which", _pick)),
    "features": (STEP, Setting("which step to add", ".st-key-add-features-which", _pick)),
    "models": (Setting("a candidate on or off", CANDIDATE, _switch),),
    "tune": (Setting("how many trials", ".st-key-tune-trials", _step),),
    "evaluate": (
        Setting("the threshold", ".st-key-threshold", _slide, ".st-key-threshold-fold summary"),
        Setting("which test rows", ".st-key-rows-offer", _segment),
    ),
    "explain": (
        Setting("which row", ".st-key-row-pick", _segment, '[role=tab] >> text="One row"'),
    ),
    "deploy": (
        Setting(
            "how often to predict",
            ".st-key-schedule-every",
            _pick,
            ".st-key-schedule-fold summary",
        ),
    ),
}

if __name__ == "__main__":
    sys.exit(main())
