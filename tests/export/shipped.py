"""A small table with every kind of column, and models fitted on it, for export tests."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from core.problem import Problem, Split
from core.recipe import Candidate, Recipe
from core.steps import Step
from core.steps.impute import Impute
from core.steps.one_hot import OneHot
from core.steps.scale import Scale
from core.table import Dataset
from core.training.fit import FittedModel, fit

TARGETS = {"binary": "left", "multiclass": "plan", "regression": "spend"}
SMALL = {"xgboost": 50, "lightgbm": 50, "random_forest": 50}


@cache
def customers() -> Dataset:
    rng = np.random.default_rng(5)
    rows = 150
    tenure = rng.integers(0, 60, rows)
    contract = rng.choice(["month", "year", "two years"], rows)
    score = (contract == "month") * 2 - tenure / 20 + rng.normal(0, 0.5, rows)
    frame = pd.DataFrame(
        {
            "id": [f"c{n:03d}" for n in range(rows)],
            "tenure": tenure,
            "age": np.where(rng.random(rows) < 0.1, np.nan, rng.normal(40, 9, rows)),
            "contract": pd.Series(contract).astype("str"),
            "joined": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 400, rows), "D"),
            "spend": 20 + tenure / 2 + (contract == "month") * 15 + rng.normal(0, 3, rows),
            "left": np.where(score > 0, "yes", "no"),
            "plan": np.select([score > 0.8, score > -0.8], ["gold", "silver"], "tin"),
        }
    )
    return Dataset.of(frame, "customers")


def recipe_for(task: str, *steps: Step, split: Split | None = None) -> Recipe:
    target = TARGETS[task]
    unused = [name for name in (*TARGETS.values(), "joined") if name != target]
    roles = [("id", "id"), *((name, "ignore") for name in unused)]
    problem = Problem(
        task=task,
        target=target,
        metric="rmse" if task == "regression" else "roc_auc",
        split=split or Split(folds=3),
    )
    for column, role in roles:
        problem = problem.with_role(column, role)
    recipe = Recipe(problem=problem, seed=7)
    for step in steps or (Impute(("age",)), OneHot(min_rows=2), Scale()):
        recipe = recipe.add(step)
    return recipe


def candidate(model: str) -> Candidate:
    return Candidate(model, {"n_estimators": SMALL[model]} if model in SMALL else {})


@cache
def shipped(model: str = "logistic", task: str = "binary") -> FittedModel:
    recipe = replace(recipe_for(task), candidates=(candidate(model),))
    return fit(recipe, candidate(model), customers())
