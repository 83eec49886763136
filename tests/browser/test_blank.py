"""A window that Streamlit left white comes back by itself, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import Visit

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parent / "apps" / "blank.py"


def test_a_white_window_comes_back(serve: Callable[..., str], visit: Callable[[], Visit]) -> None:
    visited = visit()
    page = visited.open(serve(SCRIPT))
    page.evaluate("window.beforeReload = true")
    page.get_by_text("Break down").click()
    page.wait_for_function("window.beforeReload === undefined")
    expect(page.locator("h1")).to_have_text("Still here")
    assert visited.lost, "nothing broke down, so nothing was shown"
    page.get_by_text("Break down").click()
    expect(page.get_by_test_id("stApp")).to_have_count(0)  # no endless reloading
