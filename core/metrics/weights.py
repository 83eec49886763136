"""Means and quantiles of rows that count by a weight, or once each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXACTLY = 1e-12  # of the sum of the weights, which is rounded


def weighed_mean(values: NDArray[Any], weights: NDArray[Any] | None) -> float:
    """Return the mean, each value counted as much as its weight; NaN where nothing counts.

    >>> import numpy as np
    >>> weighed_mean(np.array([1.0, 4.0]), np.array([2.0, 1.0]))
    2.0
    """
    if weights is None:
        return float(values.mean()) if len(values) else float("nan")
    whole = float(weights.sum())
    return float((values * weights).sum()) / whole if whole > 0 else float("nan")


def weighed_quantile(values: NDArray[Any], weights: NDArray[Any], share: float) -> float:
    """Return the value that a share of the weight stays at or below; NaN where nothing counts.

    Where the share ends exactly between two values it is their middle: definition 2 of Hyndman
    and Fan (1996) with sums of weights in place of counts of rows. The scale of the weights does
    not matter, and whole numbers give the same as rows repeated that often.

    >>> import numpy as np
    >>> weighed_quantile(np.array([5.0, 1.0, 2.0]), np.array([2.0, 1.0, 1.0]), 0.5)
    3.5
    """
    import numpy as np

    order = np.argsort(values, kind="stable")
    order = order[weights[order] > 0]
    if not len(order):
        return float("nan")
    sums = np.cumsum(weights[order])
    wanted, near = share * sums[-1], EXACTLY * sums[-1]
    first = int(np.searchsorted(sums, wanted - near))
    last = int(np.searchsorted(sums, wanted + near, side="right"))
    ends = np.minimum([first, last], len(order) - 1)
    return float(values[order[ends]].mean())
