"""Logarithmic scales: equal steps multiply, so that small and large values are both seen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from core.text import number

if TYPE_CHECKING:
    import pandas as pd

MAX_TICKS = 8
NEAREST = 0.09  # of the axis between two ticks, or their words would be turned aslant
_TENTHS = [tenths / 10 for tenths in range(10, 100)]


def positive(values: pd.Series) -> pd.Series:
    """Return the values above zero; all others become missing, for they have no logarithm."""
    return values.where(values > 0)


def log_ticks(low: float, high: float) -> dict[str, Any]:
    """Return the layout of an axis in powers of ten with its ticks at round numbers.

    >>> log_ticks(0, 2)["ticktext"]
    ['1', '2', '5', '10', '20', '50', '100']
    >>> log_ticks(-1.6, -1.3)["ticktext"], log_ticks(-1.4, -0.57)["ticktext"]
    (['0.03', '0.04', '0.05'], ['0.05', '0.1', '0.2'])
    """
    powers = range(math.floor(low), math.ceil(high) + 1)
    for digits in (_TENTHS, range(1, 10), (1, 2, 5), (1, 3), (1,)):
        ticks = [digit * 10.0**power for power in powers for digit in digits]
        inside = [tick for tick in ticks if low - 1e-9 <= math.log10(tick) <= high + 1e-9]
        if len(inside) <= MAX_TICKS and _apart(inside) >= NEAREST * (high - low):
            break
    step = math.ceil(len(inside) / MAX_TICKS)
    kept = inside[::step]
    return {
        "tickvals": [math.log10(tick) for tick in kept],
        "ticktext": [_word(tick) for tick in kept],
    }


def log_axis(values: Iterable[float]) -> dict[str, Any]:
    """Return the layout of a logarithmic axis with room for values above zero."""
    powers = [math.log10(value) for value in values]
    if not powers:
        return {"type": "log"}
    ticks = log_ticks(min(powers), max(powers))
    return {"type": "log", **ticks, "tickvals": [10**power for power in ticks["tickvals"]]}


def _apart(ticks: Sequence[float]) -> float:
    """Return the smallest distance of two neighbours, in powers of ten."""
    return min((math.log10(b / a) for a, b in pairwise(ticks)), default=math.inf)


def _word(tick: float) -> str:
    return f"{tick:,.0f}" if 1 <= tick < 1e6 else number(tick) if tick >= 1e6 else f"{tick:g}"
