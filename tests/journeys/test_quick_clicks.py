"""Clicks that follow each other within milliseconds: each is kept, none is a conflict."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BOXES = "[class*='st-key-candidate-'] input[type=checkbox]"
CLICK_ALL = """
async pause => {
  const boxes = [...document.querySelectorAll("%s")], wanted = boxes.map(box => !box.checked);
  for (const box of boxes) { box.click(); await new Promise(go => setTimeout(go, pause)); }
  return wanted;
}
"""


def test_every_one_of_many_quick_clicks_is_kept(walker: Walker) -> None:
    walker.home()
    walker.press("open-sample-churn")
    walker.at("data")
    walker.rail("models")
    for pause in (0, 10, 50):
        wanted = walker.page.evaluate(CLICK_ALL % BOXES, pause)
        assert len(wanted) > 3
        walker.says(f"· {sum(wanted)} model")
    walker.reload()
    assert [box.is_checked() for box in walker.page.locator(BOXES).all()] == wanted
    expect(walker.part("conflict")).to_have_count(0)
