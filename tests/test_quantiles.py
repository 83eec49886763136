"""Quantiles of many rows at once are those that NumPy gives for each."""

from __future__ import annotations

import numpy as np
import pytest

from core.quantiles import quantiles

SHARES = np.linspace(0, 1, 21)


@pytest.mark.parametrize("size", [1, 2, 3, 10, 101])
def test_each_row_has_the_quantiles_that_numpy_gives(size: int) -> None:
    rows = np.sort(np.random.default_rng(size).normal(size=(4, size)) * 1e3, axis=1)
    found = quantiles(rows, np.full(4, size), SHARES)
    for row, told in zip(rows, found, strict=True):
        assert told.tolist() == np.quantile(row, SHARES).tolist()


def test_values_behind_those_that_count_say_nothing() -> None:
    rows = np.array([[1.0, 3.0, np.nan, np.nan], [1.0, 2.0, 3.0, np.nan], [np.nan] * 4])
    found = quantiles(rows, np.array([2, 3, 0]), np.array([0.0, 0.5, 1.0]))
    assert found[:2].tolist() == [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]
    assert np.isnan(found[2]).all()
