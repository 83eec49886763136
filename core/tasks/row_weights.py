"""How much each row counts: the column with the role of weight, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import DataError
from core.problem import Problem
from core.text import listed, shown

Folds = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]


def row_weights(problem: Problem, rows: pd.DataFrame) -> NDArray[np.float64] | None:
    """Return a weight for each row, None where no column has the role."""
    columns = problem.columns_with("weight")
    if not columns:
        return None
    if len(columns) > 1:
        raise DataError(f"Only one column can be the weight: {listed(columns)}.", "Choose one.")
    if columns[0] not in rows.columns:
        raise DataError(
            f"The weight column '{shown(columns[0])}' is not in the table.",
            "Give another column the role of weight, or none.",
        )
    values: NDArray[Any] = rows[columns[0]].to_numpy()
    if values.dtype.kind not in "if" or not np.isfinite(values).all() or (values < 0).any():
        raise DataError(
            f"The weight column '{shown(columns[0])}' must hold numbers of at least 0, "
            "none missing.",
            "Choose another column, or give it another role.",
        )
    return values.astype("float64")


def checked_weights(
    problem: Problem, rows: pd.DataFrame, part: str, folds: Folds = ()
) -> NDArray[np.float64] | None:
    """Return a weight for each row as `row_weights` does; refuse as `refuse_weightless` does."""
    weights = row_weights(problem, rows)
    refuse_weightless(problem, weights, part, folds)
    return weights


def weights_at(
    weights: NDArray[np.float64] | None, rows: NDArray[Any]
) -> NDArray[np.float64] | None:
    """Return the weights of some rows, None where no rows have any."""
    return None if weights is None else weights[rows]


def refuse_weightless(
    problem: Problem, weights: NDArray[np.float64] | None, part: str, folds: Folds = ()
) -> None:
    """Refuse rows that all have the weight 0, and folds that learn from, or check, only such.

    `part` names the rows in the sentence, such as "training rows".
    """
    if weights is None:
        return
    hint = "Choose another weight column or another split, or give the column another role."
    if not weights.any():
        raise DataError(f"All {part} have the weight 0 in '{shown(problem.weight)}'.", hint)
    for place, fold in enumerate(folds, 1):
        for verb, rows in zip(("learns from", "is scored on"), fold, strict=True):
            if not weights[rows].any():
                raise DataError(
                    f"All rows that fold {place} {verb} have the weight 0 in "
                    f"'{shown(problem.weight)}'.",
                    f"Use fewer folds. {hint}",
                )


def weight_words(problem: Problem) -> tuple[str, ...]:
    """Say which column rows count by; nothing where each counts once."""
    if not problem.weight:
        return ()
    return (f"Rows count by their weight in '{shown(problem.weight)}' in every score.",)
