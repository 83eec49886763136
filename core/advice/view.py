"""What advice may see of a dataset: the training rows only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.checks import View
from core.contract import check, refuse
from core.errors import AppError, TargetError
from core.recipe import Recipe
from core.steps import step_to
from core.table import Dataset, broad_kind_of, kind_of
from core.tasks.supervised import refuse_infinite, set_apart

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def view_of(recipe: Recipe, dataset: Dataset, rows: NDArray[np.int64] | None = None) -> View:
    """Return the training rows as the recipe prepares them; test rows are locked away.

    While no usable target is chosen, rows are locked away at random all the same. `rows`
    are positions of training rows to look at instead of all of them.
    """
    if rows is None:
        rows = training_rows(recipe, dataset)
    frame = recipe.prepare(dataset.frame.iloc[rows])
    target = recipe.problem.target
    missing = int(dataset.frame[target].isna().sum()) if target in dataset.frame.columns else 0
    return View(
        frame=frame,
        problem=recipe.problem,
        kinds=_kinds(frame, dataset),
        steps=tuple(step_to(step) for step in recipe.active()),
        rows_without_target=missing,
        raw=dataset.frame.loc[frame.index],
    )


def training_rows(recipe: Recipe, dataset: Dataset) -> NDArray[np.int64]:
    """Return the positions of the rows that may be looked at."""
    try:
        return set_apart(dataset.frame, recipe.problem, recipe.seed).train
    except AppError:
        order = np.random.default_rng(recipe.seed).permutation(dataset.rows)
        locked = int(dataset.rows * recipe.problem.split.test_share)
        return np.sort(order[locked:])


def blocking(recipe: Recipe, dataset: Dataset) -> AppError | None:
    """Return why the recipe cannot be trained on the dataset, None if it can."""
    if not recipe.problem.target:
        return TargetError("No target column is chosen.", "Choose the column to predict.")
    try:
        if recipe.contract is not None:
            refuse(check(dataset.frame, recipe.contract, "stop"))
        refuse_infinite(dataset, recipe.problem.target)
        set_apart(dataset.frame, recipe.problem, recipe.seed)
    except AppError as error:
        return error
    return None


def sampled(view: View, limit: int) -> View:
    """Return the view with at most `limit` rows, chosen at random."""
    if len(view.frame) <= limit:
        return view
    frame = view.frame.sample(limit, random_state=0).sort_index()
    return replace(view, frame=frame, raw=view.before.loc[frame.index])


def _kinds(frame: pd.DataFrame, dataset: Dataset) -> Mapping[str, str]:
    before = dict(dataset.frame.dtypes)
    now = dict(frame.dtypes)
    return {
        str(name): dataset.kinds[name]
        if name in before and before[name] == kept
        else _kind(frame[name])
        for name, kept in now.items()
    }


def _kind(values: pd.Series) -> str:
    broad = broad_kind_of(values)
    return kind_of(values) if broad == "category" else broad
