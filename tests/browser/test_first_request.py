"""A page that is opened right after the server has started has its frame, and asks nobody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import ROOT, Visit

pytestmark = pytest.mark.browser


def test_any_page_may_be_the_first(
    visit: Callable[..., Visit], serve: Callable[..., str], tmp_path: Path
) -> None:
    visited = visit()
    visited.open(serve(ROOT / "server.py", MODELWRIGHT_HOME=str(tmp_path)) + "/models")
    expect(visited.page.get_by_role("heading", level=1)).to_have_text("Models")
    expect(visited.page.get_by_test_id("stSidebar")).to_contain_text("Expert mode")
    assert (visited.errors, visited.outside) == ([], [])
