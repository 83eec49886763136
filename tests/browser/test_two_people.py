"""Two visitors of one server: each sees and downloads only what is their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import Visit, context_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parent / "apps" / "two_people.py"
PEOPLE = ("alice", "bobby")


@pytest.fixture
def visitors(browser: Browser, serve: Callable[..., str]) -> Iterator[dict[str, Visit]]:
    url = serve(SCRIPT)
    with context_of(browser) as hers, context_of(browser) as his:
        pages = (hers.new_page(), his.new_page())
        visits = {who: Visit(page) for who, page in zip(PEOPLE, pages, strict=True)}
        for who, visited in visits.items():
            visited.open(f"{url}/?who={who}")
            visited.page.get_by_text("Later").wait_for()
        yield visits


def test_each_gets_their_own_file_and_result(visitors: dict[str, Visit]) -> None:
    names = set()
    for who, visited in visitors.items():
        text = visited.page.locator("[data-testid=stMain]").inner_text()
        assert f"secret of {who}" in text
        assert not any(f"secret of {other}" in text for other in PEOPLE if other != who)
        for label in ("Now", "Later"):
            with visited.page.expect_download() as waiting:
                visited.page.get_by_role("button", name=label).click()
            offered = waiting.value
            names.add(offered.suggested_filename)
            assert who.encode() in Path(offered.path()).read_bytes()
    assert len(names) == 4
    assert all(name.startswith("predictions-") and name.endswith(".csv") for name in names)
