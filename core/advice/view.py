"""What advice may see of a dataset: the training rows only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from core.checks import View
from core.contract import check, refuse
from core.errors import AppError, TargetError
from core.pipeline import features_of, refuse_featureless
from core.problem import Problem
from core.recipe import Recipe
from core.row_order import refuse_crossing, refuse_unordered
from core.steps import step_to
from core.table import Dataset, broad_kind_of, kind_of
from core.tasks.supervised import refuse_infinite, set_apart

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


FEW = 50  # rows that tell which columns the steps leave


def view_of(recipe: Recipe, dataset: Dataset, rows: NDArray[np.int64] | None = None) -> View:
    """Return the training rows as the recipe prepares them; test rows are locked away.

    While no usable target is chosen, rows are locked away at random all the same. `rows`
    are positions of training rows to look at instead of all of them.
    """
    if rows is None:
        rows = training_rows(recipe, dataset)
    frame = recipe.prepare(dataset.frame, rows=rows)
    target = recipe.problem.target
    missing = int(dataset.whole([target]).isna().to_numpy().sum())
    return View(
        frame=frame,
        problem=recipe.problem,
        kinds=_kinds(frame, dataset),
        steps=tuple(step_to(step) for step in recipe.active()),
        rows_without_target=missing,
        raw=dataset.frame.loc[frame.index],
        gappy=_gappy(dataset),
    )


def view_again(view: View, recipe: Recipe) -> View:
    """Return the view for a recipe that prepares the same rows in the same way."""
    steps = tuple(step_to(step) for step in recipe.active())
    return replace(view, problem=recipe.problem, steps=steps)


def training_rows(recipe: Recipe, dataset: Dataset) -> NDArray[np.int64]:
    """Return the positions, in `dataset.frame`, of the rows that may be looked at."""
    try:
        rows = _train_rows(recipe.problem, recipe.seed, dataset)
    except AppError:
        order = np.random.default_rng(recipe.seed).permutation(dataset.rows)
        locked = int(dataset.rows * recipe.problem.split.test_share)
        rows = np.sort(order[locked:])
    if dataset.part is None:
        return rows
    allowed = np.zeros(dataset.rows, dtype=bool)
    allowed[rows] = True
    return np.flatnonzero(allowed[dataset.part.positions])


def _train_rows(problem: Problem, seed: int, dataset: Dataset) -> NDArray[np.int64]:
    """Return the training rows of the whole table; those of a large one are remembered."""
    if dataset.part is None:
        return set_apart(dataset.frame, problem, seed).train
    asked = Problem(
        task=problem.task,
        target=problem.target,
        positive=problem.positive,
        split=problem.split,
    )
    return _large_train_rows(asked, seed, _Named(dataset.fingerprint, dataset))


@dataclass(frozen=True)
class _Named:
    """A large dataset, equal to another of the same version."""

    version: str
    dataset: Dataset = field(compare=False)


@lru_cache(maxsize=4)
def _large_train_rows(problem: Problem, seed: int, named: _Named) -> NDArray[np.int64]:
    few = named.dataset.whole([problem.target, problem.split.column])
    return set_apart(few, problem, seed).train


def _gappy(dataset: Dataset) -> frozenset[str]:
    """Return the columns of dates with a gap in any row; those of a large table are remembered."""
    if dataset.part is None:
        return _with_gaps(dataset)
    return _large_gappy(_Named(dataset.fingerprint, dataset))


@lru_cache(maxsize=4)
def _large_gappy(named: _Named) -> frozenset[str]:
    return _with_gaps(named.dataset)


def _with_gaps(dataset: Dataset) -> frozenset[str]:
    dates = [str(name) for name, kind in dataset.frame.dtypes.items() if kind.kind == "M"]
    if dataset.part is None:
        gaps = dataset.frame[dates].isna().any()
        return frozenset(name for name, has_gaps in gaps.items() if has_gaps)
    return frozenset(name for name in dates if dataset.whole([name])[name].isna().any())


def blocking(recipe: Recipe, dataset: Dataset) -> AppError | None:
    """Return why the recipe cannot be trained on the dataset, None if it can."""
    if not recipe.problem.target:
        return TargetError("No target column is chosen.", "Choose the column to predict.")
    try:
        if recipe.contract is not None:
            refuse(check(dataset.frame, recipe.contract, "stop"))
        refuse_infinite(dataset, recipe.problem.target)
        refuse_crossing(recipe)
        refuse_unordered(recipe.problem, dataset.frame)
        _train_rows(recipe.problem, recipe.seed, dataset)
        some = recipe.prepare(dataset.frame.head(FEW))
        refuse_featureless(features_of(recipe.problem, tuple(map(str, some.columns))))
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
