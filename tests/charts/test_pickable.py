"""A point of a curve carries its threshold; a click gives it back."""

from __future__ import annotations

import numpy as np
import pytest

from core.charts import lift, precision_recall, roc
from core.charts.pickable import boxed, picked
from core.evaluation.threshold import cuts_of, lines


def test_every_point_of_every_curve_has_the_same_thresholds() -> None:
    cuts = cuts_of(np.array([1, 0, 1, 0]), np.array([0.9, 0.6, 0.4, 0.1]))
    shares = lines(cuts)
    for place, threshold in enumerate(shares.thresholds):
        row = cuts.at(threshold)
        assert shares.alarms[place] == row.false_positives / 2
        assert shares.found[place] == row.recall
        assert shares.picked[place] == row.selected / 4
    assert shares.area == pytest.approx(0.75)


def test_a_curve_with_thresholds_can_be_clicked_and_one_without_cannot() -> None:
    still = roc.figure(roc.data([("a", (0, 1), (0, 1))]))
    live = roc.figure(roc.data([("a", (0, 1), (0, 1))], cuts=(0.9, 0.1)))
    assert still.data[1].customdata is None
    assert live.data[1].customdata == (0.9, 0.1)
    assert live.data[1].mode == "lines+markers"


@pytest.mark.parametrize(
    ("selection", "value"),
    [
        (None, None),
        ({"points": []}, None),
        ({"points": [{"x": 1}]}, None),
        ({"points": [{"customdata": [0.25]}]}, 0.25),
        ({"points": [{"customdata": "0.5"}]}, None),
    ],
)
def test_only_a_point_with_a_value_is_a_pick(selection: object, value: float | None) -> None:
    assert picked(selection) == value  # type: ignore[arg-type]


def test_nothing_picked_is_said_without_a_division() -> None:
    assert lift.text(lift.data("yes", (0.0, 1.0), (0.0, 1.0), 0.0)) == "No row is picked."


def test_precision_keeps_no_clicks_of_its_own() -> None:
    line = precision_recall.data("yes", (0, 1), (1, 0.5), 0.5)
    assert precision_recall.figure(line).data[0].customdata is None


@pytest.mark.parametrize(
    ("selection", "ends"),
    [
        (None, ()),
        ({"box": []}, ()),
        ({"box": [{"x": [1], "y": [0, 2]}]}, ()),
        ({"box": [{"x": [0, 1], "y": [0, 2]}, {"x": [3, 1], "y": [0, 2]}]}, ((1, 3), (0, 2))),
    ],
)
def test_the_last_box_is_the_one_that_counts(selection: object, ends: object) -> None:
    assert boxed(selection) == ends  # type: ignore[arg-type]
