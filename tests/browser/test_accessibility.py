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
# The drawing inside a chart is hidden behind its text; test_look examines one in full.
WITHOUT_DRAWINGS = {"exclude": [[".js-plotly-plot .svg-container"]]}
MODES = ("light", "dark")
MOST_FOLDS = 60
NAMES = tuple(page.name for page in PAGES if page.exists and page.name != "home")
# What shows something else in the place of what is shown first: role and names of the choices.
OTHER_VIEWS = {
    "explore": ("radio", ("Target", "Missing values", "Associations")),
    "explain": ("tab", ("One row",)),
}
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


@pytest.fixture(scope="module", params=MODES)
def walker(request: pytest.FixtureRequest, browser: Browser, app: str) -> Iterator[Walker]:
    """Open one tab in light or in dark."""
    with context_of(browser, color_scheme=request.param) as context:
        yield Walker(context.new_page(), app)


@pytest.fixture
def in_filled(walker: Walker, filled: str) -> Walker:
    """Return the tab with the filled project."""
    if walker.page.url == "about:blank" or walker.project != filled:
        walker.go("problem", filled)
    return walker


def broken(walker: Walker, where: str) -> list[tuple[str, ...]]:
    """Return the broken rules of what is shown, with the element that breaks each."""
    walker.seen()
    walker.settle()
    answer = Axe().run(walker.page, context=WITHOUT_DRAWINGS, options=RULES).response
    found: list[dict[str, Any]] = answer["violations"]
    return [
        (where, one["id"], "; ".join(check["message"] for check in node["any"]), node["html"][:160])
        for one in found
        for node in one["nodes"]
    ]


def opened(walker: Walker) -> None:
    """Unfold everything on the page that is folded away."""
    folds = walker.page.get_by_test_id("stMain").locator("details:not([open]) > summary")
    for _ in range(MOST_FOLDS):
        if not folds.count():
            return
        before = walker.runs()
        folds.first.click()
        walker.page.wait_for_timeout(100)
        if walker.runs() != before:
            walker.settle()
    raise AssertionError("there is always one more thing to unfold")


@pytest.mark.parametrize("name", NAMES)
def test_no_rule_is_broken_on_a_filled_page(in_filled: Walker, name: str) -> None:
    walker = in_filled
    walker.rail(name)
    opened(walker)
    walls = broken(walker, name)
    role, views = OTHER_VIEWS.get(name, ("", ()))
    for view in views:
        walker.click(walker.page.get_by_role(role, name=view, exact=True))
        opened(walker)
        walls += broken(walker, f"{name} {view}")
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
        if name == "problem":
            walker.go(name, filled)
        elif name != "home":
            walker.rail(name)
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
