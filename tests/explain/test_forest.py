"""Exact tree values against a tree worked out by hand and against XGBoost's own."""

from __future__ import annotations

import numpy as np
import pytest

from core.explain.forest import CODES, Forest, TooDeep, Tree, contributions, no_codes
from core.explain.read_trees import Unreadable, read_forest


def two_questions() -> Tree:
    """a <= 1 → (b <= 1 → 10, else 20), else 40; half of the rows take each branch."""
    codes, code_left = no_codes(5)
    return Tree(
        left=np.array([1, 2, -1, -1, -1]),
        right=np.array([4, 3, -1, -1, -1]),
        column=np.array([0, 1, 0, 0, 0]),
        threshold=np.array([1.0, 1.0, 0.0, 0.0, 0.0]),
        missing_left=np.array([True, False, False, False, False]),
        cover=np.array([8.0, 4.0, 2.0, 2.0, 4.0]),
        value=np.array([[0.0], [0.0], [10.0], [20.0], [40.0]]),
        codes=codes,
        code_left=code_left,
    )


@pytest.mark.parametrize(
    ("row", "first", "second"),
    [
        # mean 27.5; f(a)=15, f(b)=25 (0.5*10+0.5*40), f(ab)=10
        ((0.0, 0.0), (15 - 27.5 + 10 - 25) / 2, (25 - 27.5 + 10 - 15) / 2),
        # f(a)=40, f(b)=30, f(ab)=40
        ((2.0, 2.0), (40 - 27.5 + 40 - 30) / 2, (30 - 27.5 + 40 - 40) / 2),
        # a missing goes left, b missing goes right: f(a)=15, f(b)=30, f(ab)=20
        ((np.nan, np.nan), (15 - 27.5 + 20 - 30) / 2, (30 - 27.5 + 20 - 15) / 2),
    ],
)
def test_a_tree_worked_out_by_hand(row, first, second):
    forest = Forest((two_questions(),), np.zeros(1))
    values, base = contributions(forest, np.array([row]), np.array([0, 1]), 2)
    assert base[0] == pytest.approx(27.5)
    assert values[0, :, 0] == pytest.approx([first, second])


def test_matrix_columns_of_one_original_column_are_summed():
    forest = Forest((two_questions(),), np.zeros(1))
    apart, _ = contributions(forest, np.array([[0.0, 0.0]]), np.array([0, 1]), 2)
    together, _ = contributions(forest, np.array([[0.0, 0.0]]), np.array([0, 0]), 1)
    assert together[0, 0, 0] == pytest.approx(apart.sum())


def test_category_codes_are_looked_up():
    codes, code_left = np.array([0, -1, -1]), np.zeros((1, CODES), dtype=bool)
    code_left[0, [2, 5]] = True
    tree = Tree(
        left=np.array([1, -1, -1]),
        right=np.array([2, -1, -1]),
        column=np.zeros(3, dtype=np.int64),
        threshold=np.zeros(3),
        missing_left=np.array([True, False, False]),
        cover=np.array([4.0, 1.0, 3.0]),
        value=np.array([[0.0], [8.0], [0.0]]),
        codes=codes,
        code_left=code_left,
    )
    rows = np.array([[2.0], [5.0], [3.0], [np.nan]])
    values, base = contributions(Forest((tree,), np.ones(1)), rows, np.array([0]), 1)
    assert base[0] == 3.0
    assert values[:, 0, 0].tolist() == [6.0, 6.0, -2.0, 6.0]


def test_xgboost_agrees_with_its_own_contributions():
    xgboost = pytest.importorskip("xgboost")
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(300, 4))
    rows[::5, 1] = np.nan
    model = xgboost.XGBRegressor(n_estimators=30, n_jobs=1).fit(rows, rows[:, 0] * rows[:, 2])
    forest, _ = read_forest(model)
    values, _ = contributions(forest, rows, np.arange(4), 4)
    matrix = xgboost.DMatrix(rows, nthread=1)
    own = model.get_booster().predict(matrix, pred_contribs=True)
    assert np.allclose(values[:, :, 0], own[:, :4], atol=1e-5)


def test_a_path_over_the_limit_is_handed_to_another_method():
    columns = 70
    size = 2 * columns + 1
    left, right = np.full(size, -1), np.full(size, -1)
    left[0 : 2 * columns : 2] = np.arange(1, 2 * columns, 2)
    right[0 : 2 * columns : 2] = np.arange(2, 2 * columns + 1, 2)
    codes, code_left = no_codes(size)
    tree = Tree(
        left=left,
        right=right,
        column=np.arange(size) // 2,
        threshold=np.zeros(size),
        missing_left=np.zeros(size, dtype=bool),
        cover=np.arange(size, 0.0, -1.0),
        value=np.ones((size, 1)),
        codes=codes,
        code_left=code_left,
    )
    with pytest.raises(TooDeep):
        contributions(
            Forest((tree,), np.zeros(1)), np.zeros((2, columns + 1)), np.arange(columns + 1), 71
        )


def test_models_without_trees_are_unreadable():
    from sklearn.linear_model import LinearRegression

    with pytest.raises(Unreadable):
        read_forest(LinearRegression())
