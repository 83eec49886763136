"""The quick looks for meanings find what a look at every cell finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pandas as pd
import pytest

from core.meaning import meaning_of
from core.meaning.check_digits import is_card, is_iban
from core.meaning.forms import is_email

FEWEST: dict[str, tuple[Callable[[str], bool], int]] = {
    "email": (is_email, 1),
    "iban": (is_iban, 2),
    "card": (is_card, 2),
}
WORDY = "bought the green lamp on a wet day"
CELLS = (
    "write to ann@example.org, please",
    "transfer to DE89370400440532013000 today",
    "transfer to (de89-3704-0044-0532-0130-00) today",
    "paid by 4539578763621486.",
    "paid by 4539-5787-6362-1486; thanks",
    "paid by 4539578763621487 which is no card",
    "transfer to dı89370400440532013000 in odd letters",
    "order 12345678901234567890123 of the year",
    "ABC-2024-000-111-222-333-444 in stock",
    "@ the corner",
)


def hidden_in(cells: list[str]) -> str:
    """Look at each word of each cell for each form, one after the other."""
    for meaning, (check, fewest) in FEWEST.items():
        hits = sum(
            times
            for cell, times in Counter(cells).items()
            if len(cell.split()) >= fewest
            and any(check(word.strip(".,;:()<>")) for word in cell.split())
        )
        if hits:
            return meaning
    return ""


@pytest.mark.parametrize("cell", CELLS)
def test_what_stands_inside_a_text_is_found_as_by_a_look_at_each_word(cell: str) -> None:
    cells = [*(f"{WORDY} {place}" for place in range(8)), cell]
    found = meaning_of(pd.Series(cells, dtype="str"), "remark", "text")
    expected = hidden_in(cells)
    assert (found.name if found and found.sure == "unsure" else "") == expected
    assert not expected or (found and found.reason.startswith("1 cell of 9"))


@pytest.mark.parametrize(("good", "bad", "sure"), [(8, 2, "likely"), (19, 1, "sure")])
def test_the_share_of_a_form_counts_cells_on_both_sides(good: int, bad: int, sure: str) -> None:
    cells = [f"{place} %" for place in range(good)] + [f"odd {place}" for place in range(bad)]
    for order in (cells, cells[::-1]):
        found = meaning_of(pd.Series(order, dtype="str"), "share", "text")
        assert found is not None
        assert (found.name, found.sure) == ("percentage", sure)
        assert found.reason.startswith(f"{100 * good // (good + bad)} % of")


def test_a_form_of_too_few_cells_is_none() -> None:
    cells = [f"{place} %" for place in range(7)] + ["red", "green", "blue"]
    assert meaning_of(pd.Series(cells, dtype="str"), "share", "text") is None
    named = meaning_of(pd.Series(cells, dtype="str"), "percentage", "text")
    assert named is None or named.sure == "likely"
