"""What thresholds are chosen on: each training row predicted by a model that had not seen it."""

from __future__ import annotations

import numpy as np

from core.errors import DataError, SettingError
from core.evaluation.threshold import Cuts, cuts_of
from core.progress import Report, silent
from core.recipe import Candidate, Recipe
from core.table import Dataset
from core.tasks.row_weights import weights_at
from core.training.compare import begin, out_of_fold, run_units


def threshold_cuts(
    recipe: Recipe, candidate: Candidate, dataset: Dataset, report: Report = silent, cores: int = 1
) -> Cuts:
    """Rank the training rows by a candidate's out-of-fold probabilities, to pick a threshold on.

    Rows that no fold checks, as the earliest of a split by time, are left out.
    """
    if recipe.problem.task != "binary":
        raise SettingError(
            "A threshold parts two outcomes, and this problem has not two.",
            "Choose a target with two values.",
        )
    alone = recipe.edit(candidates=(candidate,), minutes=None)
    work = begin(alone, dataset, report=report)
    comparison = run_units(work, cores)
    rows = out_of_fold(work, candidate)
    if rows is None:
        failed = next(item for item in comparison.results if item.name == candidate.name)
        raise DataError(failed.error or "Some folds have no predictions.", "Try another model.")
    told = np.isfinite(rows[:, 1])
    truth, weights = work.material.target.values[told], weights_at(work.material.weights, told)
    return cuts_of(truth, rows[told, 1], weights)
