"""Confusion, curves and residuals worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.confusion import confusion_of
from core.evaluation.curves import curves_of, found_at, thinned
from core.evaluation.residuals import MOST_POINTS, residuals_of

TRUTH = np.array([1, 0, 1, 0])
SCORES = np.array([0.9, 0.8, 0.7, 0.1])
BOTH = np.column_stack([1 - SCORES, SCORES])


def test_confusion_counts_truth_down_and_prediction_across() -> None:
    found = confusion_of(np.array([0, 0, 0, 1, 2]), np.array([0, 2, 2, 1, 1]), ("a", "b", "c"))
    assert found.counts == ((1, 0, 2), (0, 1, 0), (0, 1, 0))
    assert found.recall(0) == pytest.approx(1 / 3)
    assert found.precision(1) == 0.5


def test_confusion_without_rows_of_a_class_has_no_recall() -> None:
    found = confusion_of(np.array([0]), np.array([0]), ("a", "b"))
    assert found.recall(1) is None
    assert found.precision(1) is None


def test_curves_of_four_ranked_rows() -> None:
    (curves,) = curves_of(TRUTH, BOTH, ("no", "yes"))
    assert curves.name == "yes"
    assert curves.share == 0.5
    assert curves.roc.x == (0.0, 0.0, 0.5, 0.5, 1.0)
    assert curves.roc.y == (0.0, 0.5, 0.5, 1.0, 1.0)
    assert curves.gain.x == (0.0, 0.25, 0.5, 0.75, 1.0)
    assert curves.gain.y == (0.0, 0.5, 0.5, 1.0, 1.0)
    assert curves.recall.x == (0.0, 0.5, 0.5, 1.0, 1.0)
    assert curves.recall.y == pytest.approx((1.0, 1.0, 0.5, 2 / 3, 0.5))


def test_area_under_the_curve_is_the_metric() -> None:
    from core.metrics import METRICS

    (curves,) = curves_of(TRUTH, BOTH, ("no", "yes"))
    area = np.trapezoid(curves.roc.y, curves.roc.x)
    assert area == METRICS.get("roc_auc").score(TRUTH, TRUTH, BOTH) == 0.75


def test_one_class_has_no_curves() -> None:
    assert curves_of(np.zeros(4, dtype=int), BOTH, ("no", "yes")) == ()


def test_several_classes_have_a_curve_each_up_to_ten() -> None:
    generator = np.random.default_rng(0)
    probabilities = generator.dirichlet(np.ones(12), 400)
    truth = generator.integers(0, 12, 400)
    found = curves_of(truth, probabilities, tuple("abcdefghijkl"))
    assert len(found) == 10
    assert all(len(curves.roc.x) <= 100 for curves in found)


def test_thinning_keeps_both_ends_and_the_shape() -> None:
    x = np.linspace(0, 1, 10_000)
    line = thinned("", x, x**2, 100)
    assert len(line.x) <= 100
    assert (line.x[0], line.x[-1], line.y[-1]) == (0.0, 1.0, 1.0)
    assert found_at(line, 0.5) == pytest.approx(0.25, abs=0.001)


def test_residuals_of_four_rows() -> None:
    truth = np.array([1.0, 2.0, 3.0, 4.0])
    found = residuals_of(truth, np.array([1.0, 1.0, 1.0, 1.0]))
    assert found.mean_error == 1.5
    assert found.half == 1.5
    assert sum(found.counts) == found.rows == 4
    assert found.edges[0] == -found.edges[-1]


def test_residuals_are_sampled_and_outliers_counted_in_the_outer_bins() -> None:
    truth = np.append(np.random.default_rng(0).normal(size=9999), 1e9)
    found = residuals_of(truth, np.zeros(10_000))
    assert len(found.actual) == len(found.predicted) == MOST_POINTS
    assert sum(found.counts) == 10_000
    assert found.edges[-1] < 10


def test_perfect_residuals_have_a_width() -> None:
    found = residuals_of(np.ones(5), np.ones(5))
    assert found.edges[-1] > 0
    assert sum(found.counts) == 5
