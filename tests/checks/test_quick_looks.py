"""A quick look at a few cells decides as a look at every one of them does."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from core.checks import View
from core.checks.dates_as_text import date_texts
from core.checks.id_like import is_id
from core.checks.mixed_types import mixture_of
from core.checks.months_as_text import pattern_of
from core.checks.numbers_as_text import number_texts
from core.checks.some_cells import first_known, mostly
from core.problem import Problem

ROWS = 40
WORDS = [f"word {at}" for at in range(ROWS)]


def view(cells: list[str]) -> View:
    frame = pd.DataFrame({"a": pd.Series(cells, dtype="str"), "y": range(len(cells))})
    return View(frame, Problem(target="y"), {"a": "text", "y": "number"})


@pytest.mark.parametrize("odd", [0, 1, 2, 3, 40])
@pytest.mark.parametrize("least", [0.5, 0.95, 1.0])
def test_most_cells_are_those_of_a_share(odd: int, least: float) -> None:
    cells = ["x"] * odd + ["1"] * (ROWS - odd)
    expected = sum(cell.isdigit() for cell in cells) / ROWS >= least
    assert mostly(cells, str.isdigit, least) is expected
    assert mostly(cells[::-1], str.isdigit, least) is expected


def test_of_no_cells_none_are_most() -> None:
    assert not mostly([], re.compile("").match, 0.0)


@pytest.mark.parametrize(("odd", "found"), [(2, True), (3, False)])
def test_dates_in_text_may_have_one_odd_cell_in_twenty(odd: int, found: bool) -> None:
    dates = [f" 2024-03-{1 + at % 28:02d}" for at in range(ROWS - odd)]
    assert bool(date_texts(view([*WORDS[:odd], *dates]))) is found


@pytest.mark.parametrize(
    ("odd", "found"),
    [([], True), (["high"] * 2, True), (["high"] * 3, False), (["n/a", " "] * 6, True)],
)
def test_numbers_in_text_may_have_one_word_in_twenty(odd: list[str], found: bool) -> None:
    cells = [*odd, *(f"{at}.5" for at in range(ROWS - len(odd)))]
    assert bool(number_texts(view(cells))) is found


def test_numbers_far_down_are_found_below_marks_for_a_gap() -> None:
    marks = ["?"] * 450
    assert number_texts(view(marks + [f"{at}.5" for at in range(60)])) == ("a",)
    assert not number_texts(view(marks + [f"{at}e5" for at in range(60)]))


@pytest.mark.parametrize("number", ["12", "-3", "+.5", ".5", " 7", "inf", "-Infinity", "1e5"])
def test_each_way_to_write_a_number_is_one_in_a_mixture(number: str) -> None:
    mixture = mixture_of("a", pd.Series([number, "late"] * 15, dtype="str"))
    assert mixture is not None
    assert (mixture.numbers, mixture.words) == (15, 15)


@pytest.mark.parametrize(
    ("months", "pattern"),
    [
        (["Mai 2024"] * 20, "%b %Y"),
        (["late", *["Mai 2024"] * 40], "%b %Y"),
        (["late", *["May 2024"] * 20, "late"], ""),
    ],
)
def test_the_first_or_the_last_text_tells_of_months(months: list[str], pattern: str) -> None:
    assert pattern_of(pd.Series(months, dtype="str")) == pattern


@pytest.mark.parametrize(
    ("words", "repeated", "named"), [(1, 0, True), (6, 0, False), (1, 1, False)]
)
def test_texts_of_few_words_that_never_repeat_name_rows(
    words: int, repeated: int, named: bool
) -> None:
    cells = [" ".join(["x"] * words + [str(at)]) for at in range(ROWS)]
    cells[-1] = cells[0] if repeated else cells[-1]
    assert is_id(pd.Series(cells, dtype="str"), "a") is named


@pytest.mark.parametrize("most", [1, 3, 5, 50])
@pytest.mark.parametrize("gaps", [0, 1, 12])
def test_the_first_known_cells_are_those_behind_gaps(most: int, gaps: int) -> None:
    values = pd.Series([None] * gaps + ["a", None, "b", "c", "d"], dtype="str")
    assert first_known(values, most) == values.dropna().iloc[:most].tolist()
