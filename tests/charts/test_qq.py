"""Quantiles against a bell curve, and logarithmic scales, checked by their numbers and words."""

from __future__ import annotations

import math
from statistics import NormalDist

import pandas as pd
import pytest

from core.charts import box, feature, histogram, qq, scatter
from core.charts.log_scale import log_ticks, positive
from core.problem import Problem

BELL = [NormalDist(10, 2).inv_cdf((place + 0.5) / 200) for place in range(200)]
AMOUNTS = pd.Series([1.0, 10.0, 100.0, 1000.0] * 20, name="amount")


def test_plotting_positions_are_bloms() -> None:
    """For 5 values the middle is 0 and the last is the quantile of (5 - 3/8) / 5.25."""
    (group,) = qq.data(pd.Series([3.0, 1.0, 2.0, 5.0, 4.0], name="x")).groups
    assert group.values == (1.0, 2.0, 3.0, 4.0, 5.0)
    assert group.normal[2] == pytest.approx(0.0)
    assert group.normal[4] == pytest.approx(NormalDist().inv_cdf(4.625 / 5.25))
    assert group.normal[0] == -group.normal[4]


def test_the_line_runs_through_both_quartiles() -> None:
    """Quartiles 2 and 4: the line passes 3 at 0 and rises by 1 every 0.674."""
    (group,) = qq.data(pd.Series([1.0, 2.0, 3.0, 4.0, 5.0], name="x")).groups
    slope = (group.line[1] - group.line[0]) / (group.normal[-1] - group.normal[0])
    assert slope == pytest.approx(1 / NormalDist().inv_cdf(0.75))
    assert sum(group.line) / 2 == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (BELL, "x follows a bell curve closely."),
        ([math.exp(v) for v in BELL], "x has a long tail of large values."),
        ([-math.exp(v) for v in BELL], "x has a long tail of small values."),
        (
            [(v - 10) ** 3 for v in BELL],
            "x has more extreme values at both ends than a bell curve.",
        ),
        ([0.0] * 50 + [1.0, 2.0] + [3.0] * 50, "x has fewer extreme values than a bell curve."),
        ([1.0] * 60, "x has too few different values to compare with a bell curve."),
    ],
)
def test_the_shape_is_said(values: list[float], said: str) -> None:
    assert qq.text(qq.data(pd.Series(values, name="x"))) == said


def test_groups_are_compared_apart() -> None:
    values = pd.Series([*BELL, *(math.exp(v) for v in BELL)], name="x")
    groups = pd.Series(["a"] * 200 + ["b"] * 200, name="g")
    plot = qq.data(values, groups)
    assert [group.rows for group in plot.groups] == [200, 200]
    assert "follows a bell curve closely for 'a'" in qq.text(plot)
    drawn = qq.figure(plot)
    assert [line.name for line in drawn.data if line.mode == "markers"] == ["a", "b"]
    assert {line.marker.symbol for line in drawn.data if line.mode == "markers"} == {
        "circle",
        "diamond",
    }


def test_logarithms_make_a_lognormal_number_straight() -> None:
    plot = qq.data(pd.Series([math.exp(v) for v in BELL] + [-1.0, 0.0], name="x"), log=True)
    assert plot.groups[0].rows == 200
    assert qq.text(plot) == "The logarithm of x follows a bell curve closely."
    assert qq.figure(plot).layout.yaxis.type == "log"


def test_many_values_are_thinned_and_keep_both_ends() -> None:
    (group,) = qq.data(pd.Series(range(10_000), name="x")).groups
    assert len(group.values) == 300
    assert (group.values[0], group.values[-1]) == (0.0, 9999.0)


def test_bins_of_a_log_scale_widen_by_the_same_factor() -> None:
    drawn = histogram.data(AMOUNTS, log=True)
    assert (drawn.edges[0], drawn.edges[-1]) == (0.0, 3.0)
    assert sum(drawn.bars) == 80
    assert drawn.ranges[0] == "1 to 1.26"
    assert "between 5.62 and 178" in histogram.text(drawn)  # ten to the powers 0.75 and 2.25
    ticks = histogram.figure(drawn).layout.xaxis
    assert list(ticks.ticktext) == ["1", "3", "10", "30", "100", "300", "1,000"]


def test_rows_at_or_below_zero_have_no_logarithm() -> None:
    assert positive(pd.Series([-1.0, 0.0, 2.0])).tolist()[2] == 2.0
    assert sum(histogram.data(pd.Series([-1.0, 0.0, 2.0], name="x"), log=True).bars) == 1
    nothing = histogram.data(pd.Series([-1.0, 0.0], name="x"), log=True)
    assert histogram.text(nothing) == "'x' has no values above zero."
    assert histogram.figure(nothing).data


def test_whiskers_of_a_log_scale_are_in_the_units_of_the_column() -> None:
    """Quartiles of the powers 0, 1, 2, 3 (twenty each) are 0.75, 1.5 and 2.25."""
    (drawn,) = box.data(AMOUNTS, log=True).boxes
    assert (drawn.low, drawn.high) == (1.0, pytest.approx(1000.0))
    assert drawn.median == pytest.approx(10**1.5)
    assert box.figure(box.data(AMOUNTS, log=True)).layout.xaxis.type == "log"


def test_dots_of_a_log_scale_keep_their_values_for_the_reader() -> None:
    drawn = scatter.data(AMOUNTS, AMOUNTS.rename("y"), log=True)
    assert drawn.x[:4] == (0.0, 1.0, 2.0, 3.0)
    assert drawn.correlation == pytest.approx(1.0)
    assert list(scatter.figure(drawn).data[0].customdata[:4]) == [1, 10, 100, 1000]


@pytest.mark.parametrize("low", [-6.0, -0.1, 0.0, 5.5])
@pytest.mark.parametrize("width", [0.5, 2.0, 30.0])
def test_a_log_axis_has_a_few_ticks_within_its_ends(low: float, width: float) -> None:
    ticks = log_ticks(low, low + width)
    assert 1 <= len(ticks["tickvals"]) <= 8
    assert all(low - 1e-6 <= tick <= low + width + 1e-6 for tick in ticks["tickvals"])


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
@pytest.mark.parametrize("chart", feature.charts_for("number"))
def test_each_chart_of_a_number_knows_the_log_scale(task: str, chart: str) -> None:
    target = AMOUNTS if task == "regression" else pd.Series(["1.0"] * 40 + ["2.0"] * 40)
    frame = pd.DataFrame({"amount": AMOUNTS, "answer": target})
    problem = Problem(task=task, target="answer", positive="1.0")
    drawn = feature.data(frame, "amount", problem, chart, log=True)
    assert drawn.log
    assert feature.text(drawn).endswith(".")
    assert feature.figure(drawn).data
