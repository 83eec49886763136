"""Looks at some cells of a column, where all of them would cost more and tell no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def first_known(values: pd.Series, most: int) -> list[Any]:
    """Return the first values that are not missing, so many at most.

    >>> import pandas as pd
    >>> first_known(pd.Series(["a", None, "b", "c"], dtype="str"), 2)
    ['a', 'b']
    """
    some = values.iloc[: 2 * most]
    known = [cell for cell, gap in zip(some.tolist(), some.isna().tolist(), strict=True) if not gap]
    if len(known) < most and len(values) > 2 * most:
        known = values.dropna().iloc[:most].tolist()
    return known[:most]


def mostly(cells: Sequence[str], fits: Callable[[str], object], least: float) -> bool:
    """Tell whether at least this share of the cells fits; of none, none does.

    >>> mostly(["1", "2", "x"], str.isdigit, 0.6), mostly(["1", "2", "x"], str.isdigit, 0.7)
    (True, False)
    """
    misses = 0
    for cell in cells:
        if not fits(cell):
            misses += 1
            if (len(cells) - misses) / len(cells) < least:
                return False
    return bool(cells)
