"""The sizes of the parts are those that training will really have."""

from __future__ import annotations

import pandas as pd
import pytest

from core.problem import Problem, Split
from core.table import Dataset
from core.tasks.part_sizes import PartSizes, part_sizes
from core.tasks.supervised import set_apart


def half_known() -> Dataset:
    """Return 600 rows, 120 of them without a target, in shops of very unequal size."""
    target = [None if row % 5 == 0 else float(row) for row in range(600)]
    shops = [min(row // 50, 5) for row in range(600)]
    return Dataset.of(pd.DataFrame({"y": target, "shop": shops, "day": range(600)}), "rows")


def asked(**split: object) -> Problem:
    return Problem(target="y", task="regression", split=Split(**split))  # type: ignore[arg-type]


def test_rows_without_a_target_are_in_neither_part() -> None:
    assert part_sizes(half_known(), asked(), 0) == PartSizes(384, 77, 96, 120)


def test_by_time_one_part_more_is_cut_than_there_are_folds() -> None:
    sizes = part_sizes(half_known(), asked(kind="time", column="day"), 0)
    assert sizes == PartSizes(384, 64, 96, 120)


def test_whole_groups_are_counted_as_they_are_set_apart() -> None:
    table, problem = half_known(), asked(kind="group", column="shop")
    parts = set_apart(table.frame, problem, 0)
    sizes = part_sizes(table, problem, 0)
    assert (sizes.learn, sizes.test) == (len(parts.train), len(parts.test))


def test_rows_that_a_column_marks_are_counted() -> None:
    chosen = asked(kind="column", column="shop", test_values="0\n1")
    assert part_sizes(half_known(), chosen, 0) == PartSizes(400, 80, 80, 120)


@pytest.mark.parametrize("column", ["", "gone"])
def test_before_a_column_is_chosen_the_share_is_told(column: str) -> None:
    sizes = part_sizes(half_known(), asked(kind="group", column=column), 0)
    assert sizes == PartSizes(384, 77, 96, 120)
