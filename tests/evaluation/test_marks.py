"""Where chosen rows lie on each chart."""

from __future__ import annotations

import numpy as np

from core.evaluation.judged_rows import JudgedRows
from core.evaluation.marks import (
    CurveDots,
    error_places,
    marked_bars,
    marked_cells,
    marked_curves,
    marked_dots,
    marked_errors,
    marked_scores,
    score_groups,
)
from tests.evaluation.test_judged_rows import numbers, three, two

SOME = np.array([3, 1])


def test_numbers_are_marked_as_dots_and_counted_in_bars() -> None:
    assert marked_dots(numbers(), SOME) == ((40.0, 10.0), (20.0, 25.0))
    assert marked_errors(numbers(), SOME) == ((10.0, 30.0), (25.0, -5.0))
    assert marked_bars(numbers(), SOME, (-6.0, 0.0, 6.0)) == (1, 1)


def test_of_many_rows_a_part_is_marked_from_the_worst_to_the_best() -> None:
    rows = np.arange(2000)
    many = JudgedRows(rows, rows.astype(float), np.zeros(2000), np.full(2000, np.nan))
    dots = marked_dots(many, rows[::-1])
    assert (len(dots), dots[0][0], dots[-1][0]) == (500, 1999.0, 0.0)


def test_classes_are_counted_in_cells_and_by_probability() -> None:
    assert marked_cells(two(), np.array([0, 2, 3])) == ((0, 1), (1, 1))
    low, high = marked_scores(two(), np.array([0, 2, 3]))
    assert (low[20], sum(low)) == (1, 1)
    assert (high[2], high[22], sum(high)) == (1, 1, 2)


def test_rows_lie_on_the_curves_where_they_are_the_last_to_be_picked() -> None:
    dots = marked_curves(two(), np.array([3]))
    assert dots.roc == ((0.5, 1 / 3),)
    assert dots.recall == ((1 / 3, 0.5),)
    assert dots.gain == ((0.4, 1 / 3),)


def test_nothing_lies_on_the_curves_of_several_classes_or_of_no_rows() -> None:
    assert marked_curves(three(), np.array([0])) == CurveDots()
    assert marked_curves(two(), np.array([], dtype="int64")) == CurveDots()


def test_probabilities_are_told_apart_by_class_or_by_right_and_wrong() -> None:
    found = score_groups(two())
    assert (found.of, found.groups) == ("yes", ("no", "yes"))
    assert [sum(rows) for rows in found.counts] == [2, 3]
    assert found.sure == (0.5, 2 / 3)
    several = score_groups(three())
    assert several.groups == ("wrong", "right")
    assert [sum(rows) for rows in several.counts] == [3, 3]
    assert several.sure == (1 / 3, 0.0)


def test_errors_are_halved_below_and_above_the_middle_prediction() -> None:
    found = error_places(numbers())
    assert found.predicted == (10.0, 25.0, 28.0, 10.0)
    assert found.halves == (15.0, 3.5)
    flat = JudgedRows(np.arange(3), np.array([1.0, 2.0, 3.0]), np.ones(3), np.full(3, np.nan))
    assert error_places(flat).halves == (1.0, 1.0)
