"""What predictions are held against: the true answers, and how much each row counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.metrics import Metric
from core.tasks.row_weights import weights_at
from core.training.fit import Predictions


@dataclass(frozen=True, eq=False)
class Answers:
    """The true class positions, or numbers, of rows.

    weights  how much each row counts, None where each counts once
    """

    truth: NDArray[Any]
    weights: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.truth)

    def at(self, rows: NDArray[np.int64]) -> Answers:
        """Return the answers of some rows, by position."""
        return Answers(self.truth[rows], weights_at(self.weights, rows))

    def score(self, metric: Metric, found: Predictions) -> float:
        """Return the score of predictions for these rows."""
        return metric.score(self.truth, found.values, found.probabilities, weights=self.weights)
