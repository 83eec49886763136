"""Figures of many columns at once are those of each column alone."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.checks import figures
from core.checks.figures import FENCE, Figures, figures_of

floats = st.one_of(
    st.floats(-1e6, 1e6), st.integers(-5, 5).map(float), st.sampled_from([math.nan, -0.0, 1e300])
)
columns = st.integers(0, 40).flatmap(
    lambda rows: st.lists(st.lists(floats, min_size=rows, max_size=rows), min_size=1, max_size=4)
)


def plain(values: pd.Series) -> Figures:
    """Return the figures of one column, as pandas has them."""
    known = values.dropna()
    if not len(known):
        return Figures(0, 0, math.nan, math.nan, True, 0, math.nan)
    low, high = known.quantile([0.25, 0.75])
    spread = high - low
    beyond = int(((known < low - FENCE * spread) | (known > high + FENCE * spread)).sum())
    ends = float(known.min()), float(known.max())
    whole = bool((known % 1 == 0).all())
    return Figures(len(known), int(known.nunique()), *ends, whole, beyond, float(spread))


def check(frame: pd.DataFrame) -> None:
    found = figures_of(frame, list(frame.columns))
    assert list(found) == list(frame.columns)
    for name, seen in found.items():
        expected = plain(frame[name])
        for fact, value in vars(seen).items():
            assert value == pytest.approx(vars(expected)[fact], rel=0, abs=0, nan_ok=True), fact


@settings(max_examples=150, deadline=None)
@given(columns)
def test_figures_are_those_that_pandas_gives(cells: list[list[float]]) -> None:
    check(pd.DataFrame({f"c{at}": pd.Series(c, dtype="float64") for at, c in enumerate(cells)}))


def test_columns_of_several_types_come_back_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "CELLS", 6)
    frame = pd.DataFrame(
        {"a": [1, 2, 2], "b": [0.5, None, 7.0], "c": [2**60 + 1, 2**60, 2**60], "d": [3.0, 3, 3]}
    )
    check(frame)
    assert figures_of(frame, ["d", "a"]).keys() == {"d", "a"}


def test_whole_numbers_beyond_a_float_are_told_apart() -> None:
    frame = pd.DataFrame({"key": np.arange(2**62, 2**62 + 100)})
    assert figures_of(frame, ["key"])["key"].distinct == 100
