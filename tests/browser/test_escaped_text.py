"""Data text shows as itself in a real browser: nothing runs, loads, links or vanishes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import Visit, context_of
from core.text import shown
from tests.security.payloads import PAYLOADS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCRIPT = Path(__file__).parent / "apps" / "escaped_text.py"
JOINER = "\u2060"
MADE_BY_TEXT = (
    "img, a, iframe, script, form, input[type=password], object, video, svg[onload], table,"
    "ul, ol, blockquote, pre, code, hr, em, del, h1, h2, h3, .katex, [role=img],"
    "[data-testid=stIconMaterial]"
)


@pytest.fixture(scope="module")
def url(serve: Callable[..., str]) -> str:
    return serve(SCRIPT)


@pytest.fixture(scope="module")
def drawn(browser: Browser, url: str) -> Iterator[Visit]:
    """Open the page once; the tests only read it."""
    with context_of(browser) as context:
        visited = Visit(context.new_page())
        visited.watch()
        visited.page.on("dialog", lambda dialog: visited.errors.append(dialog.message))
        visited.open(url)
        visited.page.get_by_text("All drawn").wait_for()
        # The browser loads its reader of Markdown only now: until then, texts are empty.
        visited.page.wait_for_function(
            "() => [...document.querySelectorAll("
            "'[class*=st-key-alone-], [class*=st-key-button-]')]"
            ".every(text => text.innerText.trim())"
        )
        yield visited


def texts_of(page: Page, kind: str) -> list[str]:
    """Return what a person reads in the keyed containers of a kind, all at once: one layout."""
    keys = [f".st-key-{kind}-{place}" for place in range(len(PAYLOADS))]
    texts = page.evaluate("keys => keys.map(key => document.querySelector(key).innerText)", keys)
    return [" ".join(text.replace(JOINER, "").split()) for text in texts]


def test_every_payload_shows_as_itself(drawn: Visit) -> None:
    page = drawn.page
    expected = [" ".join(shown(payload).split()) for payload in PAYLOADS]
    for kind in ("alone", "button"):
        assert texts_of(page, kind) == expected


def test_no_payload_becomes_anything_but_text(drawn: Visit) -> None:
    for kind in ("alone", "button"):
        found = drawn.page.locator(f"[class*='st-key-{kind}-']").locator(MADE_BY_TEXT)
        assert found.count() == 0, found.first.evaluate("node => node.outerHTML")
    for name in ("error", "warning", "info", "success", "write"):
        links = drawn.page.locator(f".st-key-call-{name} [data-testid=stMarkdownContainer]")
        assert links.locator("a, img, .katex, [role=img]").count() == 0


def test_text_inside_a_sentence_leaves_the_sentence_alone(drawn: Visit) -> None:
    found = drawn.page.evaluate(
        """() => [...document.querySelectorAll("[class*='st-key-inside-']")].map(inside => [
          [...inside.querySelectorAll('strong')].map(one => one.innerText).join(),
          inside.querySelectorAll('.katex').length,
          inside.querySelectorAll('a, img, iframe, em, del, code').length])"""
    )
    assert found == [["odd", 1, 0]] * len(PAYLOADS)


def test_nothing_runs_and_nothing_leaves_the_computer(drawn: Visit) -> None:
    drawn.page.locator(".st-key-press-0 button").first.hover()
    assert drawn.outside == []
    assert drawn.page.evaluate("window.__xss") is None
    assert drawn.errors == []
