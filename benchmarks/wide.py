"""A table of 10,000 columns: its page never waits for what is found out about them.

python -m benchmarks.wide [--short]

Uploads 2,000 rows of 10,000 numbers (`--short`: 200 rows) with a real Chromium. The page must
stand before the work that looks at the columns has ended, of which the same run tells the time;
a click must be answered within 0.5 s, while that work goes on and afterwards, on each page.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import click
from benchmarks.browser import app, chromium, first_answer_after, opened, settle, watch
from benchmarks.click import Setting
from benchmarks.verdict import Verdict, judge, median

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

COLUMNS, ROWS, FEW_ROWS = 10_000, 2_000, 200
CLICK = 0.5
STANDS = 0.5  # of the time from the first rows until everything is known
REPEATS = 4
LOOK = ".st-key-job-look"


def main() -> int:
    """Measure, print and return 1 if a promise is broken."""
    return judge(verdicts(FEW_ROWS if "--short" in sys.argv else ROWS))


def verdicts(rows: int = ROWS) -> Iterator[Verdict]:
    """Measure how soon the page stands, then one click of each kind on each page."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        file = _made(Path(folder), rows)
        home = Path(folder, "home")
        home.mkdir()
        with app(home) as url:
            page = opened(browser)
            page.goto(url)
            page.locator(".st-key-home-upload input[type=file]").set_input_files(file)
            yield from _filling(page)
            for name, settings in SETTINGS.items():
                if name != "data":
                    click.go(page, name)
                for setting in settings:
                    yield _clicked(page, name, setting)


def _made(folder: Path, rows: int) -> Path:
    """Write the table: numbers with gaps, and two outcomes that hang on a few of them."""
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(0)
    values = random.normal(size=(rows, COLUMNS - 1)).round(4)
    outcome = values[:, :3].sum(axis=1) + random.normal(size=rows) > 0
    values[random.random(values.shape) < 0.01] = np.nan
    frame = pd.DataFrame(values, columns=[f"x{place}" for place in range(COLUMNS - 1)])
    frame["outcome"] = np.where(outcome, "yes", "no")
    frame.to_parquet(folder / "wide.parquet")
    return folder / "wide.parquet"


def _filling(page: Page) -> Iterator[Verdict]:
    """Wait for the rows, click while the columns are looked at, then wait for the rest."""
    page.locator(f"{LOOK}, .st-key-which-rows").first.wait_for()
    began = time.monotonic()
    page.locator(".st-key-which-rows").wait_for()
    stands = time.monotonic() - began
    settle(page)
    yield _clicked(page, "data, while it is looked at", ROWS_SHOWN, wait=False)
    page.locator(".st-key-train-now").wait_for()
    _looked(page)
    known = time.monotonic() - began
    yield Verdict("the page stands before all is known", stands, STANDS * known)


def _clicked(page: Page, place: str, setting: Setting, wait: bool = True) -> Verdict:
    """Return the middle of several clicks; `wait` for the work that each of them may begin."""
    if not setting.shows(page):
        sys.exit(f"'{setting.name}' is not on the page: {place}")
    turns = []
    for turn in range(REPEATS):
        watch(page)
        setting.act(page.locator(setting.place), turn)
        turns.append(first_answer_after(page))
        if wait:
            _looked(page)
    return Verdict(f"{place}: {setting.name}", median(turns), CLICK)


def _looked(page: Page) -> None:
    settle(page)
    page.locator(LOOK).wait_for(state="detached")
    settle(page)


def _turn(place: Locator, turn: int) -> None:
    place.locator("button").nth(2 + turn % 2).click()  # the first goes back


def _search(place: Locator, turn: int) -> None:
    field = place.locator("input")
    field.fill("x12" if turn % 2 else "x1")
    field.press("Enter")


ROWS_SHOWN = click.SETTINGS["data"][0]
SETTINGS: Mapping[str, tuple[Setting, ...]] = {
    "data": (
        ROWS_SHOWN,
        Setting("more columns of the rows", ".st-key-rows-columns", _turn),
        Setting("a page of the grid", ".st-key-columns-pages", _turn),
        Setting("a search in the grid", ".st-key-columns-search", _search),
    ),
    "explore": click.SETTINGS["explore"],
    "clean": click.SETTINGS["clean"][:1],
    "features": click.SETTINGS["features"][:1],
    "problem": click.SETTINGS["problem"],
    "models": click.SETTINGS["models"],
}

if __name__ == "__main__":
    sys.exit(main())
