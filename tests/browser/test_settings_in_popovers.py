"""Looking at the settings of a candidate changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.advice import suggest
from core.loading import load
from core.projects import Projects

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def store(app_home: Path) -> Projects:
    return Projects(app_home)


@pytest.fixture
def project(store: Projects, tmp_path: Path) -> str:
    """Return a project with two candidates, the second one with a setting C of 1."""
    path = tmp_path / "visits.csv"
    rows = [f"{20 + place % 40},{'ny'[place % 3 == 0]}" for place in range(90)]
    path.write_text("\n".join(["age,left", *rows]))
    table = load(path)
    version = store.store_dataset(table, {"source": "csv"}, "local")
    recipe = suggest(table, "left")
    source = {"source": "csv", "data": version.fingerprint}
    recipe = recipe.edit(candidates=recipe.candidates[:2], source=source)
    return store.create("local", "Visits", recipe.to_json()).id


def set_minutes(page: Page, minutes: str) -> None:
    """Change something else on the page, and wait for the run that follows."""
    page.locator(".st-key-minutes input").fill(minutes)
    page.keyboard.press("Tab")
    page.locator(".st-key-undo button:enabled").first.wait_for()


def test_a_popover_opened_late_shows_the_recipe(
    visit: Callable[..., Visit], app: str, store: Projects, project: str
) -> None:
    visited = visit()
    page = visited.open(f"{app}/models?project={project}")
    from playwright.sync_api import expect

    set_minutes(page, "3")
    visited.settle()
    page.locator("[class*='st-key-candidate-'] [data-testid=stPopoverButton]").nth(1).click()
    freedom = page.get_by_test_id("stPopoverBody").locator("input").first
    expect(freedom).to_have_value("1")  # it is drawn by the run that the opening starts
    page.keyboard.press("Escape")
    page.locator(".st-key-undo button").first.click()
    page.locator(".st-key-redo button:enabled").first.wait_for()
    labels = [entry.label for entry in store.history(project, "local")]
    assert labels == ["Created", "Time limit 3 minutes"]
