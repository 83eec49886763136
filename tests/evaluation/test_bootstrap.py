"""Bootstrap intervals: right size, seeded, and cheap."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.evaluation.answers import Answers
from core.evaluation.bootstrap import MOST_ROWS, Score, draws, gain, intervals
from core.metrics import METRICS, metrics_for
from core.training.fit import Predictions

ACCURACY = METRICS.get("accuracy")


def guesses(rows: int, right: float, seed: int = 0) -> tuple[Answers, Predictions]:
    """Return answers and predictions of which the share `right` is right."""
    generator = np.random.default_rng(seed)
    truth = generator.integers(0, 2, rows)
    hit = generator.random(rows) < right
    values = np.where(hit, truth, 1 - truth)
    positive = 0.5 + (values - 0.5) * 0.8
    return Answers(truth), Predictions(values, np.column_stack([1 - positive, positive]))


def test_interval_of_a_share_is_the_binomial_one() -> None:
    truth, predictions = guesses(400, 0.8)
    score = intervals(truth, predictions, (ACCURACY,))["accuracy"]
    half = 1.96 * math.sqrt(0.8 * 0.2 / 400)
    assert score.value is not None and score.low is not None and score.high is not None
    assert score.low < score.value < score.high
    assert (score.high - score.low) / 2 == pytest.approx(half, rel=0.15)


def test_interval_of_many_rows_is_narrowed_as_far_as_all_rows_allow() -> None:
    rows = 8 * MOST_ROWS
    truth, predictions = guesses(rows, 0.8)
    score = intervals(truth, predictions, (ACCURACY,))["accuracy"]
    half = 1.96 * math.sqrt(0.8 * 0.2 / rows)
    assert score.low is not None and score.high is not None
    assert (score.high - score.low) / 2 == pytest.approx(half, rel=0.2)


def test_same_seed_gives_the_same_intervals() -> None:
    truth, predictions = guesses(50, 0.7)
    metrics = metrics_for("binary")
    assert intervals(truth, predictions, metrics, 5) == intervals(truth, predictions, metrics, 5)
    assert intervals(truth, predictions, metrics, 5) != intervals(truth, predictions, metrics, 6)


def test_interval_covers_the_true_value_about_19_times_in_20() -> None:
    covered = 0
    for seed in range(100):
        score = intervals(*guesses(100, 0.7, seed), (ACCURACY,), seed)["accuracy"]
        assert score.low is not None and score.high is not None
        covered += score.low <= 0.7 <= score.high
    assert 88 <= covered <= 100


def test_score_that_is_not_defined_has_no_interval() -> None:
    truth = np.zeros(10, dtype=int)
    predictions = Predictions(truth, np.tile([0.9, 0.1], (10, 1)))
    assert intervals(Answers(truth), predictions, (METRICS.get("roc_auc"),))["roc_auc"] == Score(
        None
    )


def test_no_rows_give_undefined_scores() -> None:
    none = Predictions(np.empty(0), np.empty((0, 2)))
    assert intervals(Answers(np.empty(0, dtype=int)), none, (ACCURACY,))["accuracy"] == Score(None)


def test_gain_is_positive_for_the_better_model_whatever_the_direction() -> None:
    truth = np.arange(50.0)
    good, bad = (Predictions(truth + off, np.empty((50, 0))) for off in (1.0, 3.0))
    for name, difference in (("mae", 2.0), ("r2", 8 / ((50**2 - 1) / 12))):
        found = gain(Answers(truth), good, bad, METRICS.get(name))
        assert found.value == pytest.approx(difference)
        assert found.low is not None and found.low > 0


def test_gain_over_itself_is_zero() -> None:
    truth, predictions = guesses(60, 0.7)
    assert gain(truth, predictions, predictions, ACCURACY) == Score(0.0, 0.0, 0.0)


def test_work_does_not_grow_with_rows_and_classes() -> None:
    assert len(list(draws(100, 2, 0))) == 1000
    assert len(list(draws(1_000_000, 2, 0))) == 200
    assert len(list(draws(1_000_000, 100, 0))) == 200
    assert all(len(rows) == MOST_ROWS for rows in draws(1_000_000, 100, 0))
