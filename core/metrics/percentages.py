"""Say which rows are too near zero for an error in percent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.metrics.weights import weighed_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

TINY = 0.001
TOO_MANY = 0.1


def near_zero(truth: NDArray[Any], weights: NDArray[Any] | None = None) -> NDArray[Any]:
    """Mark rows whose size is at most a thousandth of the mean size."""
    import numpy as np

    sizes = np.abs(truth)
    return np.asarray(sizes <= TINY * weighed_mean(sizes, weights))
