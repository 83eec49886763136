"""Which class is taken for which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Confusion:
    """Counts of rows: the true class down, the predicted class across."""

    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def recall(self, place: int) -> float | None:
        """Return the share of a class's rows that were recognised, None without rows."""
        rows = sum(self.counts[place])
        return self.counts[place][place] / rows if rows else None

    def precision(self, place: int) -> float | None:
        """Return the share of a class's predictions that were right, None without any."""
        predicted = sum(row[place] for row in self.counts)
        return self.counts[place][place] / predicted if predicted else None


def confusion_of(
    truth: NDArray[Any], predicted: NDArray[Any], classes: tuple[str, ...]
) -> Confusion:
    """Count true against predicted class positions."""
    k = len(classes)
    flat = truth.astype(np.int64) * k + predicted.astype(np.int64)
    counts = np.bincount(flat, minlength=k * k).reshape(k, k)
    return Confusion(classes, tuple(tuple(map(int, row)) for row in counts))
