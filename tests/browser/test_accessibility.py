"""Every page, empty and filled, light and dark: no WCAG rule is broken, the keyboard suffices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from conftest import context_of
from core.advice import suggest
from core.loading import load
from core.recipe import Search
from core.samples import sample_named
from pages.ui import stores
from pages.ui.stages import PAGES
from tests.journeys.walker import Walker
from tests.pages.conftest import MAIN_ACTIONS, server_of, work
from tests.pages.conftest import opened as page_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],  # details of what is right are not read
}
# The drawing inside a chart is hidden behind its text; test_look examines one in full.
WITHOUT_DRAWINGS = {"exclude": [[".js-plotly-plot .svg-container"]]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
AT_REST = "document.getAnimations().every(one => one.playState !== 'running')"
GROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
MOST_FOLDS = 60
NAMES = tuple(page.name for page in PAGES if page.exists and page.name != "home")
# What shows something else in the place of what is shown first: role and names of the choices.
OTHER_VIEWS = {
    "explore": ("radio", ("Target", "Missing", "Associations")),
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
def filled(app_home: Path) -> str:
    """Return a project that has a result on every page; the main buttons made them."""
    with server_of(app_home):
        sample = sample_named("titanic")
        table = load(sample.file)
        version = stores.store().store_dataset(table, {"source": "csv"}, "local")
        recipe = suggest(table, sample.target)
        quick = [c for c in recipe.candidates if c.model in ("dummy", "logistic")]
        recipe = recipe.edit(
            source={"source": "csv", "data": version.fingerprint},
            candidates=tuple(quick),
            chosen=quick[-1].name,
            split=replace(recipe.problem.split, folds=3),
            search=Search(quick[-1].name, 3, None),
        )
        project = stores.store().create("local", "Titanic", recipe.to_json()).id
        for page, button, kind in (*MAIN_ACTIONS, ("tune", "start-tuning", "tune")):
            work(page_of(page, project), button, kind)
    return project


@pytest.fixture(scope="module")
def walker(filled: str, browser: Browser, app: str) -> Iterator[Walker]:
    """Open one tab with the filled project."""
    with context_of(browser, color_scheme="light") as context:
        tab = Walker(context.new_page(), app)
        tab.go("problem", filled)
        yield tab


def broken(walker: Walker, where: str) -> list[tuple[str, ...]]:
    """Return the broken rules of what is shown, with the element that breaks each.

    In the dark everything but the colours is the same, so only their rules are asked again.
    """
    walker.settle()
    walker.page.mouse.move(0, 0)  # a hint under the pointer is still fading in
    walker.rest(300)
    walker.page.wait_for_function(AT_REST)
    found = _violations(walker, RULES)
    white = walker.page.evaluate(GROUND)
    walker.page.emulate_media(color_scheme="dark")
    walker.page.wait_for_function(f"white => {GROUND} !== white && {AT_REST}", arg=white)
    dark = _violations(walker, COLOURS)
    walker.page.emulate_media(color_scheme="light")
    return [
        (mode, where, one["id"], "; ".join(check["message"] for check in node["any"]))
        + (node["html"][:160],)
        for mode, walls in (("light", found), ("dark", dark))
        for one in walls
        for node in one["nodes"]
    ]


def _violations(walker: Walker, options: dict[str, Any]) -> list[dict[str, Any]]:
    answer = Axe().run(walker.page, context=WITHOUT_DRAWINGS, options=options).response
    found: list[dict[str, Any]] = answer["violations"]
    return found


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
def test_a_filled_page_has_no_wall(walker: Walker, name: str) -> None:
    walker.rail(name)
    assert _tabs_to(walker, MAIN_ACTION[name]), "the keyboard does not reach the main action"
    opened(walker)
    walls = broken(walker, name)
    role, views = OTHER_VIEWS.get(name, ("", ()))
    for view in views:
        walker.click(walker.page.get_by_role(role, name=view, exact=True))
        opened(walker)
        walls += broken(walker, f"{name} {view}")
    assert walls == []


def test_an_empty_page_has_no_wall(walker: Walker) -> None:
    walls = []
    for name in ("", "problem", "data", "models"):
        walker.page.goto(f"{walker.url}/{name}")
        walker.settle()
        if not name:
            assert _tabs_to(walker, MAIN_ACTION["home"])
        walls += broken(walker, name or "home")
    walker.home()
    walker.press("new-source")
    for name in ("problem", "data"):
        walker.rail(name)
        walls += broken(walker, f"{name} of a new project")
    assert walls == []


def test_a_button_is_pressed_by_the_keyboard(walker: Walker, filled: str) -> None:
    walker.go("problem", filled)
    assert _tabs_to(walker, "next-stage")
    walker.page.keyboard.press("Enter")
    expect(walker.page.locator("h1")).to_have_text("Data")


def test_the_titles_of_steps_are_whole_on_a_phone(walker: Walker, filled: str) -> None:
    wide = walker.page.viewport_size
    assert wide
    walker.page.set_viewport_size({"width": 390, "height": 844})
    walker.go("clean", filled)
    titles = walker.page.locator("[class*='st-key-step-'] [data-testid=stCheckbox] p").locator("..")
    titles.first.wait_for()
    cut = titles.evaluate_all("all => all.map(one => one.scrollWidth > one.clientWidth)")
    walker.page.set_viewport_size(wide)
    assert cut and not any(cut)


def test_the_rail_shuts_after_a_tap_on_a_phone(walker: Walker, filled: str) -> None:
    wide = walker.page.viewport_size
    assert wide
    walker.go("data", filled)
    shut = walker.page.get_by_test_id("stSidebarCollapseButton")
    walker.rail("clean")
    expect(shut).to_have_count(1)
    walker.page.set_viewport_size({"width": 390, "height": 844})
    walker.go("data", filled)
    walker.page.get_by_test_id("stExpandSidebarButton").click()
    expect(shut).to_have_count(1)
    walker.page.get_by_test_id("stSidebar").get_by_role("link", name="Explore").click()
    walker.at("explore")
    expect(shut).to_have_count(0)
    walker.page.set_viewport_size(wide)


def _tabs_to(walker: Walker, key: str, most: int = 120) -> bool:
    for _ in range(most):
        walker.page.keyboard.press("Tab")
        if walker.page.evaluate(f"!!document.activeElement.closest('.st-key-{key}')"):
            return True
    return False
