"""Tables that were polluted here, in every known way, come out as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.pollute import CHANGES, FIRST_LATER, LATER, case, judge, wrong

NUMBERS = range(5000, 5100)
LATER_NUMBERS = range(FIRST_LATER + 700_000, FIRST_LATER + 700_060)
LEAST_RIGHT = 0.95


@pytest.mark.parametrize("numbers", [NUMBERS, LATER_NUMBERS], ids=["first", "later"])
def test_nearly_all_polluted_tables_come_out_as_they_were(numbers: range) -> None:
    failed = [f"{made.number} {made.what}: {why}" for made, why in wrong(numbers)]
    assert 1 - len(failed) / len(numbers) >= LEAST_RIGHT, "\n".join(failed)


def test_the_cases_cover_every_pollution() -> None:
    assert {what for number in NUMBERS for what in case(number).what} >= set(CHANGES)
    assert {what for number in LATER_NUMBERS for what in case(number).what} >= set(LATER)


@pytest.mark.parametrize("number", [40, 45, 61, 91, 126, 148, 176, 201])
def test_a_polluted_table_comes_out_as_it_was(number: int, tmp_path: Path) -> None:
    assert judge(case(number), tmp_path) == ""


def test_a_wrong_table_is_seen(tmp_path: Path) -> None:
    made = case(45)
    made.rows[0][0] = "something else"
    assert "rows differ" in judge(made, tmp_path)
