"""Selecting columns and balancing classes."""

from __future__ import annotations

import numpy as np
import pytest

from core.steps.balance_classes import BalanceClasses
from core.steps.drop_outlier_rows import DropOutlierRows
from core.steps.select_univariate import SelectUnivariate

ROWS = 60
Y = np.arange(ROWS) % 2


def columns() -> np.ndarray:
    """Return noise, the target with a hole, a constant, and nothing at all."""
    noise = np.random.default_rng(1).normal(size=ROWS)
    signal = Y + 0.1 * noise[::-1]
    signal[5] = np.nan
    return np.column_stack([noise, signal, np.full(ROWS, 7.0), np.full(ROWS, np.nan)])


@pytest.mark.parametrize(
    ("score", "task"),
    [
        ("f_test", "binary"),
        ("f_test", "multiclass"),
        ("f_test", "regression"),
        ("mutual_info", "binary"),
        ("mutual_info", "regression"),
        ("chi2", "binary"),
        ("chi2", "multiclass"),
    ],
)
def test_the_telling_column_is_kept_whatever_the_score(score: str, task: str) -> None:
    step = SelectUnivariate(keep=1, score=score)
    selector = step.transformer(0, task).fit(columns(), Y)
    assert step.origins(selector, ["noise", "signal", "same", "empty"]) == ["signal"]


def test_asking_for_more_columns_than_there_are_keeps_all() -> None:
    selector = SelectUnivariate(keep=1000).transformer(0, "binary")
    assert selector.fit_transform(columns(), Y).shape == (ROWS, 4)


def test_missing_values_pass_through() -> None:
    selector = SelectUnivariate(keep=1).transformer(0, "binary")
    assert np.isnan(selector.fit_transform(columns(), Y)[5, 0])


def test_a_perfect_column_scores_best_without_a_warning() -> None:
    table = np.column_stack([columns()[:, 0], Y.astype(float)])
    selector = SelectUnivariate(keep=1).transformer(0, "binary").fit(table, Y)
    assert selector.get_support(indices=True).tolist() == [1]


def test_useless_columns_alone_still_leave_something_to_learn_from() -> None:
    selector = SelectUnivariate(keep=1).transformer(0, "binary")
    assert selector.fit_transform(np.ones((ROWS, 3)), Y).shape == (ROWS, 1)


def test_chi_square_is_not_for_numbers_to_predict() -> None:
    assert not SelectUnivariate(score="chi2").suits("regression")
    assert SelectUnivariate(score="chi2").suits("multiclass")


@pytest.mark.parametrize(("strategy", "size"), [("over", 24), ("under", 6)])
def test_classes_are_equally_common_afterwards(strategy: str, size: int) -> None:
    X, y = np.arange(15.0).reshape(15, 1), np.array([0] * 12 + [1] * 3)
    rows, classes = BalanceClasses(strategy).sampler(0, "binary").fit_resample(X, y)
    assert len(rows) == size
    assert np.bincount(classes).tolist() == [size // 2] * 2


def test_there_are_no_classes_to_balance_when_a_number_is_predicted() -> None:
    assert not BalanceClasses().suits("regression")


def test_rows_far_out_are_left_out_of_training() -> None:
    # quartiles of 1..9 are 3 and 7: with a factor of 3, rows below -9 or above 19 go
    X = np.array([[1.0, 2, 3, 4, 5, 6, 7, 8, 9, 5, 5, np.nan]]).T
    X[9:11, 0] = 40, -40
    rows, classes = DropOutlierRows().sampler(0, "binary").fit_resample(X, np.arange(12) % 2)
    assert np.ravel(rows).tolist()[:9] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert np.isnan(rows[9, 0])
    assert len(rows) == len(classes) == 10


def test_rare_categories_are_no_outliers() -> None:
    X = np.array([[0.0] * 30 + [1.0]]).T
    rows, _ = DropOutlierRows().sampler(0, "binary").fit_resample(X, np.arange(31) % 2)
    assert len(rows) == 31


def test_no_class_is_left_without_rows() -> None:
    X, y = np.array([[1.0, 2, 3, 4, 5, 6, 7, 8, 9, 999]]).T, np.array([0] * 9 + [1])
    assert len(DropOutlierRows().sampler(0, "binary").fit_resample(X, y)[0]) == 10
    assert len(DropOutlierRows().sampler(0, "regression").fit_resample(X, y)[0]) == 9
