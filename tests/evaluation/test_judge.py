"""Verdicts: passed, failed or too close, for both directions."""

from __future__ import annotations

import pytest

from core.evaluation.bootstrap import Score
from core.evaluation.judge import against_baseline, against_goal, gain_words
from core.metrics import METRICS

AUC = METRICS.get("roc_auc")
MAE = METRICS.get("mae")


@pytest.mark.parametrize(
    ("metric", "score", "goal", "state"),
    [
        (AUC, Score(0.85, 0.82, 0.88), 0.80, "passed"),
        (AUC, Score(0.85, 0.82, 0.88), 0.82, "passed"),
        (AUC, Score(0.85, 0.82, 0.88), 0.84, "close"),
        (AUC, Score(0.85, 0.82, 0.88), 0.87, "close"),
        (AUC, Score(0.85, 0.82, 0.88), 0.90, "failed"),
        (MAE, Score(10.0, 9.0, 11.0), 12.0, "passed"),
        (MAE, Score(10.0, 9.0, 11.0), 10.5, "close"),
        (MAE, Score(10.0, 9.0, 11.0), 8.0, "failed"),
        (MAE, Score(10.0), 12.0, "passed"),
        (AUC, Score(0.85, 0.82, 0.88), None, "unset"),
        (AUC, Score(None), 0.8, "undefined"),
    ],
)
def test_verdict_against_the_goal(metric: object, score: Score, goal: float, state: str) -> None:
    verdict = against_goal(metric, score, goal)  # type: ignore[arg-type]
    assert verdict.state == state
    assert verdict.sentence.endswith(".")


def test_verdict_names_value_interval_and_goal() -> None:
    sentence = against_goal(AUC, Score(0.85, 0.82, 0.88), 0.8).sentence
    assert sentence == (
        "Good enough: ROC-AUC 0.850 (95 % interval 0.820 to 0.880); the goal was 0.800."
    )


@pytest.mark.parametrize(
    ("gained", "state"),
    [
        (Score(0.3, 0.2, 0.4), "passed"),
        (Score(0.01, -0.02, 0.04), "close"),
        (Score(-0.1, -0.2, -0.01), "failed"),
        (Score(0.0, 0.0, 0.0), "failed"),
        (Score(None), "undefined"),
    ],
)
def test_verdict_against_the_baseline(gained: Score, state: str) -> None:
    assert against_baseline(AUC, Score(0.8), 0.5, gained).state == state


def test_error_is_said_to_be_smaller_in_percent() -> None:
    sentence = against_baseline(MAE, Score(6.0), 10.0, Score(4.0, 3.0, 5.0)).sentence
    assert sentence.startswith("Better than the baseline by 40 %. ")
    assert "Mean absolute error 6.00, baseline 10.0" in sentence


@pytest.mark.parametrize(
    ("name", "value", "baseline", "said"),
    [
        ("mae", 4.0, 10.0, "2.50 times"),
        ("mae", 10.0, 8.0, "1.25 times worse"),
        ("mae", 10.0, 10.0, "none"),
        ("mae", 0.0, 10.0, "no error left"),
        ("mae", 1.0, 0.0, "–"),
        ("log_loss", 0.25, 0.5, "2.00 times"),
        ("roc_auc", 0.85, 0.5, "+0.350"),
        ("roc_auc", 0.4, 0.5, "-0.100"),
        ("accuracy", 0.801, 0.734, "+6.7 points"),
        ("accuracy", 0.70, 0.734, "-3.4 points"),
        ("r2", 0.62, -0.01, "+0.630"),
        ("mcc", None, 0.0, "–"),
        ("mcc", 0.3, None, "–"),
    ],
)
def test_gain_is_times_for_errors_and_a_difference_for_scores(
    name: str, value: float | None, baseline: float | None, said: str
) -> None:
    assert gain_words(METRICS.get(name), value, baseline) == said
