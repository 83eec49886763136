"""The charts of an evaluation, checked by their numbers and words."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pytest

from core.charts import (
    actual_predicted,
    confusion,
    lift,
    precision_recall,
    residuals,
    roc,
    threshold,
)
from core.charts.headline import headline

ROC_X = (0.0, 0.0, 0.5, 0.5, 1.0)
ROC_Y = (0.0, 0.5, 0.5, 1.0, 1.0)


def test_area_under_one_line_is_told_as_pairs() -> None:
    found = roc.data([("yes", ROC_X, ROC_Y)])
    assert found.lines[0].area == 0.75
    assert roc.text(found).startswith("In 75 % of pairs")


def test_exact_area_wins_over_that_of_the_thinned_line() -> None:
    assert roc.data([("yes", ROC_X, ROC_Y)], area=0.8).lines[0].area == 0.8


def test_several_lines_name_the_best_and_the_worst() -> None:
    found = roc.data([("a", ROC_X, ROC_Y), ("b", (0, 1), (0, 1)), ("c", (0, 0, 1), (0, 1, 1))])
    assert roc.text(found) == "'c' is told apart best (area 1.00), 'b' worst (0.500)."
    alike = dataclasses.replace(
        found, lines=tuple(dataclasses.replace(line, area=0.9) for line in found.lines)
    )
    assert roc.text(alike) == "Every class is told apart equally well (area 0.900)."
    assert len(roc.figure(found).data) == 4


def test_roc_marks_the_threshold_and_the_line_of_guessing() -> None:
    drawn = roc.figure(roc.data([("yes", ROC_X, ROC_Y)], point=(0.5, 1.0)))
    assert list(drawn.data[0].y) == [0, 1]
    assert list(drawn.data[1].x) == list(ROC_X)
    assert (drawn.data[2].x[0], drawn.data[2].y[0]) == (0.5, 1.0)


@pytest.mark.parametrize(
    ("drawn", "names"),
    [
        (roc.figure(roc.data([("", ROC_X, ROC_Y)], (0.5, 1.0))), ["guessing", "threshold"]),
        (lift.figure(lift.data("yes", ROC_X, ROC_Y, 0.5)), ["at random", "top 50 %"]),
        (
            precision_recall.figure(precision_recall.data("yes", (0, 1), (1, 0.5), 0.2, (0, 1))),
            ["at random", "threshold"],
        ),
    ],
    ids=["roc", "lift", "precision"],
)
def test_curves_name_their_marks_beside_the_lines_up_to_all(drawn: Any, names: list[str]) -> None:
    assert drawn.layout.showlegend
    assert [trace.name for trace in drawn.data if trace.showlegend is not False] == names
    assert not drawn.layout.annotations
    for axis in (drawn.layout.xaxis, drawn.layout.yaxis):
        assert axis.ticktext == ("0 %", "25 %", "50 %", "75 %", "100 %")
        assert axis.range[1] > 1


def test_what_a_point_of_a_curve_means_is_said_in_the_percentages_of_texts() -> None:
    drawn = roc.figure(roc.data([("<i>", ROC_X, ROC_Y)]))
    assert drawn.data[1].hovertext[2] == "&lt;i&gt;: 50 % found, 50 % false alarms"
    cuts = threshold.figure(threshold.data(ROWS, 0.4))
    assert cuts.data[0].hovertext[1] == "recall 80 % at 0.4"


def test_roc_without_lines_says_so() -> None:
    assert "nothing to rank" in roc.figure(roc.data([])).layout.title.text


def test_precision_is_read_where_half_is_found() -> None:
    line = precision_recall.data("yes", (0, 0.5, 0.5, 1), (1, 0.8, 0.6, 0.5), 0.25)
    assert line.half == 0.8
    assert precision_recall.text(line) == (
        "When half of 'yes' is found, 80 % of the picks are right; picking at random gives 25 %."
    )
    drawn = precision_recall.figure(line)
    assert drawn.data[1].name == "at random"
    assert list(drawn.data[1].y) == [0.25, 0.25]


def test_confusion_shows_counts_and_shares_of_the_true_class() -> None:
    found = confusion.data(("a", "b"), ((3, 1), (0, 6)))
    assert found.shares == ((0.75, 0.25), (0.0, 1.0))
    assert found.worst == (0, 1)
    assert confusion.text(found) == (
        "Most frequent mistake: 'a' taken for 'b', 1 time (25 % of its rows)."
    )
    drawn = confusion.figure(found)
    assert drawn.data[0].text[0][1] == "1<br>25 %"
    assert list(drawn.layout.xaxis.ticktext) == ["a", "b"]


def test_the_small_squares_of_many_classes_carry_counts_alone() -> None:
    counts = [[0] * 6 for _ in range(6)]
    counts[0][0], counts[1][2] = 9, 1
    drawn = confusion.figure(confusion.data(list("abcdef"), counts))
    assert [note.text for note in drawn.layout.annotations] == ["9", "1"]
    assert drawn.data[0].text[1][2] == "1<br>100 %"


def test_many_classes_have_room_for_their_names() -> None:
    names = [f"class {n}" for n in range(30)]
    found = confusion.data(names, [[1] * 30 for _ in range(30)])
    drawn = confusion.figure(found)
    assert drawn.layout.height >= 30 * 17 + 200
    assert drawn.layout.xaxis.showticklabels
    narrow = confusion.figure(dataclasses.replace(found, across=False))
    assert not narrow.layout.xaxis.showticklabels
    assert "true class 0, predicted class 1" in narrow.data[1].hovertext[1]


def test_confusion_of_weighted_rows_tells_weights() -> None:
    found = confusion.data(("a", "b"), ((0.3, 0.1), (0.0, 600.0)), weighted=True)
    assert found.shares[0] == pytest.approx((0.75, 0.25))
    assert confusion.text(found) == (
        "Heaviest mistake: 'a' taken for 'b', with a weight of 0.100 (25 % of its weight)."
    )
    assert list(confusion.figure(found).data[0].text[1]) == ["0<br>0 %", "600<br>100 %"]
    right = confusion.data(("a", "b"), ((0.3, 0.0), (0.0, 1.0)), weighted=True)
    assert confusion.text(right) == "All rows are classified correctly."


def test_confusion_without_mistakes_or_rows() -> None:
    assert confusion.text(confusion.data(("a", "b"), ((2, 0), (0, 1)))) == (
        "All 3 rows are classified correctly."
    )
    assert confusion.data(("a", "b"), ((2, 0), (0, 0))).shares[1] == (0.0, 0.0)


def test_markup_in_class_names_is_not_drawn() -> None:
    found = confusion.data(("<b>a</b>", "b"), ((1, 2), (0, 1)))
    drawn = confusion.figure(found)
    assert "<b>" not in drawn.layout.title.text
    assert "<b>" not in drawn.layout.xaxis.ticktext[0]


@dataclass(frozen=True)
class Row:
    """What one threshold leads to."""

    threshold: float
    precision: float
    recall: float
    selected: int
    cost: float = 0.0


ROWS = (Row(0.0, 0.3, 1.0, 10), Row(0.4, 0.5, 0.8, 5), Row(0.9, 0.0, 0.0, 0))


def test_threshold_lines_leave_out_where_nothing_is_picked() -> None:
    lines = threshold.data(ROWS, 0.45)
    assert lines.thresholds == (0.0, 0.4)
    assert threshold.text(lines) == (
        "At 0.4, 80 % of the positives are found and 50 % of the picks are right."
    )
    drawn = threshold.figure(lines)
    assert [line.name for line in drawn.data] == ["recall", "precision"]
    assert drawn.layout.shapes[0].x0 == 0.4


def test_names_of_lines_stand_where_the_lines_are_furthest_apart() -> None:
    shares = ((0.0, 0.05, 1.0), (0.3, 0.97, 0.87), (0.8, 0.99, 0.8), (1.0, 1.0, 0.6))
    rows = [Row(at, right, found, 5) for at, right, found in shares]
    recall, precision = threshold.figure(threshold.data(rows, 0.3)).layout.annotations
    assert (recall.text, recall.x, recall.y) == ("recall", 0.8, 0.8)
    assert (precision.text, precision.x, precision.y) == ("precision", 0.8, 0.99)
    assert recall.yshift < 0 < precision.yshift


def test_threshold_with_costs_draws_the_cost() -> None:
    rows = (Row(0.2, 0.5, 1.0, 6, 30.0), Row(0.5, 0.8, 0.5, 3, 50.0))
    lines = threshold.data(rows, 0.5, "€")
    assert threshold.text(lines) == ("At 0.5 the errors cost 50 €; least is 30 € at 0.2.")
    drawn = threshold.figure(lines)
    assert list(drawn.data[0].y) == [30.0, 50.0]
    assert not drawn.layout.annotations
    assert drawn.layout.yaxis.title.text == "cost in €"
    assert drawn.layout.yaxis.separatethousands
    assert "cost least" in threshold.text(threshold.data(rows, 0.2, "€"))


def test_lift_is_read_between_points() -> None:
    found = lift.data("yes", (0.0, 0.1, 0.3, 1.0), (0.0, 0.3, 0.5, 1.0))
    assert found.found == pytest.approx(0.4)
    assert lift.text(found) == (
        "The top 20 % of the rows hold 40 % of 'yes': 2.0 times as many as at random."
    )
    assert list(lift.figure(found).data[2].y) == [found.found]


def test_actual_against_predicted_shares_one_scale() -> None:
    dots = actual_predicted.data("price", (1.0, 5.0), (2.0, 9.0), actual_predicted.Judged(40, 1.5))
    assert dots.ends == (1.0, 9.0)
    assert actual_predicted.text(dots) == (
        "Half of the predictions of price are within 1.50 of the truth."
    )
    drawn = actual_predicted.figure(dots)
    assert drawn.layout.xaxis.title.text == "actual price (2 of 40 rows)"
    assert list(drawn.data[0].x) == list(drawn.data[0].y) == [1.0, 9.0]
    assert len(drawn.data) == 2


def test_the_constant_of_the_baseline_is_a_line_over_actual_and_predicted() -> None:
    judged = actual_predicted.Judged(40, 1.5, baseline=3.0)
    drawn = actual_predicted.figure(actual_predicted.data("price", (1.0, 5.0), (2.0, 9.0), judged))
    assert list(drawn.data[1].x) == [1.0, 9.0]
    assert list(drawn.data[1].y) == [3.0, 3.0]
    assert "baseline 3.00" in [note.text for note in drawn.layout.annotations]


@pytest.mark.parametrize(("mean_error", "side"), [(-3.0, "right"), (3.0, "left")])
def test_the_mean_error_is_named_on_the_side_away_from_zero(mean_error: float, side: str) -> None:
    drawn = residuals.figure(residuals.data("price", (-2.0, 0.0, 2.0), (4, 6), mean_error, 4.0))
    (name,) = drawn.layout.annotations
    assert (name.text, name.xanchor) == ("mean error", side)


@pytest.mark.parametrize(
    ("mean_error", "words"),
    [(3.0, "too low by 3.00"), (-3.0, "too high by 3.00"), (0.1, "neither too high nor too low")],
)
def test_residuals_say_where_predictions_lean(mean_error: float, words: str) -> None:
    bars = residuals.data("price", (-2.0, 0.0, 2.0), (4, 6), mean_error, 4.0)
    assert bars.middles == (-1.0, 1.0)
    assert bars.ends == (-4.0, 4.0)
    assert words in residuals.text(bars)
    drawn = residuals.figure(bars)
    assert list(drawn.data[0].y) == [4, 6]
    assert list(drawn.layout.xaxis.range) == [-4.0, 4.0]
    assert len(drawn.layout.shapes) == (1 if "neither" in words else 2)


def test_long_findings_are_broken_into_lines_with_room() -> None:
    layout = headline("word " * 30)
    assert layout["title"]["text"].count("<br>") == 2
    assert layout["margin"]["t"] > headline("short")["margin"]["t"]
