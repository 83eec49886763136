"""Explanation charts compute what they draw, and draw names as plain text."""

from __future__ import annotations

import numpy as np
import pytest

from core.charts import beeswarm, importance_bar, waterfall

LINK = "<a href='x'>pay</a>"


def test_importance_keeps_the_twelve_strongest():
    bar = importance_bar.data([f"c{n}" for n in range(15)], list(range(15)), "log-odds")
    assert bar.columns[:2] == ("c14", "c13")
    assert (len(bar.columns), bar.hidden) == (12, 3)
    assert bar.share == pytest.approx(14 / 105)
    assert importance_bar.text(bar) == "c14 makes up 13 % of what moves predictions."
    assert importance_bar.figure(bar).data[0].x[0] == 14.0


def test_columns_that_are_not_drawn_are_counted_below_the_bars():
    bar = importance_bar.data([f"c{n}" for n in range(15)], list(range(15)), "log-odds of 'bad'")
    layout = importance_bar.figure(bar).layout
    assert layout.xaxis.title.text == "mean effect on the log-odds of<br>'bad'"
    assert layout.yaxis.ticktext[-1] == "3 smaller ones not drawn"
    assert list(layout.yaxis.range) == [12.5, -0.5]


def test_importance_without_effects_says_so():
    assert importance_bar.text(importance_bar.data(["a"], [0.0], "value")).startswith("No column")


def test_the_swarm_is_ordered_coloured_and_the_same_each_time():
    values = np.array([[0.1, -2.0], [0.2, 0.0], [0.3, 2.0]])
    numbers = np.array([[np.nan, 5.0], [np.nan, 7.0], [np.nan, 9.0]])
    cells = np.array([["a", "5"], ["b", "7"], ["c", "9"]])
    swarm = beeswarm.data(["kind", "age"], values, numbers, cells, "log-odds")
    assert swarm.columns == ("age", "kind")
    assert swarm.x.tolist() == [-2.0, 0.0, 2.0, 0.1, 0.2, 0.3]
    assert swarm.height[:3].tolist() == [0.0, 0.5, 1.0]
    assert np.isnan(swarm.height[3:]).all()
    assert beeswarm.text(swarm) == "High values of age raise the log-odds."
    again = beeswarm.data(["kind", "age"], values, numbers, cells, "log-odds")
    assert np.array_equal(swarm.place, again.place)
    drawn = beeswarm.figure(swarm)
    assert drawn.data[1].marker.colorbar.ticktext == ("low", "high")
    assert drawn.data[0].text[0] == "kind = a"


def test_the_swarm_draws_ten_thousand_dots_at_most_within_its_lane():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(3000, 20))
    swarm = beeswarm.data(
        [str(n) for n in range(20)], values, values, values.astype(str), "probability"
    )
    assert len(swarm.columns) == 12
    assert len(swarm.x) == 12 * (10_000 // 12)
    assert np.abs(swarm.place - swarm.place.round()).max() <= 0.4 + 1e-9


def test_a_column_that_rises_and_falls_again_is_said_to_go_both_ways():
    hours = np.tile(np.arange(24.0), 5)
    rises = np.where(hours < 22, hours - 11, -10)
    swarm = beeswarm.data(
        ["hour"], rises[:, None], hours[:, None], hours.astype(str)[:, None], "predicted 'rides'"
    )
    assert beeswarm.text(swarm) == "hour moves the predicted 'rides' most, in both directions."


def test_equal_effects_and_no_rows_are_drawn():
    flat = beeswarm.data(["a"], np.zeros((3, 1)), np.ones((3, 1)), np.full((3, 1), "1"), "value")
    assert flat.trend == 0
    empty = beeswarm.data(["a"], np.zeros((0, 1)), np.zeros((0, 1)), np.empty((0, 1)), "value")
    beeswarm.figure(flat)
    beeswarm.figure(empty)
    assert beeswarm.text(empty) == "No rows are explained yet."


def test_the_waterfall_walks_from_base_to_total():
    parts = [("tenure = 3", -0.5), ("contract = month", 2.0)]
    steps = waterfall.data(-1.0, parts, 0.5, "log-odds of 'yes'")
    assert [(bar.start, bar.end) for bar in steps.bars] == [(-1.0, 1.0), (1.0, 0.5)]
    assert waterfall.text(steps) == "contract = month raises the log-odds of 'yes' most, by 2.00."
    ticks = waterfall.figure(steps).layout.yaxis.ticktext
    assert ticks == ("average -1.00", "contract = month", "tenure = 3", "this row 0.500")


def test_small_parts_are_put_together_and_still_add_up():
    parts = [(f"c{n}", 1.0 / (n + 1)) for n in range(15)]
    total = sum(effect for _, effect in parts)
    steps = waterfall.data(0.0, parts, total, "value")
    assert len(steps.bars) == 10
    assert steps.bars[-1].label == "6 other columns"
    assert steps.bars[-1].end == pytest.approx(total)


def test_names_with_markup_are_drawn_as_text():
    drawings = [
        importance_bar.figure(importance_bar.data([LINK], [1.0], "value")),
        waterfall.figure(waterfall.data(0.0, [(LINK, 1.0)], 1.0, "value")),
        beeswarm.figure(
            beeswarm.data([LINK], np.ones((2, 1)), np.ones((2, 1)), np.full((2, 1), LINK), LINK)
        ),
    ]
    assert all("<a" not in drawing.to_json().replace("\\u003c", "<") for drawing in drawings)


def test_the_words_of_a_bar_stand_on_the_side_with_more_room():
    parts = [("a", 2.0), ("b", 1.5), ("c", 0.5)]
    drawn = waterfall.figure(waterfall.data(0.0, parts, 4.0, "value"))
    words = drawn.data[1]
    assert [text.strip() for text in words.text] == ["+2.00", "+1.50", "+0.500"]
    assert list(words.x) == [2.0, 2.0, 3.5]
    assert [side.split()[1] for side in words.textposition] == ["right", "left", "left"]
