"""How many rows each part of a split has, told before anything is trained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import AppError
from core.problem import Problem
from core.table import Dataset
from core.tasks.supervised import set_apart, test_marks, usable_folds


@dataclass(frozen=True)
class PartSizes:
    """Rows to `learn` from, those of them that one fold will `check`, and rows to `test`.

    `unknown` rows have no target: they are in neither part.
    """

    learn: int
    check: int
    test: int
    unknown: int = 0

    @property
    def rows(self) -> int:
        """Number of rows that are set apart at all."""
        return self.learn + self.test


def part_sizes(dataset: Dataset, problem: Problem, seed: int) -> PartSizes:
    """Count the rows of each part: of a table in memory as they are really set apart.

    Of a very large table, and where rows cannot be set apart yet, the share is taken of the
    rows with a target.
    """
    if dataset.part is not None:
        return _shares(dataset, problem)
    try:
        return _counted(dataset, problem, seed)
    except AppError:
        return _shares(dataset, problem)


def _counted(dataset: Dataset, problem: Problem, seed: int) -> PartSizes:
    few = dataset.whole([problem.target, problem.split.column])
    parts = set_apart(few, problem, seed)
    folds = usable_folds(few.iloc[parts.train], problem)
    return _sizes(len(parts.train), len(parts.test), len(parts.unlabelled), _cut(problem, folds))


def _shares(dataset: Dataset, problem: Problem) -> PartSizes:
    gaps = dataset.whole([problem.target]).isna().to_numpy()
    unknown = int(np.count_nonzero(gaps))
    known = dataset.rows - unknown
    test = (
        _marked(dataset, problem, ~gaps.any(axis=1))
        if problem.split.kind == "column"
        else round(known * problem.split.test_share)
    )
    return _sizes(known - test, test, unknown, _cut(problem, problem.split.folds))


def _marked(dataset: Dataset, problem: Problem, known: NDArray[np.bool_]) -> int:
    """Count the rows with a target that a column marks as test, 0 where it is not there."""
    if problem.split.column not in dataset.columns:
        return 0
    return int((test_marks(dataset.whole([problem.split.column]), problem) & known).sum())


def _cut(problem: Problem, folds: int) -> int:
    """Return into how many parts the folds cut the training rows: by time, one is never checked."""
    return folds + 1 if problem.split.kind == "time" else folds


def _sizes(learn: int, test: int, unknown: int, cut: int) -> PartSizes:
    return PartSizes(learn, round(learn / cut), test, unknown)
