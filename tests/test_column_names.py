"""Column names are made usable, however many there are."""

from __future__ import annotations

import pytest

from core.column_names import clean_names


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", ["", "1"])
def test_a_hundred_thousand_names_alike_are_soon_told_apart(name: str) -> None:
    names, _ = clean_names([name] * 100_000)
    assert len(set(names)) == 100_000
