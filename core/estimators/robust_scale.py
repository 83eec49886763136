"""Bring numbers to comparable sizes with values that outliers hardly move."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data


class RobustScale(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Subtract the median of each column and divide by its interquartile range.

    A column that is nearly always the same has quartiles that coincide: it is divided by its
    standard deviation, and one with a single value is only moved to 0. Missing values stay.
    """

    def fit(self, X: Any, y: Any = None) -> RobustScale:  # noqa: ARG002 (scikit-learn passes it)
        """Learn the centre and the scale of each column."""
        X = validate_data(self, X, dtype="float64", ensure_all_finite="allow-nan")
        learned = np.array([self._spread(column[~np.isnan(column)]) for column in X.T])
        self.center_, self.scale_ = learned[:, 0], learned[:, 1]
        return self

    def transform(self, X: Any) -> Any:
        """Return the scaled columns."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype="float64", ensure_all_finite="allow-nan", reset=False)
        return (X - self.center_) / self.scale_

    def _spread(self, known: Any) -> tuple[float, float]:
        if not len(known):
            return 0.0, 1.0
        # by a power of two, which is exact, so that squares of huge numbers do not overflow
        power = min(int(np.frexp(np.abs(known).max())[1]), 1000)
        known = np.ldexp(known, -power)
        low, middle, high = (float(value) for value in np.quantile(known, [0.25, 0.5, 0.75]))
        same = bool((known == known[0]).all())
        spread = high - low if high > low else 0.0 if same else float(known.std())
        scale = float(np.ldexp(spread, power))
        return float(np.ldexp(middle, power)), scale if scale > 0 else 1.0

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
