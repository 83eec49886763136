"""How far predicted numbers may be off: the half-width of an interval around each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.9
ROUNDED = 1e-12  # how exact sums of weights are


@dataclass(frozen=True)
class Margin:
    """The interval of a prediction is prediction ± `half`, in units of the target.

    level  the share of new rows that it is to hold
    rows   how many errors it was learned from
    """

    half: float
    rows: int
    level: float = LEVEL


def margin_of(
    errors: NDArray[Any], level: float = LEVEL, weights: NDArray[np.float64] | None = None
) -> Margin | None:
    """Return the margin that errors of rows unseen by their model make likely.

    Split conformal prediction: of n sizes of errors the ceil((n + 1) * level)-th smallest, so
    that a new row from the same source lies inside with at least that chance (Vovk, Gammerman
    and Shafer, 2005). None where there are too few errors for that: fewer than 9 for 90 %.

    Errors out of the folds of a cross-validation, around a model of all rows, are the
    "jackknife" and "CV" of Barber, Candès, Ramdas and Tibshirani (2021, jackknife+ and CV+).
    That holds the level in practice but is no guarantee, and rows that change with time are
    not covered by it: measure it on the test rows.

    With weights the sums of them take the place of counts, and the new row is taken to have the
    mean weight (weighted conformal prediction: Tibshirani, Barber, Candès and Ramdas, 2019). Rows
    of equal weight give the same as rows without.

    >>> import numpy as np
    >>> margin_of(np.arange(1.0, 20.0)).half
    18.0
    """
    known = np.isfinite(errors)
    if weights is None:
        sizes = np.sort(np.abs(errors[known]))
        place = math.ceil(round((len(sizes) + 1) * level, 9))
    else:
        known &= weights > 0
        order = np.argsort(np.abs(errors[known]), kind="stable")
        sizes, sums = np.abs(errors[known])[order], np.cumsum(weights[known][order])
        wanted = level * sums[-1] * (1 + 1 / len(sums)) if len(sums) else 0.0
        place = int(np.searchsorted(sums, wanted * (1 - ROUNDED))) + 1
    if place > len(sizes):
        return None
    return Margin(float(sizes[place - 1]), len(sizes), level)
