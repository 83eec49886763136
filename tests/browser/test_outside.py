"""What a page asks from elsewhere is noted, and does not get through."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Visit

pytestmark = pytest.mark.browser
ASK = """urls => Promise.all(urls.map(url => new Promise(done => {
  const image = document.createElement('img');
  image.onload = () => done('loaded');
  image.onerror = () => done('failed');
  image.src = url;
})))"""


def test_requests_to_the_outside_are_noted_and_fail(visit: Callable[..., Visit]) -> None:
    visited = visit()
    urls = ["https://evil.example/p.png", "http://192.0.2.1/p.png"]
    assert visited.page.evaluate(ASK, urls) == ["failed", "failed"]
    visited.page.evaluate("new WebSocket('wss://evil.example/x')")
    visited.page.wait_for_function("performance.now() > 500")
    assert visited.outside == [*urls, "wss://evil.example/x"]
    assert any("ERR_NAME_NOT_RESOLVED" in error for error in visited.errors)
