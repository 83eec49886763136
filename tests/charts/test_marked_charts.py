"""Rows that are selected on one chart stand out on every other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.charts import (
    actual_predicted,
    confusion,
    error_dots,
    lift,
    precision_recall,
    residuals,
    roc,
    score_bars,
)
from core.charts.pickable import picked

LINE = (0.0, 1.0)
PLACE = ((0.25, 0.75),)
DOTS = actual_predicted.data("price", (1, 2), (1, 3), actual_predicted.Judged(2, 0.5))
ERRORS = error_dots.data("price", (1, 3), (0, -1), (0.5, 2.0))
BARS = residuals.data("price", (-2, 0, 2), (3, 1), 0.0, 1.0)
SCORES = score_bars.data("yes", ("no", "yes"), ((3, 1), (0, 4)), (0.75, 1.0), 0.5)
MATRIX = confusion.data(("no", "yes"), ((5, 1), (2, 4)))


@pytest.mark.parametrize(
    ("kind", "plain", "marked"),
    [
        (actual_predicted, DOTS, ((2.0, 3.0),)),
        (error_dots, ERRORS, ((3.0, -1.0),)),
        (residuals, BARS, (1, 0)),
        (roc, roc.data([("yes", LINE, LINE)]), PLACE),
        (precision_recall, precision_recall.data("yes", LINE, LINE, 0.5), PLACE),
        (lift, lift.data("yes", LINE, LINE), PLACE),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_selected_rows_are_drawn_over_the_others(kind: Any, plain: Any, marked: Any) -> None:
    without, drawn = kind.figure(plain), kind.figure(replace(plain, marked=marked))
    own = len(drawn.data) - len(without.data)
    assert own == 1
    heights = [trace.y for trace in drawn.data if trace not in without.data]
    assert list(marked) in [list(y) for y in heights] or [y for _, y in marked] in [
        list(y) for y in heights
    ]


def test_the_selected_part_of_a_square_is_framed_and_counted() -> None:
    drawn = confusion.figure(replace(MATRIX, marked=((0, 0), (2, 0))))
    assert [(shape.x0, shape.y0) for shape in drawn.layout.shapes] == [(-0.48, 0.52)]
    texts = [note.text for note in drawn.layout.annotations]
    assert texts[2] == "2<br>33 %<br>2 selected"
    assert "selected" not in texts[0]


def test_each_square_can_be_clicked_and_gives_its_number() -> None:
    clicks = confusion.figure(MATRIX).data[1]
    squares = zip(clicks.x, clicks.y, clicks.customdata, strict=True)
    assert list(squares) == [(0, 0, 0), (1, 0, 1), (0, 1, 2), (1, 1, 3)]
    assert picked({"points": [{"customdata": clicks.customdata[2]}]}) == 2


def test_errors_are_told_for_low_and_high_predictions() -> None:
    assert error_dots.text(ERRORS) == (
        "Half of the errors are within 0.500 where price is predicted low, within 2.00 where it "
        "is predicted high."
    )


def test_probabilities_say_how_many_rows_are_on_their_side_or_sure() -> None:
    assert score_bars.text(SCORES) == (
        "On the right side of the threshold: 100 % of 'yes', 75 % of 'no'."
    )
    several = replace(SCORES, groups=("wrong", "right"), threshold=None)
    assert score_bars.text(several) == (
        "At least 90 % sure: 75 % of the rows predicted wrong, 100 % of those predicted right."
    )
    assert not score_bars.figure(several).layout.shapes
    assert score_bars.figure(SCORES).layout.shapes[0].x0 == 0.5


def test_a_rare_class_is_drawn_as_high_as_a_frequent_one() -> None:
    rare = replace(SCORES, counts=((300, 100), (1, 4)))
    heights = [list(trace.y) for trace in score_bars.figure(rare).data]
    assert heights == [[0.75, 0.25], [0.2, 0.8]]
    assert list(score_bars.figure(rare).data[1].customdata) == [1, 4]


def test_selected_rows_are_a_part_of_the_bar_of_their_class() -> None:
    drawn = score_bars.figure(replace(SCORES, marked=((0, 0), (0, 2)))).data
    assert [trace.name for trace in drawn] == ["no", "yes", "selected"]
    assert list(drawn[2].y) == [0.0, 0.5]


@pytest.mark.parametrize(("kind", "plain"), [(actual_predicted, DOTS), (error_dots, ERRORS)])
def test_large_predictions_have_thousands_marks_on_both_axes(kind: Any, plain: Any) -> None:
    layout = kind.figure(plain).layout
    assert layout.xaxis.separatethousands and layout.yaxis.separatethousands
