"""A stored evaluation judged by the metric and the goal of today."""

from __future__ import annotations

from core.evaluation.bootstrap import Score
from core.evaluation.evaluation import Evaluation
from core.evaluation.judge import Verdict
from core.evaluation.today import changed_after, judged_today
from core.problem import Problem

FOUND = Evaluation(
    task="binary",
    metric="roc_auc",
    rows=100,
    scores={"roc_auc": Score(0.85, 0.82, 0.88), "accuracy": Score(0.9, 0.86, 0.94)},
    verdict=Verdict("passed", "Good enough: ROC-AUC 0.850; the goal was 0.800."),
)
LOOKS = (100.0, 200.0)


def test_the_verdict_is_against_the_goal_of_today() -> None:
    assert judged_today(FOUND, Problem(good_enough=0.95)).verdict.state == "failed"


def test_another_metric_is_judged_with_a_note() -> None:
    found = judged_today(FOUND, Problem(metric="accuracy", good_enough=0.8))
    assert (found.metric, found.verdict.state) == ("accuracy", "passed")
    assert found.notes[-1].startswith("ROC-AUC was the measure when the test rows were opened")


def test_another_task_judges_nothing_anew() -> None:
    assert judged_today(FOUND, Problem(task="regression", metric="rmse")) == FOUND


def test_a_goal_of_after_a_look_says_so_in_the_verdict() -> None:
    late = Problem(good_enough=0.8, good_enough_set="1970-01-01T00:02:30+00:00")
    sentence = judged_today(FOUND, late, LOOKS).verdict.sentence
    assert sentence.endswith("The goal was changed after look 1, so it may follow what was seen.")


def test_looks_before_a_goal_are_counted() -> None:
    assert changed_after(Problem(good_enough=0.8, good_enough_set="29 November 2026"), LOOKS) == 0
    early = Problem(good_enough=0.8, good_enough_set="1970-01-01T00:00:30+00:00")
    assert changed_after(early, LOOKS) == 0
    last = Problem(good_enough=0.8, good_enough_set="1970-01-01T00:05:00+00:00")
    assert changed_after(last, LOOKS) == 2
