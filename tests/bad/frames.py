"""Cases 47, 48, 77, 78, 80, 81, 82 and 95: frames that only Python code can pass; no file is so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd


@dataclass(frozen=True)
class BadFrame:
    """One odd frame; `expect` and `says` as for files."""

    name: str
    cases: tuple[int, ...]
    make: Callable[[], pd.DataFrame]
    expect: str
    says: str = ""


def _odd(values: object) -> Callable[[], pd.DataFrame]:
    return lambda: pd.DataFrame({"odd": values, "plain": range(3)})


def _levels() -> pd.DataFrame:
    names = pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", "")])
    return pd.DataFrame([[1, 2, 3]] * 3, columns=names)


def _indexed() -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples([("x", 1), ("x", 1), ("y", 2)])
    return pd.DataFrame({"a": [1, 2, 3]}, index=index)


FRAMES = (
    BadFrame("numbers as names", (47,), lambda: pd.DataFrame({0: [1] * 3, "x": 2, 1.5: 3}), "fine"),
    BadFrame("names of levels", (48,), _levels, "auto", "several levels were joined: 'a / 1'"),
    BadFrame(
        "periods", (77,), _odd(pd.period_range("2024-01", periods=3, freq="M")), "auto", "Periods"
    ),
    BadFrame("intervals", (78,), _odd(pd.interval_range(0, 3)), "auto", "Intervals became text"),
    BadFrame("interval categories", (78,), _odd(pd.cut([1, 2, 9], 3)), "auto", "became text"),
    BadFrame("unused level", (78,), _odd(pd.Categorical(["p"] * 3, categories=["p", "q"])), "fine"),
    BadFrame("complex", (80,), _odd([1j, 2.0, 3.0]), "stop", "'odd' holds complex numbers"),
    BadFrame("sparse", (81,), _odd(pd.arrays.SparseArray([0.0, 0.0, 1.0])), "fine"),
    BadFrame("nullable", (82,), _odd(pd.array([1, None, 3], dtype="Int64")), "fine"),
    BadFrame("decimals", (82,), _odd([Decimal("1.5"), None, Decimal(2)]), "fine"),
    BadFrame("several row indexes", (95,), _indexed, "fine"),
)
