"""A whole run that follows a fragment in the same thread draws from the top of the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import Visit

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parent / "apps" / "after_fragment.py"


def test_a_whole_run_begins_at_the_top(
    serve: Callable[..., str], visit: Callable[[], Visit]
) -> None:
    visited = visit()
    page = visited.open(serve(SCRIPT))
    for run in (2, 3):
        page.get_by_text("Look again").click()
        expect(page.locator("h1")).to_have_text(f"Run {run}")
        expect(page.locator("[data-testid=stColumn] h1")).to_have_count(0)
    assert visited.errors == []
