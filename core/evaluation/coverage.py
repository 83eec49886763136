"""Whether intervals held as many rows as they promise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.metrics.weights import weighed_mean
from core.text import number, percent
from core.training.margin import Margin

Z = 1.96


@dataclass(frozen=True)
class Coverage:
    """Which share of the rows, or of their weight, lay in prediction ± `half`.

    level  the share that was promised
    worth  how many rows of equal weight tell as much (Kish, 1965: the squared sum of the weights
           over the sum of their squares), None where no rows have weights
    """

    level: float
    half: float
    held: float
    rows: int
    worth: float | None = None

    @property
    def short(self) -> bool:
        """Tell whether fewer rows were held than chance explains."""
        rows = self.rows if self.worth is None else self.worth
        return self.held < self.level - Z * math.sqrt(self.level * (1 - self.level) / rows)

    @property
    def sentence(self) -> str:
        """Say it in words."""
        intervals = f"{percent(self.level)} intervals (prediction ± {number(self.half)})"
        what = "the test rows" if self.worth is None else "the weight of the test rows"
        held = f"{intervals} held {percent(self.held, 1)} of {what}."
        return f"{held} Chance alone does not explain so few." if self.short else held


def coverage_of(
    truth: NDArray[Any],
    predicted: NDArray[Any],
    margin: Margin,
    weights: NDArray[Any] | None = None,
) -> Coverage:
    """Count the rows whose truth lies inside the interval of their prediction."""
    inside = np.abs(truth - predicted) <= margin.half
    worth = None
    if weights is not None:
        shares = weights / weights.sum()
        worth = 1 / float((shares**2).sum())
    return Coverage(margin.level, margin.half, weighed_mean(inside, weights), len(truth), worth)
