"""Which metrics mislead is told from the training rows, before anything is trained."""

from __future__ import annotations

import pandas as pd

from core.advice import view_of
from core.advice.measures import misleading_metrics
from core.problem import Problem
from core.recipe import Recipe
from core.table import Dataset


def misled_in(target: list[object], task: str) -> dict[str, str]:
    frame = pd.DataFrame({"age": range(len(target)), "answer": target})
    recipe = Recipe(problem=Problem(task=task, target="answer", metric="rmse"))
    return misleading_metrics(view_of(recipe, Dataset.of(frame, "rows")))


def test_accuracy_misleads_where_one_class_is_common() -> None:
    found = misled_in(["no"] * 80 + ["yes"] * 20, "binary")
    assert set(found) == {"accuracy"}
    assert "80 %" in found["accuracy"]


def test_nothing_misleads_where_classes_are_even() -> None:
    assert misled_in(["no", "yes"] * 50, "binary") == {}


def test_percentages_mislead_near_zero() -> None:
    assert set(misled_in([0.0, 0.0, 5.0, 7.0, 9.0] * 20, "regression")) == {"mape", "smape"}


def test_classes_count_by_the_weight_of_their_rows() -> None:
    frame = pd.DataFrame({"age": range(100), "answer": ["no", "yes"] * 50, "w": [9.0, 1.0] * 50})
    problem = Problem(task="binary", target="answer", metric="roc_auc").with_role("w", "weight")
    found = misleading_metrics(view_of(Recipe(problem=problem), Dataset.of(frame, "rows")))
    assert found == {
        "accuracy": "One class makes up 90 % of the weight: always answering it scores as much."
    }


def test_weights_that_cannot_be_used_say_nothing_of_metrics() -> None:
    answers = ["no"] * 90 + ["yes"] * 10
    frame = pd.DataFrame({"age": range(100), "answer": answers, "w": [-1.0] * 100})
    problem = Problem(task="binary", target="answer", metric="roc_auc").with_role("w", "weight")
    assert misleading_metrics(view_of(Recipe(problem=problem), Dataset.of(frame, "rows"))) == {}


def test_rows_without_an_answer_do_not_count() -> None:
    assert misled_in([None] * 50 + [3.0, 4.0] * 25, "regression") == {}


def test_without_a_target_nothing_is_said() -> None:
    frame = Dataset.of(pd.DataFrame({"age": range(20)}), "rows")
    view = view_of(Recipe(problem=Problem(task="binary", metric="roc_auc")), frame)
    assert misleading_metrics(view) == {}
