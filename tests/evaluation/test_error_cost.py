"""What errors cost on ten test rows, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.evaluation.bootstrap import Score
from core.evaluation.confusion import Confusion
from core.evaluation.error_cost import error_cost
from core.evaluation.evaluation import Evaluation
from core.evaluation.judge import Verdict
from core.problem import Problem

FOUND = Evaluation(
    task="binary",
    metric="roc_auc",
    rows=10,
    scores={"roc_auc": Score(0.85)},
    verdict=Verdict("unset", ""),
    classes=("no", "yes"),
    confusion=Confusion(("no", "yes"), ((5, 2), (1, 2))),
)
ASKED = Problem(positive="yes", cost_false_positive=10, cost_false_negative=100, currency="EUR")


def test_errors_are_set_against_answering_all_rows_alike() -> None:
    assert error_cost(FOUND, ASKED) == (
        "At a threshold of 0.5 the errors on 10 test rows cost 120 EUR; answering 'no' to all "
        "would cost 300 EUR, 'yes' to all 70 EUR. Answering 'yes' to all is cheaper."
    )


def test_a_model_that_costs_less_than_both_is_not_blamed() -> None:
    dear = replace(ASKED, cost_false_positive=50, currency="")
    assert error_cost(FOUND, dear) == (
        "At a threshold of 0.5 the errors on 10 test rows cost 200; answering 'no' to all "
        "would cost 300, 'yes' to all 350."
    )


def test_weights_are_named() -> None:
    assert "on a weight of 10 cost" in error_cost(replace(FOUND, weighted=True), ASKED)


@pytest.mark.parametrize(
    "other", [{"cost_false_positive": 0, "cost_false_negative": 0}, {"positive": "no"}]
)
def test_nothing_is_said_without_costs_or_of_another_outcome(other: dict[str, object]) -> None:
    assert error_cost(FOUND, replace(ASKED, **other)) == ""
