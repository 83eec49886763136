"""Regression metrics against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.metrics import METRICS, metrics_for, offered, withheld
from core.problem import Problem, Split

NONE = np.empty((0, 0))
TRUTH = np.array([1.0, 2.0, 4.0, 5.0])
PREDICTED = np.array([2.0, 2.0, 2.0, 5.0])

# errors 1 0 2 0; mean of truth 3, squared spread 4 + 1 + 1 + 4 = 10
EXPECTED = {
    "mae": 3 / 4,
    "rmse": math.sqrt(5 / 4),
    "median_ae": 1 / 2,
    "r2": 1 - 5 / 10,
    "mape": 100 * (1 / 1 + 0 + 2 / 4 + 0) / 4,
    "smape": 200 * (1 / 3 + 0 + 2 / 6 + 0) / 4,
    "mase": (3 / 4) / 1.5,
}


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items())
def test_value_is_the_one_worked_out_by_hand(name: str, expected: float) -> None:
    metric = METRICS.get(name).given(naive_error=1.5)
    assert metric.score(TRUTH, PREDICTED, NONE) == pytest.approx(expected)


def test_r2_of_a_constant_truth_is_not_defined() -> None:
    assert math.isnan(METRICS.get("r2").score(np.full(4, 7.0), PREDICTED, NONE))


def test_mape_leaves_out_a_single_zero() -> None:
    truth = np.array([0.0, *[10.0] * 19])
    predicted = np.full(20, 11.0)
    assert METRICS.get("mape").score(truth, predicted, NONE) == pytest.approx(10.0)


def test_mape_is_not_defined_with_many_zeros() -> None:
    truth = np.array([0.0, 0.0, 10.0, 10.0])
    assert math.isnan(METRICS.get("mape").score(truth, PREDICTED, NONE))


def test_smape_counts_a_hit_at_zero_as_no_error() -> None:
    zeros = np.zeros(2)
    assert METRICS.get("smape").score(zeros, zeros, NONE) == 0.0


def test_smape_counts_opposite_signs_in_full() -> None:
    score = METRICS.get("smape").score(np.array([1.0]), np.array([-1.0]), NONE)
    assert score == 200.0


@pytest.mark.parametrize("naive_error", [math.nan, 0.0])
def test_mase_is_not_defined_where_the_naive_forecast_has_no_error(naive_error: float) -> None:
    metric = METRICS.get("mase").given(naive_error)
    assert math.isnan(metric.score(TRUTH, PREDICTED, NONE))


def test_mase_is_offered_only_where_rows_have_an_order_in_time() -> None:
    undated = Problem(task="regression", target="price")
    dated = undated.with_role("day", "time")
    split = undated.with_split(Split("time", column="day"))
    split = undated.with_split(Split("time", column="day"))
    assert "mase" not in {metric.name for metric in offered(undated)}
    for ordered in (dated, split):
        names = [metric.name for metric in offered(ordered)]
        assert names == [metric.name for metric in metrics_for("regression")]
    assert list(withheld(undated)) == ["mase"]
    assert "needs rows in the order of time" in withheld(undated)["mase"]
    assert withheld(dated) == withheld(Problem(task="binary")) == {}


def test_metrics_that_need_no_order_are_given_nothing() -> None:
    mae = METRICS.get("mae")
    assert mae.given(naive_error=3.0) is mae
