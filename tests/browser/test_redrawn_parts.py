"""A page and a part of it that are redrawn one right after the other do not disturb each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import Visit

pytestmark = pytest.mark.browser
APPS = Path(__file__).parent / "apps"


def test_a_whole_run_begins_at_the_top(
    serve: Callable[..., str], visit: Callable[[], Visit]
) -> None:
    visited = visit()
    page = visited.open(serve(APPS / "after_fragment.py"))
    for run in (2, 3):
        page.get_by_text("Look again").click()
        expect(page.locator("h1")).to_have_text(f"Run {run}")
        expect(page.locator("[data-testid=stColumn] h1")).to_have_count(0)
    assert visited.errors == []


def test_a_part_redrawn_with_the_page_overwrites_nothing(
    serve: Callable[..., str], visit: Callable[[], Visit]
) -> None:
    visited = visit()
    page = visited.open(serve(APPS / "before_flush.py"))
    page.get_by_role("button", name="Again").click()
    expect(page.get_by_text("At the end")).to_be_visible()
    expect(page.get_by_text("The part")).to_be_visible()
    expect(page.get_by_text("Below it")).to_be_visible()
    assert visited.errors == []
