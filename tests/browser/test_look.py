"""The look in a real browser: own font, enough contrast, no request to the outside."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import Visit, context_of
from core.charts.template import DARK, LIGHT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parent / "apps" / "look.py"
MODES = ("light", "dark")
# Every text of a chart has a contrast of 7 to 1 to the page, and the lines of its grid are seen.
READABLE = """() => {
    const parts = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const light = colour => parts(colour).map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const page = getComputedStyle(document.querySelector(".stApp")).backgroundColor;
    const ground = light(page);
    const mixed = look => {
        const share = Number(look.strokeOpacity), under = parts(page);
        const both = (part, at) => share * part + (1 - share) * under[at];
        return `rgb(${parts(look.stroke).map(both)})`;
    };
    const contrast = colour => {
        const ends = [light(colour), ground].sort((one, other) => one - other);
        return (ends[1] + 0.05) / (ends[0] + 0.05);
    };
    const places = ":is(.xtick, .ytick, .y2tick, .legend, .annotation) text";
    const texts = [...document.querySelectorAll(places)];
    const lines = [...document.querySelectorAll("path.ygrid")];
    return texts.length > 3 && lines.length > 3
        && texts.every(text => contrast(getComputedStyle(text).fill) >= 7)
        && lines.every(line => contrast(mixed(getComputedStyle(line))) >= 1.1)
        && lines.every(line => contrast(mixed(getComputedStyle(line))) <= 3);
}"""


@pytest.fixture(scope="module")
def url(serve: Callable[..., str]) -> str:
    return serve(SCRIPT)


@pytest.fixture(params=MODES, scope="module")
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def look(browser: Browser, url: str, mode: str) -> Iterator[Visit]:
    """Open the page once in each mode; the tests only read it."""
    tall = {"width": 1280, "height": 1500}
    with context_of(browser, color_scheme=mode, viewport=tall) as context:
        visited = Visit(context.new_page())
        visited.watch()
        visited.open(url)
        visited.page.locator(".js-plotly-plot .main-svg").nth(3).wait_for()
        if folder := os.environ.get("SHOTS"):
            visited.page.screenshot(path=Path(folder) / f"look-{mode}.png")
        yield visited


def test_nothing_is_fetched_from_outside_and_nothing_fails(look: Visit) -> None:
    assert look.outside == []
    assert look.errors == []


def test_the_bundled_font_is_used(look: Visit) -> None:
    loaded = look.page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts]"
        ".filter(face => face.status === 'loaded').map(face => face.family))"
    )
    assert "Inter" in [name.strip('"') for name in loaded]
    used = look.page.locator("h1").first.evaluate("node => getComputedStyle(node).fontFamily")
    assert used.startswith("Inter")


def test_the_page_knows_the_visitors_theme(look: Visit, mode: str) -> None:
    assert look.page.get_by_text(f"dark={mode == 'dark'}").is_visible()


def test_charts_have_a_text_and_draw_data_as_text(look: Visit) -> None:
    assert look.page.get_by_label("XGBoost and Logistic tie at 0.85").count() >= 1
    texts = " ".join(look.page.locator(".js-plotly-plot text").all_text_contents())
    assert texts.count('<a href="https://evil.example">pay</a> <b>x</b> &lt;b&gt;') >= 3
    assert "0<=X<2 <img src=//x.example>" in texts
    assert look.page.locator(".js-plotly-plot :is(a, b, img, image)").count() == 0
    assert look.outside == []


def test_data_is_text_too_where_the_pointer_stands(look: Visit) -> None:
    look.page.locator(".js-plotly-plot .point path").first.hover(force=True)
    told = look.page.locator(".hoverlayer .hovertext")
    told.wait_for()
    assert told.text_content() == '<a href="https://evil.example">pay</a> <b>x</b> &lt;b&gt;'
    assert look.outside == []


def test_lines_have_the_colours_of_the_theme(look: Visit, mode: str) -> None:
    strokes = "nodes => nodes.map(node => getComputedStyle(node).stroke)"
    drawn = look.page.locator(".scatterlayer .js-line").evaluate_all(strokes)
    colours = {"light": LIGHT, "dark": DARK}[mode]
    assert drawn == [f"rgb{tuple(bytes.fromhex(colour[1:]))}" for colour in colours]


def test_no_wcag_rule_is_broken(look: Visit) -> None:
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}}
    violations = Axe().run(look.page, options=options).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations] == []


def test_charts_follow_a_change_of_the_theme_without_a_new_run(browser: Browser, url: str) -> None:
    with context_of(browser, color_scheme="light") as context:
        visited = Visit(context.new_page())
        visited.open(url)
        page = visited.page
        page.locator(".js-plotly-plot .xtick text").first.wait_for()
        for mode, told in (("light", "False"), ("dark", "False"), ("light", "False")):
            page.emulate_media(color_scheme=mode)
            page.wait_for_function(READABLE)
            assert page.get_by_text(f"dark={told}").is_visible()
