"""Whether intervals held as many rows as they promise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.text import number, percent
from core.training.margin import Margin

Z = 1.96


@dataclass(frozen=True)
class Coverage:
    """Which share of the rows lay in prediction ± `half`; `level` was promised."""

    level: float
    half: float
    held: float
    rows: int

    @property
    def short(self) -> bool:
        """Tell whether fewer rows were held than chance explains."""
        return self.held < self.level - Z * math.sqrt(self.level * (1 - self.level) / self.rows)

    @property
    def sentence(self) -> str:
        """Say it in words."""
        intervals = f"{percent(self.level)} intervals (prediction ± {number(self.half)})"
        held = f"{intervals} held {percent(self.held, 1)} of the test rows."
        return f"{held} Chance alone does not explain so few." if self.short else held


def coverage_of(truth: NDArray[Any], predicted: NDArray[Any], margin: Margin) -> Coverage:
    """Count the rows whose truth lies inside the interval of their prediction."""
    inside = np.abs(truth - predicted) <= margin.half
    return Coverage(margin.level, margin.half, float(inside.mean()), len(truth))
