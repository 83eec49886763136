"""A walk through the app that notes every sign of a text from the data being more than text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Locator, Page

    from conftest import Visit

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 850}
JOINER = "\u2060"
MADE_BY_TEXT = (
    "a[href*='evil'], a[href^='javascript'], a[href^='data:text'], a[href^='mailto'],"
    "img[src*='evil'], iframe, form, object, video, body script, .katex, del,"
    "h1#heading, h3, [data-testid=stMarkdownContainer] :is(ol, blockquote, table, input),"
    "strong:text-is('b'), code:text-is('c'), [role=img][aria-label*=skull],"
    "[data-testid=stIconMaterial]:text-is('skull'), [onerror], [onload], [onfocus], [ontoggle],"
    # The title that our charts do not have is made bold by Streamlit's theme.
    ".js-plotly-plot a, .js-plotly-plot tspan[style*=bold]:text-matches('[^ ]')"
)
TOO_WIDE = """() => {
  const main = document.querySelector('[data-testid=stMain]') ?? document.documentElement;
  return Math.max(document.documentElement.scrollWidth - window.innerWidth,
                  main.scrollWidth - main.clientWidth) > 1;
}"""
OPEN_ALL = """() => document.querySelectorAll('details:not([open]) > summary')
  .forEach(summary => summary.click())"""
OVER = re.compile("Finished in|Resume")
LONG = 120_000


@dataclass
class Walk:
    """One tab that walks through the app, and everything that went wrong on the way."""

    visited: Visit
    url: str
    made: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("dialog", self._dismiss)

    @property
    def page(self) -> Page:
        """The tab."""
        return self.visited.page

    @property
    def project(self) -> str:
        """The id of the open project."""
        return parse_qs(urlsplit(self.page.url).query)["project"][0]

    def part(self, key: str) -> Locator:
        """Return the container or widget with a key."""
        return self.page.locator(f".st-key-{key}").first

    def press(self, key: str) -> None:
        """Click the button with a key."""
        self.part(key).get_by_role("button").first.click()

    def open(self, name: str, project: str = "") -> None:
        """Show a page of a project, of the one that is open unless said."""
        self.page.goto(f"{self.url}/{name}?project={project or self.project}")
        self.settle()

    def settle(self) -> None:
        """Wait until the script stands still and the page has a heading."""
        self.visited.settle()
        self.page.get_by_test_id("stMain").get_by_role("heading").first.wait_for()

    def work(self, key: str, kind: str) -> None:
        """Press the button that starts work, and wait for its end."""
        self.press(key)
        self.part(f"job-{kind}").get_by_text(OVER).wait_for(timeout=LONG)
        self.settle()

    def look(self, name: str) -> None:
        """Note what is wrong on a page, wide and narrow, with everything unfolded."""
        for _ in range(2):
            self.page.evaluate(OPEN_ALL)
            self.settle()
        for size in (WIDE, NARROW):
            self.page.set_viewport_size(size)
            self.note(f"{name}, {size['width']} wide")
        self.page.set_viewport_size(WIDE)
        text = self.page.locator("body").inner_text()
        self.seen[name] = " ".join(text.replace(JOINER, "").split())
        if re.search("Traceback|Something went wrong|Resume", text):
            self.broken.append(f"{name}: {text[:300]}")

    def note(self, where: str) -> None:
        """Note what only a text from the data can have made, and what does not fit."""
        found = self.page.locator(MADE_BY_TEXT).all()
        self.made += [f"{where}: {one.evaluate('node => node.outerHTML')[:300]}" for one in found]
        if self.page.evaluate("window.__xss") is not None:
            self.ran.append(where)
        if self._stays_too_wide():
            self.too_wide.append(where)

    def _stays_too_wide(self) -> bool:
        """Give charts a moment to fit themselves to the window."""
        from playwright.sync_api import TimeoutError as TooLate

        try:
            self.page.wait_for_function(f"() => !({TOO_WIDE})()", polling=100, timeout=3000)
        except TooLate:
            return True
        return False

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()
