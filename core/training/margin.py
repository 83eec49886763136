"""How far predicted numbers may be off: the half-width of an interval around each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.9


@dataclass(frozen=True)
class Margin:
    """The interval of a prediction is prediction ± `half`, in units of the target.

    level  the share of new rows that it is to hold
    rows   how many errors it was learned from
    """

    half: float
    rows: int
    level: float = LEVEL


def margin_of(errors: NDArray[Any], level: float = LEVEL) -> Margin | None:
    """Return the margin that errors of rows unseen by their model make likely.

    Split conformal prediction: of n sizes of errors the ceil((n + 1) * level)-th smallest, so
    that a new row from the same source lies inside with at least that chance (Vovk, Gammerman
    and Shafer, 2005). None where there are too few errors for that: fewer than 9 for 90 %.

    Errors out of the folds of a cross-validation, around a model of all rows, are the
    "jackknife" and "CV" of Barber, Candès, Ramdas and Tibshirani (2021, jackknife+ and CV+).
    That holds the level in practice but is no guarantee, and rows that change with time are
    not covered by it: measure it on the test rows.

    >>> import numpy as np
    >>> margin_of(np.arange(1.0, 20.0)).half
    18.0
    """
    sizes = np.sort(np.abs(errors[np.isfinite(errors)]))
    place = math.ceil(round((len(sizes) + 1) * level, 9))
    if place > len(sizes):
        return None
    return Margin(float(sizes[place - 1]), len(sizes), level)
