"""Keep numbers within limits that are learned from the training rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data


class Clip(TransformerMixin, BaseEstimator):
    """Pull outliers back to the nearest limit, or flag them and leave them as they are.

    rule      limits of a column: "iqr" is the quartiles and `strength` interquartile ranges
              beyond them (Tukey's fences), "z" is the mean and `strength` standard deviations
              either side, "quantile" cuts the share `strength` off each end
    flag      False: cap the values; True: keep them and add a 0/1 column for each column

    Missing values stay missing and are never flagged. A column whose limits coincide, such as
    one that is nearly always 0, is left alone. Limits stay within 32-bit floats.
    """

    LARGEST = 3.4e38

    def __init__(self, rule: str = "iqr", strength: float = 1.5, flag: bool = False) -> None:
        self.rule = rule
        self.strength = strength
        self.flag = flag

    def fit(self, X: Any, y: Any = None) -> Clip:  # noqa: ARG002 (scikit-learn passes it)
        """Learn the lower and upper limit of each column."""
        X = validate_data(self, X, dtype="float64", ensure_all_finite="allow-nan")
        limits = np.array([self._limits(column[~np.isnan(column)]) for column in X.T])
        self.lower_, self.upper_ = limits[:, 0], limits[:, 1]
        return self

    def transform(self, X: Any) -> Any:
        """Return the capped columns, or the columns and their flags."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype="float64", ensure_all_finite="allow-nan", reset=False)
        capped = np.clip(X, self.lower_, self.upper_)
        return np.hstack([X, (capped != X) & ~np.isnan(X)]) if self.flag else capped

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """Return the names of the columns, then those of the flags."""
        if input_features is None:
            input_features = [f"x{number}" for number in range(self.n_features_in_)]
        flags = [f"{name} is an outlier" for name in input_features] if self.flag else []
        return np.array([*input_features, *flags], dtype=object)

    def _limits(self, known: Any) -> tuple[float, float]:
        if not len(known):
            return -self.LARGEST, self.LARGEST
        # by a power of two, which is exact, so that squares of huge numbers do not overflow
        power = min(int(np.frexp(np.abs(known).max())[1]), 1000)
        low, high = np.ldexp(self._fences(np.ldexp(known, -power)), power)
        if low == high:
            return -self.LARGEST, self.LARGEST
        return max(float(low), -self.LARGEST), min(float(high), self.LARGEST)

    def _fences(self, known: Any) -> tuple[float, float]:
        if self.rule == "z":
            middle, reach = float(known.mean()), self.strength * float(known.std())
            return middle - reach, middle + reach
        tail = 0.25 if self.rule == "iqr" else self.strength
        low, high = (float(end) for end in np.quantile(known, [tail, 1 - tail]))
        reach = self.strength * (high - low) if self.rule == "iqr" else 0.0
        return low - reach, high + reach

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
