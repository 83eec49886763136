"""Stand-ins for gaps: words, told apart from names that sound like them."""

from __future__ import annotations

import pandas as pd
import pytest

from core.checks.disguised_missing import stand_ins

FILMS = [f"film {n}" for n in range(60)] * 3


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["red", "blue", "missing"], ["missing"]),
        ([*FILMS, "Missing", "Missing"], []),
        ([*FILMS, *["missing"] * 15], ["missing"]),
        ([*FILMS, "?"], ["?"]),
    ],
)
def test_a_plain_word_among_names_stands_for_a_gap_only_where_frequent(
    values: list[str], words: list[str]
) -> None:
    assert stand_ins(pd.Series(values, dtype="str")) == words
