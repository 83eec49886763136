"""What stands below a part of the page stays when both are drawn at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import Visit

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parent / "apps" / "before_flush.py"


def test_a_part_redrawn_with_the_page_overwrites_nothing(
    serve: Callable[..., str], visit: Callable[[], Visit]
) -> None:
    visited = visit()
    page = visited.open(serve(SCRIPT))
    page.get_by_role("button", name="Again").click()
    expect(page.get_by_text("At the end")).to_be_visible()
    expect(page.get_by_text("The part")).to_be_visible()
    expect(page.get_by_text("Below it")).to_be_visible()
    assert visited.errors == []
