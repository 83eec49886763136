"""A small table with numbers, missing cells and categories, and models fitted on it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from core.problem import Problem
from core.recipe import Candidate, Recipe
from core.steps.impute import Impute
from core.steps.one_hot import OneHot
from core.steps.scale import Scale
from core.table import Dataset
from core.training.fit import FittedModel, fit_material
from core.training.material import Material, material_of

TARGETS = {"binary": "left", "multiclass": "plan", "regression": "spend"}
Fitted = tuple[FittedModel, Material]


def customers() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    rows = 160
    tenure = rng.integers(0, 60, rows).astype("float64")
    contract = rng.choice(["month", "year", "two years"], rows)
    region = rng.choice(["north", "south"], rows)
    spend = 20 + tenure / 2 + (contract == "month") * 15 + rng.normal(0, 3, rows)
    score = (contract == "month") * 2 - tenure / 20 + rng.normal(0, 0.5, rows)
    return pd.DataFrame(
        {
            "tenure": np.where(rng.random(rows) < 0.1, np.nan, tenure),
            "contract": pd.Series(contract).astype("str"),
            "region": pd.Series(region).astype("str").where(rng.random(rows) > 0.1),
            "spend": spend,
            "left": np.where(score > 0, "yes", "no"),
            "plan": np.select([score > 0.8, score > -0.8], ["gold", "silver"], "tin"),
        }
    )


@pytest.fixture(scope="session")
def trained() -> Callable[[str, str], Fitted]:
    """Return a maker of fitted models by model name and task, each fitted once."""
    made: dict[tuple[str, str], Fitted] = {}

    def make(model: str, task: str) -> Fitted:
        if (model, task) not in made:
            target = TARGETS[task]
            others = [(name, "ignore") for name in TARGETS.values() if name != target]
            problem = Problem(task=task, target=target, roles=tuple(others))
            recipe = Recipe(problem=problem)
            recipe = recipe.add(Impute(indicator=True)).add(OneHot(min_rows=2)).add(Scale())
            material = material_of(recipe, Dataset.of(customers(), "customers"))
            small = {"n_estimators": 50} if model in ("xgboost", "lightgbm") else {}
            candidate = Candidate(model, small)
            made[model, task] = fit_material(recipe, candidate, material, "v1"), material
        return made[model, task]

    return make
