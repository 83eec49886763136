"""Which class is taken for which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.text import count, percent, shown


@dataclass(frozen=True)
class Confusion:
    """Counts of rows: the true class down, the predicted class across."""

    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def rows(self) -> int:
        """The number of rows counted."""
        return sum(map(sum, self.counts))

    def recall(self, place: int) -> float | None:
        """Return the share of a class's rows that were recognised, None without rows."""
        rows = sum(self.counts[place])
        return self.counts[place][place] / rows if rows else None

    def precision(self, place: int) -> float | None:
        """Return the share of a class's predictions that were right, None without any."""
        predicted = sum(row[place] for row in self.counts)
        return self.counts[place][place] / predicted if predicted else None

    def worst(self) -> tuple[int, int] | None:
        """Return the true and predicted class that are mixed up most often."""
        pairs = [
            (self.counts[true][guess], true, guess)
            for true in range(len(self.classes))
            for guess in range(len(self.classes))
            if true != guess
        ]
        most = max(pairs, default=(0, 0, 0), key=lambda pair: (pair[0], -pair[1], -pair[2]))
        return (most[1], most[2]) if most[0] else None

    def sentence(self) -> str:
        """Say what is mixed up most often."""
        pair = self.worst()
        if pair is None:
            return f"All {count(self.rows, 'row')} are classified correctly."
        true, guess = pair
        wrong, rows = self.counts[true][guess], sum(self.counts[true])
        return (
            f"The most frequent mistake: '{shown(self.classes[true], 40)}' taken for "
            f"'{shown(self.classes[guess], 40)}', {count(wrong, 'time')} "
            f"({percent(wrong / rows)} of its rows)."
        )


def confusion_of(
    truth: NDArray[Any], predicted: NDArray[Any], classes: tuple[str, ...]
) -> Confusion:
    """Count true against predicted class positions."""
    k = len(classes)
    flat = truth.astype(np.int64) * k + predicted.astype(np.int64)
    counts = np.bincount(flat, minlength=k * k).reshape(k, k)
    return Confusion(classes, tuple(tuple(map(int, row)) for row in counts))
