"""Keep the columns that say most about the target, one at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn import feature_selection
from sklearn.base import BaseEstimator
from sklearn.feature_selection import SelectorMixin
from sklearn.utils.validation import check_is_fitted, validate_data


class SelectBest(SelectorMixin, BaseEstimator):
    """Keep the `keep` columns with the highest score, or all if there are fewer.

    score     "f_test" (ANOVA for classes, correlation for numbers), "mutual_info", or "chi2"
              (classes only; columns are brought to the range 0 to 1 first)

    Missing values pass through; for scoring alone they count as the median of their column.
    Columns with one value score 0. Among equal scores the first column wins.
    """

    def __init__(
        self, keep: int = 20, score: str = "f_test", regression: bool = False, random_state: int = 0
    ) -> None:
        self.keep = keep
        self.score = score
        self.regression = regression
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> SelectBest:
        """Score each column against the target."""
        X = validate_data(self, X, dtype="float64", ensure_all_finite="allow-nan")
        filled = np.column_stack([self._filled(column) for column in X.T])
        varied = np.ptp(filled, axis=0) > 0
        self.scores_ = np.zeros(X.shape[1])
        if varied.any():
            with np.errstate(all="ignore"):
                self.scores_[varied] = np.nan_to_num(self._scores(filled[:, varied], y))
        order = np.argsort(-self.scores_, kind="stable")
        self.support_ = np.isin(np.arange(X.shape[1]), order[: self.keep])
        return self

    def _get_support_mask(self) -> Any:
        check_is_fitted(self)
        return self.support_

    def _filled(self, column: Any) -> Any:
        gaps = np.isnan(column)
        return column if gaps.all() else np.where(gaps, np.median(column[~gaps]), column)

    def _scores(self, X: Any, y: Any) -> Any:
        if self.score == "chi2":
            low = X.min(axis=0)
            return feature_selection.chi2((X - low) / (X.max(axis=0) - low), y)[0]
        kind = "regression" if self.regression else "classif"
        if self.score == "mutual_info":
            measure = getattr(feature_selection, f"mutual_info_{kind}")
            return measure(X, y, random_state=self.random_state)
        # centred, and without its sign: rounding can make the spread within classes negative
        centred = (X - X.mean(axis=0)) / np.ptp(X, axis=0)
        return np.abs(getattr(feature_selection, f"f_{kind}")(centred, y)[0])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.target_tags.required = True
        return tags
