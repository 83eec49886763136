"""A visitor who finds everything by the stable keys of the app, and counts the clicks."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from core.text import count

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

STAGES = (
    "problem",
    "data",
    "explore",
    "clean",
    "features",
    "models",
    "tune",
    "evaluate",
    "explain",
    "deploy",
)
DRAWN = '[data-testid="stApp"][data-test-script-state="notRunning"]'
QUICK, LONG = 60_000, 300_000
OPENINGS, SOON = 4, 5_000
NOW_AND_THEN = 100  # milliseconds; otherwise Playwright looks with every frame drawn
# The old value tells a beginning even where the browser draws it together with the end.
_COUNT_RUNS = """
window.__runs = 0;
new MutationObserver(changes => {
  for (const change of changes) if (change.oldValue === 'notRunning') window.__runs += 1;
}).observe(document, {subtree: true, attributes: true, attributeOldValue: true,
                      attributeFilter: ['data-test-script-state']});
"""
# What a person reads, without charts and grids (they are drawn later, on a canvas).
_SEEN = """
() => {
  const words = id => {
    const part = document.querySelector(`[data-testid=${id}]`).cloneNode(true);
    part.querySelectorAll('.js-plotly-plot, [data-testid=stDataFrame], style, script')
        .forEach(node => node.remove());
    return part.textContent.replace(/\\s+/g, ' ').trim();
  };
  const values = [...document.querySelectorAll('[data-testid=stMain] :is(input, textarea)')]
      .filter(node => node.type !== 'file')
      .map(node => node.type === 'checkbox' ? node.checked : node.value);
  const rail = words('stSidebarUserContent');
  return [location.pathname, words('stMain'), rail, JSON.stringify(values)];
}
"""


@dataclass
class Walker:
    """One tab of the app: `clicks` counts what a person presses with the mouse."""

    page: Page
    url: str
    clicks: int = 0

    def __post_init__(self) -> None:
        self.page.add_init_script(_COUNT_RUNS)

    @property
    def project(self) -> str:
        """The id of the open project, as the URL carries it."""
        return parse_qs(urlsplit(self.page.url).query).get("project", [""])[0]

    @property
    def stage(self) -> str:
        """The name of the page in the URL."""
        return urlsplit(self.page.url).path.strip("/") or "home"

    def home(self) -> None:
        """Open the start page."""
        self.page.goto(self.url)
        self.settle()

    def go(self, stage: str, project: str = "") -> None:
        """Open a page of a project by its address."""
        self.page.goto(f"{self.url}/{stage}?project={project or self.project}")
        self.settle()

    def reload(self) -> None:
        """Reload the page as the browser's button does."""
        self.page.reload()
        self.settle()

    def rail(self, stage: str) -> None:
        """Click a stage on the rail."""
        rail = self.page.get_by_test_id("stSidebar")
        rail.locator(f'a[href^="{stage}?"]').first.click()
        self.clicks += 1
        self.at(stage)

    def at(self, stage: str) -> None:
        """Wait until a page is shown."""
        self.page.wait_for_url(re.compile(rf"/{stage}(\?|$)"))
        title = self.page.locator("h1")
        expect(title).to_have_text(stage.capitalize(), timeout=QUICK)
        self.settle()

    def settle(self) -> None:
        """Wait until the page is drawn and its script stands still."""
        self.page.locator(DRAWN).wait_for(state="attached", timeout=QUICK)
        expect(self.page.locator("h1")).to_be_visible(timeout=QUICK)
        expect(self.page.locator('[data-stale="true"]')).to_have_count(0, timeout=QUICK)

    def part(self, key: str) -> Locator:
        """Return the widget or container with a key."""
        return self.page.locator(f".st-key-{key}").first

    def click(self, target: Locator) -> None:
        """Click, and wait until the run that follows is over."""
        before = self.runs()
        target.click()
        self.clicks += 1
        self.finish_run(before)

    def drag(self, key: str, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag over a chart, or click it where start and end are one; in shares of its sides."""
        area = self.part(key).locator(".nsewdrag").first
        area.scroll_into_view_if_needed()
        self.settle()
        box = area.bounding_box()
        assert box is not None
        before, mouse = self.runs(), self.page.mouse
        x, y, width, height = box["x"], box["y"], box["width"], box["height"]
        mouse.move(x + width * start[0], y + height * start[1])
        if end == start:
            self.part(key).locator(".hovertext").first.wait_for()
        mouse.down()
        if end != start:
            mouse.move(x + width * end[0], y + height * end[1], steps=5)
        mouse.up()
        self.clicks += 1
        self.finish_run(before)

    def press(self, key: str) -> None:
        """Press the button with a key."""
        self.click(self.part(key).get_by_role("button").first)

    def tick(self, key: str) -> None:
        """Switch the tick box or the toggle with a key."""
        self.click(self.part(key).locator("label").first)

    def keep_candidates(self, *names: str) -> None:
        """Untick every model of the Models page but these."""
        boxes = self.page.locator("[class*='st-key-candidate-']").get_by_role("checkbox")
        for name in [box.get_attribute("aria-label") or "" for box in boxes.all()]:
            if name not in names:
                self.tick(f"candidate-{name.replace(' ', '-')}")
        self.says(f"{count(len(names), 'model')} ticked")

    def fill(self, key: str, value: str) -> None:
        """Type into the field with a key and leave it."""
        box = self.part(key).locator("input, textarea").first
        before = self.runs()
        box.fill(value)
        box.press("Tab")
        self.finish_run(before)

    def pick(self, key: str, option: str) -> None:
        """Choose another option of the select box with a key.

        A list that opens just as the page is drawn anew may close again; then it is opened anew.
        """
        box = self.part(key).get_by_role("combobox")
        wanted = self.page.get_by_role("option", name=option, exact=True)
        before = self.runs()
        for _ in range(OPENINGS):
            box.click()
            box.fill(option)
            with suppress(PlaywrightTimeout):
                wanted.click(timeout=SOON)
                break
        else:
            wanted.click()
        self.clicks += 1
        self.finish_run(before)

    def runs(self) -> int:
        """Return how many runs of the script this tab has seen since it was loaded."""
        return int(self.page.evaluate("window.__runs || 0"))

    def finish_run(self, before: int) -> None:
        """Wait for the run after `before` to begin and to end.

        A busy browser may draw the beginning and the end of a short run at once: then there
        is nothing to see, so the wait for the beginning is short.
        """
        with suppress(PlaywrightTimeout):
            self.page.wait_for_function("was => window.__runs !== was", arg=before, timeout=2000)
        self.settle()

    def upload(self, key: str, file: Path) -> None:
        """Give a file to the uploader with a key."""
        before = self.runs()
        self.part(key).locator("input[type=file]").set_input_files(file)
        self.finish_run(before)

    def download(self, key: str, folder: Path) -> Path:
        """Click a download button and return the file."""
        with self.page.expect_download() as waiting:
            self.part(key).get_by_role("button").first.click()
        self.clicks += 1
        path = folder / f"{key}-{waiting.value.suggested_filename}"
        waiting.value.save_as(path)
        return path

    def finished(self, kind: str) -> None:
        """Wait until the newest job of a kind has ended well on this page."""
        box = self.part(f"job-{kind}")
        expect(box).to_contain_text(re.compile("Finished in|Resume"), timeout=LONG)
        expect(box).to_contain_text("Finished in")
        self.settle()

    def resumed(self, kind: str) -> None:
        """Wait until the newest job of a kind no longer offers to be resumed."""
        expect(self.part(f"job-{kind}")).not_to_contain_text("Resume", timeout=LONG)

    def says(self, text: str) -> None:
        """Wait until the page shows a text."""
        expect(self.page.get_by_test_id("stApp")).to_contain_text(text, timeout=QUICK)

    def seen(self) -> list[str]:
        """Return address, words of page and rail, and values of fields, once they rest."""
        return self.rest(1000)

    def rest(self, milliseconds: int) -> list[str]:
        """Wait until what is seen has not changed for a time, and return it."""
        handle = self.page.wait_for_function(
            f"""() => {{
                const now = JSON.stringify(({_SEEN})()), then = window.__seen || {{}};
                if (then.text !== now) window.__seen = {{text: now, since: performance.now()}};
                return then.text === now && performance.now() - then.since > {milliseconds} && now;
            }}""",
            polling=NOW_AND_THEN,
            timeout=QUICK,
        )
        self.page.evaluate("delete window.__seen")
        return list(json.loads(handle.json_value()))

    def sees(self, before: list[str]) -> None:
        """Wait until the tab shows what it showed before, or fail with the difference."""
        with suppress(PlaywrightTimeout):
            self.page.wait_for_function(
                f"was => JSON.stringify(({_SEEN})()) === JSON.stringify(was)",
                arg=before,
                polling=NOW_AND_THEN,
            )
        assert self.page.evaluate(_SEEN) == before
