"""Small tables and recipes shared by the tests of training."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.models import Model
from core.problem import Problem, Split
from core.recipe import Candidate, Recipe
from core.steps.impute import Impute
from core.steps.one_hot import OneHot
from core.steps.scale import Scale
from core.table import Dataset
from core.teaching import Teaching


def customers(rows: int = 120, seed: int = 3) -> Dataset:
    """Return customers whose leaving depends on age and plan, with holes and an id."""
    generator = np.random.default_rng(seed)
    age = generator.normal(40, 10, rows).round(1)
    plan = generator.choice(["monthly", "yearly", "free"], rows)
    leaves = (age + 12 * (plan == "monthly") + generator.normal(0, 6, rows)) > 44
    frame = pd.DataFrame(
        {
            "customer": [f"c{n:04d}" for n in range(rows)],
            "age": np.where(generator.random(rows) < 0.1, np.nan, age),
            "plan": plan,
            "left": np.where(leaves, "yes", "no"),
            "spend": (age * 2 + generator.normal(0, 3, rows)).round(2),
        }
    )
    return Dataset.of(frame, "customers")


def recipe(*models: str, task: str = "binary", folds: int = 3) -> Recipe:
    """Return a recipe that predicts leaving (binary) or spend (regression)."""
    target = "spend" if task == "regression" else "left"
    problem = Problem(
        target=target,
        task=task,
        positive="" if task == "regression" else "yes",
        metric="rmse" if task == "regression" else "roc_auc",
        split=Split(folds=folds),
    ).with_role("customer", "id")
    whole = Recipe(problem=problem).add(Impute()).add(Scale()).add(OneHot(min_rows=2))
    return whole.edit(candidates=tuple(Candidate(model) for model in models))


def model_of(estimator: str, kind: str) -> Model:
    """Return a model made of an estimator that a test wrote, `kind` of task as models name it."""
    return Model(
        name=estimator.rpartition(".")[2].lower(),
        label=estimator.rpartition(".")[2],
        teaching=Teaching("a", "b", "c"),
        speed="fast",
        explainable="no",
        estimators={kind: estimator},
        simplicity=4,
    )
