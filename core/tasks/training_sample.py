"""Which of the training rows a model is trained on when a sample is enough.

The sample follows the split: at random with the same share of each class, whole groups at
random, or the latest rows before the test rows. The test rows are never sampled. The three
functions that choose are self-contained, so that an exported script carries them as they are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.problem import Problem
from core.text import count

HOW = {
    "random": "chosen at random",
    "group": "whole groups, chosen at random",
    "time": "the latest before the test rows",
    "column": "chosen at random",
}
EVEN = "chosen at random with the same share of each class"


def sampled(
    frame: pd.DataFrame, problem: Problem, train: NDArray[np.int64], wanted: int | None, seed: int
) -> NDArray[np.int64]:
    """Return the positions among `train` of a sample of `wanted` rows, all of them where fewer.

    Each class, and each group split, keeps as many rows or groups as there are folds.
    """
    if wanted is None or wanted >= len(train):
        return train
    kept: NDArray[np.int64] = _chosen(frame.iloc[train], problem, wanted, seed)
    return train[kept]


def _chosen(rows: pd.DataFrame, problem: Problem, wanted: int, seed: int) -> Any:
    split = problem.split
    if split.kind == "time":
        return latest_sample(np.asarray(rows[split.column]), wanted)
    if split.kind == "group":
        groups = pd.factorize(rows[split.column], use_na_sentinel=False)[0]
        return group_sample(groups, wanted, max(split.folds, 3), seed)
    if problem.task == "regression":
        return even_sample(np.zeros(len(rows)), wanted, split.folds, seed)
    return even_sample(pd.factorize(rows[problem.target])[0], wanted, split.folds, seed)


def sample_words(rows: int, whole: int, problem: Problem) -> str:
    """Say that a sample was trained on and how it was chosen, empty when it was all rows.

    >>> sample_words(50_000, 3_000_000, Problem(task="regression"))
    'Trained on 50,000 of 3,000,000 training rows, chosen at random.'
    """
    if whole <= rows:
        return ""
    return f"Trained on {rows:,} of {count(whole, 'training row')}, {how_sampled(problem)}."


def how_sampled(problem: Problem) -> str:
    """Say how the rows of a sample are chosen."""
    even = problem.split.kind in ("random", "column") and problem.task != "regression"
    return EVEN if even else HOW[problem.split.kind]


def even_sample(classes: Any, wanted: int, least: int, seed: int) -> Any:
    """Return positions of `wanted` rows at random, each class with its share of them.

    A class keeps at least `least` rows where it has them.
    """
    order = np.random.default_rng(seed).permutation(len(classes))
    _, codes, sizes = np.unique(classes[order], return_inverse=True, return_counts=True)
    exact = sizes * (wanted / len(classes))
    quota = np.maximum(np.floor(exact).astype("int64"), np.minimum(sizes, least))
    left = max(wanted - int(quota.sum()), 0)
    quota[np.argsort(quota - exact, kind="stable")[:left]] += 1
    turn = np.empty(len(order), dtype="int64")
    starts = np.cumsum(sizes) - sizes
    turn[np.argsort(codes, kind="stable")] = np.arange(len(order)) - np.repeat(starts, sizes)
    return np.sort(order[turn < quota[codes]])


def group_sample(groups: Any, wanted: int, least: int, seed: int) -> Any:
    """Return positions of the rows of whole groups, at random, of about `wanted` rows in all."""
    sizes = np.bincount(groups)
    order = np.random.default_rng(seed).permutation(len(sizes))
    fits = max(int(np.searchsorted(np.cumsum(sizes[order]), wanted, side="right")), least)
    return np.flatnonzero(np.isin(groups, order[:fits]))


def latest_sample(moments: Any, wanted: int) -> Any:
    """Return positions of the `wanted` latest rows."""
    return np.sort(np.argsort(moments, kind="stable")[len(moments) - wanted :])
