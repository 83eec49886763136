"""One fit on one fold: how long it takes to predict 1,000 rows, however few there are."""

from __future__ import annotations

import time

import pandas as pd

from core.problem import Problem, Split
from core.recipe import Candidate, Recipe
from core.table import Dataset
from core.training.compare import compare
from core.training.unit import rate


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
