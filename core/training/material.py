"""Rows made ready for learning: prepared, set apart, encoded, and cut into folds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import DataError, TargetError
from core.pipeline import features_of
from core.problem import Problem
from core.recipe import Recipe
from core.row_order import refuse_crossing, refuse_unordered
from core.table import Dataset, with_columns
from core.tasks.row_weights import checked_weights, weight_words, weights_at
from core.tasks.supervised import (
    Target,
    check_target,
    encode_target,
    folds_of,
    refuse_infinite,
    set_apart,
)
from core.tasks.timeline import Timeline, timeline_of
from core.tasks.training_sample import sample_words, sampled
from core.text import count, shown
from core.training.schema import Schema, schema_of


@dataclass(frozen=True, eq=False)
class Material:
    """Everything a fit needs, decided once.

    train, test            prepared feature columns, original row positions as index
    target, test_target    encoded targets of the same rows
    folds                  (fit, check) positions within `train`
    weights, test_weights  one weight per training row and per test row, or None
    schema                 the raw columns that rows to predict must have
    timeline               where the training rows stand in time, None where that is not told
    whole                  how many training rows there are, more than `train` where it is a sample
    """

    train: pd.DataFrame
    target: Target
    test: pd.DataFrame
    test_target: Target
    folds: tuple[tuple[NDArray[np.int64], NDArray[np.int64]], ...]
    weights: NDArray[np.float64] | None
    schema: Schema
    notes: tuple[str, ...]
    whole: int = 0
    timeline: Timeline | None = None
    test_weights: NDArray[np.float64] | None = None

    def naive_error(self, rows: NDArray[np.int64] | None = None) -> float:
        """Return the error of the naive forecast on training rows, or on some by position."""
        if self.timeline is None:
            return math.nan
        if rows is None:
            return self.timeline.naive_error(self.target.values, self.weights)
        weights = weights_at(self.weights, rows)
        return self.timeline.of(rows).naive_error(self.target.values[rows], weights)

    @property
    def test_ratio(self) -> float:
        """Check rows per fit row, averaged over folds; used by the corrected interval."""
        return float(np.mean([len(check) / len(fit) for fit, check in self.folds]))


def material_of(recipe: Recipe, dataset: Dataset) -> Material:
    """Prepare the rows of a dataset as the recipe says, and lock the test rows away.

    Prepare steps see training rows before test rows, so that no training row depends on a
    test row (a duplicate of a training row is dropped from the test rows, not the reverse).
    """
    problem = recipe.problem
    refuse_infinite(dataset, problem.target)
    refuse_crossing(recipe)
    refuse_unordered(problem, dataset.frame)
    parts = set_apart(dataset.frame, problem, recipe.seed)
    kept = sampled(dataset.frame, problem, parts.train, recipe.sample, recipe.seed)
    apart = np.concatenate([kept, parts.test])
    prepared = _prepared(recipe, dataset.frame, apart)
    dropped = np.setdiff1d(apart, prepared.index)
    prepared = prepared[prepared[problem.target].notna()]
    train = prepared.loc[prepared.index.isin(kept)]
    test = prepared.loc[prepared.index.isin(parts.test)]
    for part, purpose in ((train, "learn from"), (test, "test on")):
        if part.empty:
            raise DataError(
                f"The steps leave no rows to {purpose}.", "Switch off steps that drop rows."
            )
    check_target(train, problem)
    loaded = dataset.frame.loc[train.index]
    raw = with_columns(loaded, train[[problem.target]])
    features = list(features_of(problem, tuple(prepared.columns)))
    target = encode_target(train[problem.target], problem)
    notes = (
        *_sample_note(len(kept), len(parts.train), problem),
        *parts.notes,
        *_dropped(len(apart) - len(prepared)),
        *weight_words(problem),
    )
    folds = folds_of(raw, problem, recipe.seed)
    return Material(
        train=train[features],
        target=target,
        test=test[features],
        test_target=encode_target(test[problem.target], problem, target.classes),
        folds=folds,
        weights=checked_weights(problem, loaded, "training rows", folds),
        test_weights=checked_weights(problem, dataset.frame.loc[test.index], "test rows"),
        schema=schema_of(loaded, problem.target, _unread(recipe, dataset.columns)),
        notes=notes,
        whole=len(parts.train) if len(kept) < len(parts.train) else len(train),
        timeline=_timeline(dataset.frame, train.index, dropped, problem),
    )


def _prepared(recipe: Recipe, frame: pd.DataFrame, rows: NDArray[np.int64]) -> pd.DataFrame:
    prepared = recipe.prepare(frame, rows=rows)
    if recipe.problem.target not in prepared.columns:
        raise TargetError(
            f"A step removes the target '{shown(recipe.problem.target)}'.",
            "Switch that step off.",
        )
    return prepared


def _timeline(
    frame: pd.DataFrame, rows: pd.Index, dropped: NDArray[np.int64], problem: Problem
) -> Timeline | None:
    """Return where rows stand among all that no step dropped, held out and sampled away alike."""
    if problem.task != "regression" or not problem.time:
        return None
    return timeline_of(frame.drop(index=dropped), rows, problem)


def _sample_note(rows: int, whole: int, problem: Problem) -> tuple[str, ...]:
    said = sample_words(rows, whole, problem)
    return (said,) if said else ()


def _unread(recipe: Recipe, columns: tuple[str, ...]) -> tuple[str, ...]:
    return unused(recipe, columns, features_of(recipe.problem, columns))


def unused(recipe: Recipe, columns: Sequence[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that are not wanted and that no step reads, or that a step removes."""
    used = set(wanted)
    for step in recipe.active("prepare"):
        used = (
            used - set(step.named_columns()) if step.removes else used | set(step.named_columns())
        )
    return tuple(column for column in columns if column not in used)


def _dropped(rows: int) -> tuple[str, ...]:
    return (f"{count(rows, 'row')} dropped by cleaning steps.",) if rows > 0 else ()
