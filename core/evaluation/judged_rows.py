"""Every test row with its true answer and its prediction, as an evaluation keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training.fit import Predictions

KEY = "judged rows"


@dataclass(frozen=True, eq=False)
class JudgedRows:
    """Rows of a table that were judged, in its order.

    rows              positions in the table
    truth, predicted  numbers, or class positions
    score             probability of the positive class (two classes) or of the predicted one
                      (several); not a number for a regression
    threshold         from which score a row is predicted positive (two classes)
    weights           how much each row counts in scores, None where each counts once
    """

    rows: NDArray[np.int64]
    truth: NDArray[np.float64]
    predicted: NDArray[np.float64]
    score: NDArray[np.float64]
    classes: tuple[str, ...] = ()
    threshold: float = 0.5
    weights: NDArray[np.float64] | None = None

    @property
    def errors(self) -> NDArray[np.float64]:
        """Truth minus prediction, of numbers."""
        return self.truth - self.predicted

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Which rows were given another class than theirs."""
        return np.asarray(self.truth != self.predicted)

    @property
    def sureness(self) -> NDArray[np.float64]:
        """How far each score is from the threshold, or how probable the predicted class was."""
        two = len(self.classes) == 2
        return np.abs(self.score - self.threshold) if two else self.score

    @property
    def badness(self) -> NDArray[np.float64]:
        """What puts rows in order, the worst highest: size of the error, or how surely wrong.

        Of rows that are right the least sure are the worst.
        """
        if not self.classes:
            return np.abs(self.errors)
        return np.where(self.wrong, 1 + self.sureness, -self.sureness)


def judged_array(
    rows: Sequence[int],
    truth: NDArray[Any],
    found: Predictions,
    weights: NDArray[np.float64] | None = None,
) -> NDArray[Any]:
    """Return what is kept of judged rows: a line each of place, truth, prediction and score.

    Where rows have weights, they stand last.
    """
    columns: list[Any] = [rows, truth, found.values, _score(found)]
    if weights is not None:
        columns.append(weights)
    return np.column_stack(columns).astype("float64")


def judged_rows(
    kept: NDArray[np.float64], classes: Sequence[str] = (), threshold: float = 0.5
) -> JudgedRows:
    """Return the rows that `judged_array` kept."""
    rows, truth, predicted, score, *weights = kept.T
    return JudgedRows(
        rows=rows.astype("int64"),
        truth=truth,
        predicted=predicted,
        score=score,
        classes=tuple(classes),
        threshold=threshold,
        weights=weights[0] if weights else None,
    )


def _score(found: Predictions) -> NDArray[np.float64]:
    rows, classes = found.probabilities.shape
    if not classes:
        return np.full(rows, np.nan)
    return found.probabilities[:, 1] if classes == 2 else found.probabilities.max(axis=1)
