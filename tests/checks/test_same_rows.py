"""Rows that are equal in every column, in tables of any width."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.checks.same_rows import FIRST, alike, repeated


@pytest.mark.parametrize("width", [1, FIRST, FIRST + 1, 9 * FIRST])
@pytest.mark.parametrize("seed", range(4))
def test_copies_are_those_that_pandas_finds(width: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    cells = chance.choice([0.0, 1.0, np.nan], (30, width), p=[0.9, 0.05, 0.05])
    frame = pd.DataFrame(cells, columns=[f"c{at}" for at in range(width)])
    frame["word"] = chance.choice(["x", "y"], 30)
    frame = pd.concat([frame, frame.iloc[::4]], ignore_index=True)
    expected = frame.duplicated()
    assert repeated(frame).tolist() == expected.tolist()
    assert expected.any()
    assert set(np.flatnonzero(frame.duplicated(keep=False))) <= set(alike(frame))


def test_rows_that_differ_in_the_last_column_only_are_no_copies() -> None:
    frame = pd.DataFrame(np.zeros((6, 5 * FIRST)))
    frame["last"] = range(6)
    assert not repeated(frame).any()


def test_a_table_without_rows_has_no_copies() -> None:
    assert repeated(pd.DataFrame({"a": []})).tolist() == []
