"""How many rows intervals held, in words."""

from __future__ import annotations

import json

import numpy as np

from core.evaluation.coverage import Coverage, coverage_of
from core.evaluation.evaluation import Asked, evaluate_predictions, evaluation_from
from core.problem import Problem
from core.training.fit import Predictions
from core.training.margin import Margin

TRUTH = np.array([1.0, 2.0, 3.0, 4.0])
PREDICTED = np.array([1.5, 2.0, 5.0, 4.0])


def test_rows_on_the_edge_are_held() -> None:
    assert coverage_of(TRUTH, PREDICTED, Margin(0.5, 20)) == Coverage(0.9, 0.5, 0.75, 4)


def test_the_share_is_said() -> None:
    assert Coverage(0.9, 12.34, 0.887, 600).sentence == (
        "90 % intervals (prediction ± 12.3) held 88.7 % of the test rows."
    )


def test_fewer_than_chance_explains_is_said() -> None:
    found = Coverage(0.9, 12.34, 0.80, 600)
    assert found.short
    assert found.sentence.endswith("Chance alone does not explain so few.")


def test_an_evaluation_with_intervals_survives_json() -> None:
    problem = Problem(task="regression", target="price", metric="mae")
    asked = Asked(problem, margin=Margin(0.5, 20))
    found = evaluate_predictions(TRUTH, Predictions(PREDICTED, np.empty((4, 0))), asked)
    assert found.coverage is not None
    assert found.coverage.held == 0.75
    values = json.loads(json.dumps(found.to_json()))
    assert evaluation_from(values) == found
    del values["coverage"]
    assert evaluation_from(values).coverage is None
