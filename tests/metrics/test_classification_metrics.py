"""Classification metrics against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.metrics import METRICS

# truth      0  0  0  0  1  1
# predicted  0  0  0  1  1  0      TP 1, FP 1, FN 1, TN 3
TRUTH = np.array([0, 0, 0, 0, 1, 1])
POSITIVE = np.array([0.1, 0.2, 0.3, 0.8, 0.9, 0.4])
PREDICTED = (POSITIVE >= 0.5).astype(int)
PROBABILITIES = np.column_stack([1 - POSITIVE, POSITIVE])

BINARY = {
    "accuracy": 4 / 6,
    "balanced_accuracy": (3 / 4 + 1 / 2) / 2,
    "precision": 1 / 2,
    "recall": 1 / 2,
    "f1": 2 / (2 + 1 + 1),
    "mcc": (1 * 3 - 1 * 1) / math.sqrt(2 * 2 * 4 * 4),
    # 0.9 is above all four negatives, 0.4 above three of them
    "roc_auc": 7 / 8,
    # found at rank 1 (precision 1) and rank 3 (precision 2/3)
    "pr_auc": (1 + 2 / 3) / 2,
    "log_loss": -sum(map(math.log, (0.9, 0.8, 0.7, 0.2, 0.9, 0.4))) / 6,
    "brier": (0.01 + 0.04 + 0.09 + 0.64 + 0.01 + 0.36) / 6,
}

# three classes: truth 0 0 1 1 2 2, predicted 0 1 1 1 2 0
TRUTH_3 = np.array([0, 0, 1, 1, 2, 2])
PREDICTED_3 = np.array([0, 1, 1, 1, 2, 0])
PROBABILITIES_3 = np.array(
    [
        [0.6, 0.3, 0.1],
        [0.3, 0.5, 0.2],
        [0.1, 0.8, 0.1],
        [0.2, 0.6, 0.2],
        [0.1, 0.1, 0.8],
        [0.5, 0.2, 0.3],
    ]
)
SEVERAL = {
    "accuracy": 4 / 6,
    "balanced_accuracy": (1 / 2 + 1 + 1 / 2) / 3,
    "precision": (1 / 2 + 2 / 3 + 1) / 3,
    "recall": (1 / 2 + 1 + 1 / 2) / 3,
    "f1": (1 / 2 + 4 / 5 + 2 / 3) / 3,
    # Gorodkin: s 6, c 4, rows (2,2,2), guessed (2,3,1)
    "mcc": (4 * 6 - 12) / math.sqrt((36 - 12) * (36 - 14)),
    "log_loss": -sum(map(math.log, (0.6, 0.3, 0.8, 0.6, 0.8, 0.3))) / 6,
    # 0-1: column 0 has 0.6, 0.3 above 0.1, 0.2 = 1; column 1 the same = 1
    # 0-2: column 0 has 0.6 above both, 0.3 above 0.1 = 3/4; column 2 = 1;  1-2: both 1
    "roc_auc": (1 + 1 + 3 / 4 + 1 + 1 + 1) / 6,
    # class 0: 0.6 (1 of 1), then 0.3 after 0.5 (2 of 3); classes 1 and 2 are found first
    "pr_auc": ((1 + 2 / 3) / 2 + 1 + 1) / 3,
    "brier": (0.26 + 0.78 + 0.06 + 0.24 + 0.06 + 0.78) / 12,
}


@pytest.mark.parametrize(("name", "expected"), BINARY.items())
def test_binary_value_is_the_one_worked_out_by_hand(name: str, expected: float) -> None:
    score = METRICS.get(name).score(TRUTH, PREDICTED, PROBABILITIES)
    assert score == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("name", "expected"), SEVERAL.items())
def test_value_for_three_classes_is_the_one_worked_out_by_hand(name: str, expected: float) -> None:
    score = METRICS.get(name).score(TRUTH_3, PREDICTED_3, PROBABILITIES_3)
    assert score == pytest.approx(expected, abs=1e-12)


def test_ties_count_half_in_roc_auc() -> None:
    constant = np.full((4, 2), 0.5)
    truth = np.array([0, 1, 0, 1])
    assert METRICS.get("roc_auc").score(truth, truth, constant) == 0.5


def test_pr_auc_of_a_constant_is_the_share_of_positives() -> None:
    constant = np.full((4, 2), 0.5)
    truth = np.array([0, 1, 0, 0])
    assert METRICS.get("pr_auc").score(truth, truth, constant) == 0.25


def test_precision_is_zero_when_nothing_is_picked() -> None:
    nothing = np.zeros(6, dtype=int)
    assert METRICS.get("precision").score(TRUTH, nothing, PROBABILITIES) == 0.0


def test_recall_is_not_defined_without_positives() -> None:
    negatives = np.zeros(3, dtype=int)
    assert math.isnan(METRICS.get("recall").score(negatives, negatives, PROBABILITIES[:3]))


def test_log_loss_is_finite_for_a_sure_mistake() -> None:
    sure = np.array([[0.0, 1.0]])
    score = METRICS.get("log_loss").score(np.array([0]), np.array([1]), sure)
    assert score == pytest.approx(-math.log(1e-15))
