"""The whole way of a table through the core, from loading to predicting with a bundle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

import core
from core.models import MODELS
from core.recipe import Candidate, Recipe
from core.table import Dataset
from core.training.compare import best_place
from core.training.results import Comparison

QUICK = ("logistic", "ridge", "decision_tree")
FEW = {"hist_boosting": {"max_iter": 50}}
FOLDS = 2
OUTCOME = "the outcome"


@dataclass(frozen=True, eq=False)
class Walked:
    """What was found on the way; `predicted` has the rows of the table and the answers."""

    recipe: Recipe
    comparison: Comparison
    predicted: pd.DataFrame


def quick(recipe: Recipe, models: tuple[str, ...] = QUICK, folds: int = FOLDS) -> Recipe:
    """Return a proposed recipe with a few fast candidates and few folds."""
    task = recipe.problem.task
    suiting = (name for name in models if MODELS.get(name).suits(task))
    chosen = tuple(Candidate(name, params=FEW.get(name, {})) for name in suiting)
    split = replace(recipe.problem.split, folds=folds)
    return recipe.edit(candidates=chosen, split=split)


def compared(recipe: Recipe, table: Dataset) -> Comparison:
    """Compare, and require that what fails, fails with a reason and a remedy."""
    comparison = core.compare(recipe, table)
    for result in comparison.results:
        assert result.state in ("finished", "failed"), result
        assert result.state == "finished" or (result.error and result.hint)
        assert "stopped with" not in result.error, f"{result.name}: {result.error}"
    return comparison


def walk(recipe: Recipe, table: Dataset, folder: Path) -> Walked:
    """Compare, and ship the best."""
    comparison = compared(recipe, table)
    candidate = recipe.candidate(best_place(comparison))
    return Walked(recipe, comparison, ship(recipe, candidate, table, folder))


def ship(recipe: Recipe, candidate: Candidate, table: Dataset, folder: Path) -> pd.DataFrame:
    """Fit, predict, pack, and return what the bundle predicts, which must be the same."""
    fitted = core.fit(recipe, candidate, table)
    rows = table.frame.drop(columns=recipe.problem.target)
    direct = fitted.predict(rows)
    assert len(direct.values) == table.rows
    bundle = core.make_bundle(fitted, table.frame, folder / "bundle.zip")
    predicted = core.predict_file(bundle, replace(table, frame=rows)).frame
    assert len(predicted) == table.rows
    answers = predicted["prediction"]
    if fitted.classes:
        assert answers.tolist() == list(direct.labels)
        assert set(direct.labels) <= {str(v) for v in fitted.classes}
    else:
        assert np.array_equal(answers, direct.values)
    return predicted


def grown(table: Dataset, rows: int = 60) -> Dataset:
    """Return a table of odd columns made long enough to train on, with a plain target.

    Each column is drawn by itself, so that none is a copy of another.
    """
    draw = np.random.default_rng(0)
    drawn = {
        name: table.frame[name].iloc[draw.integers(table.rows, size=rows)].reset_index(drop=True)
        for name in table.columns[:200]
    }
    outcome = pd.Series(draw.permutation(np.resize(["yes", "no", "no"], rows)), dtype="str")
    return Dataset.of(pd.DataFrame({**drawn, OUTCOME: outcome}), table.name)
