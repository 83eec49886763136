"""Leave training rows out that lie far outside the usual range."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator


class DropOutliers(BaseEstimator):
    """A sampler: leave out rows that lie more than `factor` interquartile ranges too far out.

    Columns with fewer than three values, such as one-hot columns, and columns whose quartiles
    coincide are not judged, and missing values never count as outliers. A class is never left
    without rows: if all of its rows lie too far out, they all stay.
    """

    def __init__(self, factor: float = 3.0, classes: bool = True) -> None:
        self.factor = factor
        self.classes = classes

    def fit_resample(self, X: Any, y: Any) -> tuple[Any, Any]:
        """Return the rows that are kept, with their targets."""
        table, y = np.asarray(X, dtype="float64"), np.asarray(y)
        kept = ~np.any([self._far(column) for column in table.T], axis=0)
        for name in np.unique(y) if self.classes else ():
            if not kept[y == name].any():
                kept[y == name] = True
        return table[kept], y[kept]

    def _far(self, column: Any) -> Any:
        known = column[~np.isnan(column)]
        if len(np.unique(known)) < 3:
            return np.zeros(len(column), dtype=bool)
        low, high = np.quantile(known, [0.25, 0.75])
        reach = self.factor * (high - low)
        return (reach > 0) & ((column < low - reach) | (column > high + reach))
