"""Numbers among words are told from columns of one sort, and from codes."""

from __future__ import annotations

import pandas as pd
import pytest

from core.advice import view_of
from core.checks import CHECKS
from core.checks.mixed_types import mixture_of
from tests.checks.planted import FLAWS


def column(numbers: int, words: int, number: str = "12", word: str = "late") -> pd.Series:
    return pd.Series([number] * numbers + [word] * words, dtype="str")


@pytest.mark.parametrize(
    ("numbers", "words", "mixed"),
    [(1, 19, False), (2, 18, True), (10, 10, True), (18, 2, True), (19, 1, False), (9, 10, False)],
)
def test_a_mixture_has_both_sorts_and_twenty_values(numbers: int, words: int, mixed: bool) -> None:
    assert (mixture_of("wait", column(numbers, words)) is not None) is mixed


@pytest.mark.parametrize(
    ("number", "word"), [("12", "n/a"), ("12", " "), ("007", "late"), ("12", "PC 9")]
)
def test_marks_for_a_gap_and_codes_are_no_mixture(number: str, word: str) -> None:
    assert mixture_of("wait", column(20, 20, number, word)) is None


def test_the_evidence_has_counts_and_examples() -> None:
    mixture = mixture_of("wait", column(15, 5))
    assert mixture is not None
    assert mixture.sentence() == (
        "In 'wait' 15 values (75 %) are numbers, such as '12', and 5 are not, such as 'late'."
    )


def test_both_decisions_settle_it() -> None:
    dataset, recipe = FLAWS["mixed_types"]()
    finding = CHECKS.get("mixed_types").look(view_of(recipe, dataset))
    assert finding is not None
    assert [fix.label for fix in finding.fixes] == ["Read as numbers", "Keep as text"]
    for fix in finding.fixes:
        assert CHECKS.get("mixed_types").look(view_of(recipe.apply(fix), dataset)) is None
