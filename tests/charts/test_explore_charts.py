"""The charts of the Explore page, checked by their numbers and words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.charts import (
    association_bars,
    box,
    category_bars,
    correlation_map,
    feature,
    histogram,
    missing_bars,
    scatter,
    target_distribution,
)
from core.charts.target_column import target_column
from core.problem import TASKS, Problem
from core.table import KINDS

PLAN = ["month"] * 40 + ["year"] * 40 + ["rare"] * 2
LEFT = ["yes"] * 18 + ["no"] * 22 + ["yes"] * 6 + ["no"] * 34 + ["yes", "no"]
FRAME = pd.DataFrame({"plan": PLAN, "left": LEFT, "fee": np.arange(82.0)})
CHURN = Problem(task="binary", target="left", positive="yes")


def churn() -> Any:
    target = target_column(FRAME, CHURN)
    assert target is not None
    return target


def title(drawn: Any) -> str:
    return str(drawn.layout.title.text).replace("<br>", " ").replace("\N{NO-BREAK SPACE}%", " %")


def test_categories_say_how_many_times_as_often() -> None:
    bars = category_bars.data(FRAME["plan"], churn())
    assert bars.categories == ("rare", "month", "year")
    assert bars.amounts == (0.5, 0.45, 0.15)
    assert category_bars.text(bars) == (
        "plan 'month' is 'yes' 3 times as often as 'year' (45 % against 15 %)."
    )
    drawn = category_bars.figure(bars)
    assert title(drawn) == category_bars.text(bars)
    assert list(drawn.data[0].x) == [0.5, 0.45, 0.15]


def test_categories_alone_name_the_most_common() -> None:
    values = pd.Series(["a", "a", None, "b"], name="tone")
    bars = category_bars.data(values)
    assert dict(zip(bars.categories, bars.rows, strict=True)) == {"a": 2, "missing": 1, "b": 1}
    assert category_bars.text(bars) == "'a' is the most common tone: 50 % of the rows."


def test_rare_categories_share_a_bar() -> None:
    values = pd.Series([f"k{n}" for n in range(20)] * 2, name="key")
    bars = category_bars.data(values)
    assert len(bars.categories) == 13
    assert sum(bars.rows) == 40


def test_histogram_counts_every_row_once() -> None:
    drawn = histogram.data(pd.Series([1, 1, 2, 3, None], name="n"))
    assert drawn.bars == (2, 1, 1)
    assert drawn.edges == (0.5, 1.5, 2.5, 3.5)
    assert histogram.text(drawn) == "Half of the rows have n between 1 and 2.25."


def test_decimals_are_cut_between_numbers() -> None:
    ratings = pd.Series([n / 10 for n in range(14, 93)] * 2, name="rating")
    drawn = histogram.data(ratings)
    assert set(drawn.bars[:-1]) == {6}
    assert drawn.ranges[0] == "1.4 to 1.6"
    assert drawn.ranges[-1].endswith("9.2")


def test_categories_that_do_not_differ_are_not_ranked() -> None:
    values = pd.Series([f"text {n % 4}" for n in range(82)], name="message")
    bars = category_bars.data(values, target_column(FRAME.assign(left="no"), CHURN))
    assert category_bars.text(bars) == (
        "The share of 'no' is 100 % for each of the 4 values of message with 10 rows or more."
    )


def test_bins_that_do_not_differ_are_not_ranked() -> None:
    drawn = histogram.data(FRAME["fee"] // 41, target_column(FRAME.assign(left="no"), CHURN))
    assert histogram.text(drawn) == "Half of the rows have fee between 0 and 1."


def test_histogram_follows_the_target() -> None:
    target = target_column(FRAME, CHURN)
    drawn = histogram.data(pd.Series([1] * 41 + [2] * 41, name="n"), target)
    assert drawn.line == pytest.approx((19 / 41, 6 / 41))
    assert histogram.text(drawn).startswith(
        "'yes' is most common for n 1 (46 %), rarest for 2 (15 %)."
    )
    assert len(histogram.figure(drawn).data) == 2


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (40, "'yes' is most common where n is missing (100 %), rarest for 2.5 (0 %)."),
        (0, "'yes' is most common for n 1.5 (50 %), rarest where it is missing (0 %)."),
    ],
)
def test_rows_without_a_value_are_compared_too(left: int, said: str) -> None:
    answers = ["yes"] * 20 + ["no"] * 20 + ["no"] * 20 * (left > 0) + ["yes"] * left
    answers += ["no"] * (20 if left == 0 else 0)
    values = [1.5] * 40 + [2.5] * 20 * (left > 0) + [None] * (left or 20)
    target = target_column(pd.DataFrame({"left": answers}), CHURN)
    assert histogram.text(histogram.data(pd.Series(values, name="n"), target)) == said


def test_bins_with_few_rows_have_no_line() -> None:
    target = target_column(FRAME, CHURN)
    drawn = histogram.data(pd.Series([1] * 81 + [2], name="n"), target)
    assert drawn.line[1] is None


def test_a_date_is_told_as_a_day() -> None:
    days = pd.Series(pd.date_range("2024-01-01", periods=5), name="day")
    drawn = histogram.data(days)
    assert histogram.text(drawn) == "Half of the rows have day between 2024-01-02 and 2024-01-04."
    assert histogram.figure(drawn).layout.xaxis.type == "date"


def test_boxes_are_five_numbers_by_hand() -> None:
    values = pd.Series([1.0, 2, 3, 4, 100, 7, 7, 7], name="fee")
    groups = pd.Series(["a"] * 5 + ["b"] * 3, name="left")
    drawn = box.data(values, groups)
    low = drawn.boxes[1]
    assert (low.group, low.first, low.median, low.third) == ("a", 2.0, 3.0, 4.0)
    assert (low.low, low.high, low.beyond) == (1.0, 4.0, 1)
    assert box.text(drawn) == "The middle fee is 7.00 for 'b' and 3.00 for 'a'."
    assert list(box.figure(drawn).data[0].median) == [7.0, 3.0]


def test_missing_bars_are_shares() -> None:
    bars = missing_bars.data(pd.DataFrame({"a": [1, None], "b": [1, 2]}))
    assert (bars.columns, bars.shares) == (("a",), (0.5,))
    assert missing_bars.text(bars) == "1 of 2 columns have gaps, most of all 'a' (50 %)."
    assert "Nothing is missing" in missing_bars.text(missing_bars.data(FRAME))


def test_a_strong_association_is_called_suspicious() -> None:
    bars = association_bars.data("left", [("x", 0.9, "Spearman", 0.8), ("y", 0.2, "eta", 0.1)])
    assert association_bars.text(bars) == (
        "'x' tells most about 'left' alone: 0.900, where 0 is guessing and 1 is perfect; "
        "that is suspiciously much."
    )
    colours = association_bars.figure(bars).data[0].marker.color
    assert colours[0] != colours[1]


def test_correlated_columns_become_neighbours() -> None:
    drawn = correlation_map.data(["a", "b", "c"], [[1, 0, -0.9], [0, 1, 0.1], [-0.9, 0.1, 1]])
    assert drawn.columns == ("a", "c", "b")
    assert correlation_map.text(drawn) == "'a' and 'c' go together most: -0.900."
    assert correlation_map.figure(drawn).data[0].zmin == -1


@pytest.mark.parametrize(("columns", "named"), [(14, True), (15, False)])
def test_many_columns_are_named_at_the_rows_only(columns: int, named: bool) -> None:
    names = [f"a_rather_long_name_{n}" for n in range(columns)]
    drawn = correlation_map.figure(correlation_map.data(names, np.eye(columns).tolist()))
    assert drawn.layout.xaxis.showticklabels is named
    assert drawn.layout.xaxis.tickangle == -90
    assert max(map(len, drawn.layout.yaxis.ticktext)) == 16
    assert drawn.data[0].colorbar.orientation == "h"


def test_values_stand_outside_of_thin_bars_in_one_size() -> None:
    ranking = [(f"c{n}", 0.4 - n / 100, "eta", 0.1) for n in range(20)]
    strength = association_bars.figure(association_bars.data("left", ranking))
    gaps = missing_bars.figure(missing_bars.data(pd.DataFrame({"a": [1, None]})))
    assert strength.data[0].textposition == gaps.data[0].textposition == "outside"
    assert strength.layout.height > 20 * 20


def test_the_line_of_all_rows_is_named_and_meets_no_value() -> None:
    drawn = category_bars.figure(category_bars.data(FRAME["plan"], churn()))
    assert [note.text for note in drawn.layout.annotations] == ["all rows 30 %"]
    line, ends = drawn.layout.shapes[0].x0, drawn.layout.xaxis.range
    assert list(drawn.data[1].text) == ["50 %", "45 %", "15 %"]
    assert set(drawn.data[1].x) == {ends[1]}
    assert max(0.5, line) < ends[0] + 0.8 * (ends[1] - ends[0])


def test_means_below_zero_have_room_too() -> None:
    frame = pd.DataFrame({"k": ["a", "b"] * 20, "y": [-2.0, 1.0] * 20})
    target = target_column(frame, Problem(task="regression", target="y"))
    drawn = category_bars.figure(category_bars.data(frame["k"], target))
    assert drawn.layout.xaxis.range[0] == -2.0
    assert drawn.layout.xaxis.range[1] == pytest.approx(1.9)


def test_axes_of_shares_have_the_percentages_of_texts() -> None:
    bars = category_bars.figure(category_bars.data(FRAME["plan"], churn())).layout.xaxis
    assert list(bars.ticktext) == ["0 %", "20 %", "40 %"]
    line = histogram.figure(histogram.data(FRAME["fee"], churn())).layout.yaxis2
    assert all(text.endswith(" %") for text in line.ticktext)


def test_few_rows_are_dots_and_many_are_cells() -> None:
    x = pd.Series(np.arange(20_000.0), name="x")
    few, many = scatter.data(x.head(10), -x.head(10)), scatter.data(x, x.rename("y"))
    assert len(few.x) == 10
    assert scatter.text(few) == "x falls with x (rank correlation -1.00)."
    assert sum(map(sum, many.grid)) == 20_000
    assert scatter.figure(many).data[0].type == "heatmap"


def test_the_target_says_what_always_guessing_gives() -> None:
    drawn = target_distribution.data(churn())
    assert target_distribution.text(drawn) == (
        "30 % are 'yes': always answering 'no' is right for 70 %."
    )
    assert title(target_distribution.figure(drawn)) == target_distribution.text(drawn)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("task", TASKS)
def test_every_kind_and_task_has_a_fitting_chart(kind: str, task: str) -> None:
    assert feature.chart_for(kind, task) in feature.charts_for(kind)


def odd(kind: str) -> pd.Series:
    cells = {
        "number": pd.Series([1.5, np.nan, 1e300, -3] * 10, dtype="float64"),
        "date": pd.Series(pd.to_datetime(["2024-01-01", None, "2023-05-05", "2024-01-01"] * 10)),
        "category": pd.Series(["<b>a</b>", None, "x" * 900, "=cmd()"] * 10).astype("str"),
        "text": pd.Series([f"t{n}" for n in range(40)]).astype("str"),
    }
    return cells[kind]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.parametrize("task", [*TASKS, ""])
def test_odd_columns_are_drawn_with_plain_words(kind: str, gone: bool, task: str) -> None:
    target = {"regression": np.arange(40.0), "multiclass": ["a", "b", "c", "<i>"] * 10}
    frame = pd.DataFrame({"<img>": odd(kind), "y": target.get(task, ["yes", "no"] * 20)})
    if gone:
        frame["<img>"] = frame["<img>"].where(frame["y"].isna())
    problem = Problem(task=task or "binary", target="y" if task else "")
    for chart in feature.charts_for(kind):
        drawn = feature.data(frame, "<img>", problem, chart)
        told = feature.text(drawn)
        assert told.endswith(".")
        assert "<img" not in feature.figure(drawn).to_json().replace("<br>", "")


def test_texts_are_drawn_by_their_length_beside_the_target() -> None:
    words = ["win " * 10] * 10 + ["hi"] * 20 + [None] * 2
    frame = pd.DataFrame({"text": words, "y": ["spam"] * 10 + ["ham"] * 22})
    problem = Problem(task="binary", target="y", positive="spam")
    drawn = feature.data(frame, "text", problem, feature.chart_for("text", "binary"))
    assert (drawn.column, sum(drawn.bars)) == ("length of text in characters", 30)
    assert "length of text in characters 40" in feature.text(drawn)


def test_bars_of_texts_that_hardly_repeat_claim_no_difference() -> None:
    frame = pd.DataFrame({"id": [f"t{n}" for n in range(40)], "y": ["a", "b"] * 20})
    problem = Problem(task="binary", target="y", positive="a")
    told = feature.text(feature.data(frame, "id", problem, "category_bars"))
    assert told.startswith("No value of id has 10 rows or more")


def test_a_target_of_floats_is_labelled_like_the_positive_class() -> None:
    frame = pd.DataFrame({"y": [1.0, 0.0, 0.0]})
    target = target_column(frame, Problem(task="binary", target="y", positive="1"))
    assert target is not None
    assert (target.label, list(target.amounts)) == ("1", [1.0, 0.0, 0.0])


def test_the_target_is_told_in_one_amount() -> None:
    assert (churn().title, churn().average) == ("share of 'yes'", "30 %")
    fee = target_column(FRAME, Problem(task="regression", target="fee"))
    assert fee is not None
    assert (fee.title, fee.average) == ("mean of fee", "40.5")
