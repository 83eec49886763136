"""Metrics that would mislead say so, and only then."""

from __future__ import annotations

import numpy as np
import pytest

from core.metrics import METRICS, Truth, misleading, misled, truth_of

RARE = Truth(1000, (0.99, 0.01))
EVEN = Truth(1000, (0.5, 0.5))


@pytest.mark.parametrize(
    ("name", "truth", "word"),
    [
        ("accuracy", RARE, "99 %"),
        ("roc_auc", RARE, "PR-AUC"),
        ("mape", Truth(100, near_zero=0.5), "not defined"),
        ("mape", Truth(100, near_zero=0.02), "left out"),
        ("rmse", Truth(1000, heavy=0.8), "80 %"),
        ("r2", Truth(10, constant=True), "same value"),
        ("f1", Truth(100, (0.2, 0.8)), "80 %"),
        ("f1", Truth(100, (0.2, 0.8)), "scores 0.889"),
        ("brier", RARE, "1.0 %"),
        ("smape", Truth(100, near_zero=0.2), "20 %"),
    ],
)
def test_metric_that_misleads_says_why(name: str, truth: Truth, word: str) -> None:
    sentence = misleading(METRICS.get(name), truth)
    assert sentence is not None
    assert word in sentence


@pytest.mark.parametrize(
    ("name", "truth"),
    [
        ("accuracy", EVEN),
        ("roc_auc", EVEN),
        ("pr_auc", RARE),
        ("f1", RARE),
        ("f1", Truth(100, (0.1, 0.1, 0.8))),
        ("brier", EVEN),
        ("smape", Truth(100, near_zero=0.05)),
        ("mape", Truth(100)),
        ("rmse", Truth(1000, heavy=0.1)),
        ("r2", Truth(10)),
    ],
)
def test_metric_that_does_not_mislead_keeps_quiet(name: str, truth: Truth) -> None:
    assert misleading(METRICS.get(name), truth) is None


def test_summary_of_classes() -> None:
    truth = truth_of(np.array([0, 0, 0, 1]), ("no", "yes"))
    assert truth == Truth(4, (0.75, 0.25))
    assert (truth.largest, truth.positive) == (0.75, 0.25)


def test_summary_of_numbers_counts_values_near_zero() -> None:
    assert truth_of(np.array([0.0, 10.0, 20.0, 30.0])).near_zero == 0.25


def test_summary_of_numbers_finds_a_heavy_tail() -> None:
    values = np.append(np.tile([0.0, 1.0], 100), 1000.0)
    assert truth_of(values).heavy > 0.99


def test_summary_of_an_empty_or_constant_target() -> None:
    assert truth_of(np.array([])) == Truth(0)
    assert truth_of(np.full(200, 3.0)).constant


def test_the_metrics_of_a_task_that_mislead_are_named_with_their_reasons() -> None:
    found = misled("binary", RARE)
    assert set(found) == {"accuracy", "roc_auc", "brier"}
    assert "99 %" in found["accuracy"]
    assert misled("binary", EVEN) == {}
