"""One fit on one fold: what is scored and refused, and how long predicting takes."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyRegressor

from core.models import MODELS
from core.problem import Problem, Split
from core.recipe import Candidate, Recipe
from core.table import Dataset
from core.training.compare import compare
from core.training.material import material_of
from core.training.unit import rate, run_unit
from tests.training.tables import customers, model_of, recipe


class Lost(DummyRegressor):
    """An estimator that answers a few rows with no number."""

    def __init__(self, random_state: int = 0) -> None:
        super().__init__()
        self.random_state = random_state

    def predict(self, rows: np.ndarray) -> np.ndarray:
        return np.where(np.arange(len(rows)) == 1, np.nan, super().predict(rows))


def test_a_model_that_answers_with_no_number_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    MODELS.names()
    monkeypatch.setitem(MODELS._parts, "lost", model_of(f"{__name__}.Lost", "regression"))
    asked = recipe("lost", task="regression")
    unit = run_unit(asked, asked.candidates[0], material_of(asked, customers()), 0)
    assert unit.error == "Some of its predictions are not numbers."
    assert not unit.scores


def test_the_training_score_is_of_rows_that_were_learned_from() -> None:
    asked = recipe("neighbours", task="regression")
    nearest = Candidate("neighbours", {"n_neighbors": 1})
    unit = run_unit(asked, nearest, material_of(asked, customers()), 0)
    assert unit.train_scores["mae"] < unit.scores["mae"] / 2


def test_the_cost_of_a_call_is_not_scaled_up_from_a_few_rows() -> None:
    asked: list[pd.DataFrame] = []

    def predict(rows: pd.DataFrame) -> None:
        asked.append(rows)
        until = time.perf_counter() + 0.01
        while time.perf_counter() < until:
            pass

    assert 10 <= rate(predict, pd.DataFrame({"x": [1, 2, 3]}, index=[7, 8, 9])) < 1000
    (rows,) = asked
    assert len(rows) == 1000
    assert rows.index.is_unique
    assert rows["x"].head(4).tolist() == [1, 2, 3, 1]


def test_a_small_table_is_not_said_to_be_slow() -> None:
    frame = pd.DataFrame({"x": [float(i % 7) for i in range(40)], "y": ["a", "b"] * 20})
    recipe = Recipe(
        problem=Problem(target="y", task="binary", metric="roc_auc", split=Split(folds=3)),
        candidates=(Candidate("logistic"), Candidate("dummy")),
    )
    for result in compare(recipe, Dataset(frame, "forty")).results:
        assert 0 < result.predict_ms < 200
