"""Means and quantiles of weighted rows against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.metrics import truth_of
from core.metrics.weights import weighed_mean, weighed_quantile

VALUES = np.array([4.0, 1.0, 2.0])
WEIGHTS = np.array([1.0, 2.0, 1.0])  # in order: 1 1 2 4


def test_mean_counts_each_value_by_its_weight() -> None:
    assert weighed_mean(VALUES, WEIGHTS) == 8 / 4
    assert weighed_mean(VALUES, None) == 7 / 3
    assert math.isnan(weighed_mean(VALUES, np.zeros(3)))
    assert math.isnan(weighed_mean(VALUES[:0], None))


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 1.0), (0.4, 1.0), (0.5, 1.5), (0.6, 2.0), (0.75, 3.0), (1.0, 4.0)]
)
def test_quantile_is_the_middle_only_where_the_share_ends_between_values(
    share: float, value: float
) -> None:
    assert weighed_quantile(VALUES, WEIGHTS, share) == value


def test_quantile_meets_the_end_between_values_in_spite_of_rounding() -> None:
    weights = np.full(10, 0.1)
    assert weighed_quantile(np.arange(10.0), weights, 0.3) == 2.5
    assert weighed_quantile(np.arange(10.0), weights, 0.7) == 6.5


def test_quantile_of_rows_without_weight_is_not_defined() -> None:
    assert math.isnan(weighed_quantile(VALUES, np.zeros(3), 0.5))
    assert weighed_quantile(VALUES, np.array([0.0, 0.0, 3.0]), 0.5) == 2.0


def test_what_a_target_looks_like_is_told_by_weight() -> None:
    found = truth_of(np.array([0, 0, 0, 1]), ("no", "yes"), np.array([1.0, 0.0, 1.0, 2.0]))
    assert found.shares == (0.5, 0.5)
    assert found.whole == "the weight"
    alone = truth_of(np.array([0, 0, 1]), ("no", "yes"), np.array([0.1, 0.2, 0.0]))
    assert alone.constant
    zeros = truth_of(np.array([0.0, 5.0]), (), np.array([3.0, 1.0]))
    assert zeros.near_zero == 0.75


def test_the_spread_that_few_rows_make_up_is_told_by_weight() -> None:
    values = np.append(np.zeros(199), 100.0)
    rows = np.repeat(values, np.append(np.ones(199, dtype=int), 2))
    weighted = truth_of(values, (), np.append(np.ones(199), 2.0))
    assert weighted.heavy == pytest.approx(truth_of(rows).heavy)
