"""Which class is taken for which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Confusion:
    """Counts of rows, or sums of their weights: the true class down, the predicted across."""

    classes: tuple[str, ...]
    counts: tuple[tuple[float, ...], ...]

    def recall(self, place: int) -> float | None:
        """Return the share of a class's rows that were recognised, None without rows."""
        rows = sum(self.counts[place])
        return self.counts[place][place] / rows if rows else None

    def precision(self, place: int) -> float | None:
        """Return the share of a class's predictions that were right, None without any."""
        predicted = sum(row[place] for row in self.counts)
        return self.counts[place][place] / predicted if predicted else None


def confusion_of(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    classes: tuple[str, ...],
    weights: NDArray[Any] | None = None,
) -> Confusion:
    """Count true against predicted class positions, or sum the weights of the rows."""
    k = len(classes)
    flat = truth.astype(np.int64) * k + predicted.astype(np.int64)
    counts = np.bincount(flat, weights, k * k).reshape(k, k)
    return Confusion(classes, tuple(map(tuple, counts.tolist())))
