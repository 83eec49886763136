"""Sum up the right table to one row for each key, whole or up to each moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from core.sources.joining.ways import KINDS
from core.table import broad_kind_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

COUNT = "rows"


def fitting(frame: pd.DataFrame, columns: Sequence[str], way: str) -> tuple[str, ...]:
    """Return the columns that can be summed up in a way: words have no mean."""
    return tuple(name for name in columns if broad_kind_of(frame[name]) in KINDS[way])


def summed(
    frame: pd.DataFrame, codes: NDArray[np.int64], columns: Sequence[str], ways: Sequence[str]
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return one row for each key, in order of appearance, with the code of each.

    Missing values count for nothing; the last value is the last one that is known.
    """
    return _put_together(frame, codes, (columns, ways), _WHOLE, keep_all=False)


def summed_so_far(
    frame: pd.DataFrame, codes: NDArray[np.int64], columns: Sequence[str], ways: Sequence[str]
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return for each row what its key adds up to with the rows before it and itself.

    The rows must be in order of time.
    """
    return _put_together(frame, codes, (columns, ways), _SO_FAR, keep_all=True)


def _put_together(
    frame: pd.DataFrame,
    codes: NDArray[np.int64],
    what: tuple[Sequence[str], Sequence[str]],
    table: dict[str, Callable[[Any], Any]],
    keep_all: bool,
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    import pandas as pd

    columns, ways = what
    known = np.flatnonzero(codes >= 0)
    rows, keys = frame.iloc[known], codes[known]
    group = rows.reset_index(drop=True).groupby(keys, sort=False)
    parts: dict[str, Any] = {}
    for way in ways:
        if way == "count":
            parts[COUNT] = group.cumcount() + 1 if keep_all else group.size()
        for name in fitting(frame, columns, way):
            parts[f"{name} ({way})"] = table[way](group[name])
    index = np.arange(len(keys)) if keep_all else pd.unique(keys)
    made = pd.DataFrame(parts, index=index)
    return made.reset_index(drop=True), keys if keep_all else np.asarray(index, dtype="int64")


def _so_far(group: Any, values: Any) -> Any:
    """Carry what was known forward over missing values of the same key."""
    return values.groupby(group.ngroup(), sort=False).ffill()


def _sum_so_far(group: Any) -> Any:
    return _so_far(group, group.cumsum())


def _mean_so_far(group: Any) -> Any:
    known = group.obj.notna().astype("int64").groupby(group.ngroup(), sort=False).cumsum()
    return _sum_so_far(group) / known.where(known > 0)


_WHOLE: dict[str, Callable[[Any], Any]] = {
    "mean": lambda group: group.mean(),
    "sum": lambda group: group.sum(min_count=1),
    "min": lambda group: group.min(),
    "max": lambda group: group.max(),
    "last": lambda group: group.last(),
}
_SO_FAR: dict[str, Callable[[Any], Any]] = {
    "mean": _mean_so_far,
    "sum": _sum_so_far,
    "min": lambda group: _so_far(group, group.cummin()),
    "max": lambda group: _so_far(group, group.cummax()),
    "last": lambda group: group.ffill(),
}
