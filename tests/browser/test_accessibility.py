"""Every page, empty and filled, light and dark: no WCAG rule is broken, the keyboard suffices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from conftest import Visit, context_of
from pages.ui.stages import PAGES
from tests.journeys.walker import Walker

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],  # details of what is right are not read
}
MODES = ("light", "dark")
NAMES = tuple(page.name for page in PAGES if page.exists and page.name != "home")
EXPLORE = ("Target", "Missing values", "Associations")
MAIN_ACTION = {
    "home": "home-upload",
    "problem": "next-stage",
    "data": "train-now",
    "explore": "next-stage",
    "clean": "next-stage",
    "features": "next-stage",
    "models": "train",
    "tune": "start-tuning",
    "evaluate": "open-test",
    "explain": "explain",
    "deploy": "pack",
}


@pytest.fixture(scope="module")
def filled(browser: Browser, app: str) -> Iterator[str]:
    """Return a project that has a result on every page."""
    with context_of(browser) as context:
        walker = Walker(context.new_page(), app)
        walker.home()
        walker.press("open-sample-titanic")
        walker.at("data")
        walker.rail("models")
        walker.keep_candidates("Baseline", "Logistic regression")
        walker.fill("folds", "3")
        walker.press("train")
        walker.finished("compare")
        walker.press("choose-model")
        walker.at("evaluate")
        for stage, button, kind in (
            ("evaluate", "open-test", "evaluate"),
            ("explain", "explain", "explain"),
            ("deploy", "pack", "bundle"),
        ):
            walker.rail(stage)
            walker.press(button)
            walker.finished(kind)
        walker.rail("tune")
        walker.fill("tune-trials", "3")
        walker.press("start-tuning")
        walker.finished("tune")
        yield walker.project


@pytest.fixture(params=MODES)
def walker(request: pytest.FixtureRequest, visit: Callable[..., Visit], app: str) -> Walker:
    """Open one tab in light or in dark."""
    return Walker(visit(color_scheme=request.param).page, app)


def broken(walker: Walker, where: str) -> list[tuple[str, ...]]:
    """Return the broken rules of what is shown, with the element that breaks each."""
    walker.seen()
    walker.settle()
    found: list[dict[str, Any]] = Axe().run(walker.page, options=RULES).response["violations"]
    return [
        (where, one["id"], "; ".join(check["message"] for check in node["any"]), node["html"][:160])
        for one in found
        for node in one["nodes"]
    ]


def test_no_rule_is_broken_on_a_filled_page(walker: Walker, filled: str) -> None:
    walls = []
    for name in NAMES:
        walker.go(name, filled)
        walls += broken(walker, name)
        if name == "explore":
            for part in EXPLORE:
                walker.click(walker.part("explore-part").get_by_role("radio", name=part))
                walls += broken(walker, f"explore {part}")
        if name == "explain":
            walker.click(walker.page.get_by_role("tab", name="One row"))
            walls += broken(walker, "explain one row")
        if name == "clean":
            walker.click(walker.part("step-0-open").locator("summary"))
            walls += broken(walker, "clean opened")
    assert walls == []


def test_no_rule_is_broken_on_an_empty_page(walker: Walker) -> None:
    walls = []
    for name in ("", "problem", "data", "models"):
        walker.page.goto(f"{walker.url}/{name}")
        walker.settle()
        walls += broken(walker, name or "home")
    walker.home()
    walker.press("new-project")
    for name in ("problem", "data"):
        walker.rail(name)
        walls += broken(walker, f"{name} of a new project")
    assert walls == []


def test_the_keyboard_reaches_the_main_action(
    visit: Callable[..., Visit], app: str, filled: str
) -> None:
    walker = Walker(visit().page, app)
    walker.home()
    unreached = []
    for name, key in MAIN_ACTION.items():
        if name != "home":
            walker.go(name, filled)
        if not _tabs_to(walker, key):
            unreached.append(name)
    assert unreached == []


def test_a_button_is_pressed_by_the_keyboard(
    visit: Callable[..., Visit], app: str, filled: str
) -> None:
    walker = Walker(visit().page, app)
    walker.go("problem", filled)
    assert _tabs_to(walker, "next-stage")
    walker.page.keyboard.press("Enter")
    expect(walker.page.locator("h1")).to_have_text("Data")


def _tabs_to(walker: Walker, key: str, most: int = 120) -> bool:
    for _ in range(most):
        walker.page.keyboard.press("Tab")
        if walker.page.evaluate(f"!!document.activeElement.closest('.st-key-{key}')"):
            return True
    return False
