"""Where rows stand in time, and how far off the naive forecast is: the row before.

The two functions that compute are self-contained, so that an exported script carries them as
they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.problem import Problem
from core.table import broad_kind_of
from core.text import number


@dataclass(frozen=True, eq=False)
class Timeline:
    """For each row its moment, counted from 0 and -1 where it is missing, and its series."""

    moments: NDArray[np.int64]
    series: NDArray[np.int64]

    def of(self, rows: NDArray[np.int64]) -> Timeline:
        """Return the timeline of some of the rows, by position."""
        return Timeline(self.moments[rows], self.series[rows])

    def naive_error(self, values: NDArray[Any]) -> float:
        """Return the mean error of answering each row with the row before it in its series."""
        return naive_error(values, self.moments, self.series)


def timeline_of(frame: pd.DataFrame, problem: Problem) -> Timeline | None:
    """Return where the rows stand in time, None where no column tells it or it holds text."""
    if not tells_time(frame, problem.time):
        return None
    series = [column for column in problem.series if column in frame.columns]
    return Timeline(*in_time(frame, problem.time, series))


def tells_time(frame: pd.DataFrame, column: str) -> bool:
    """Tell whether a column puts rows in order: dates or numbers do, words do not."""
    return column in frame.columns and broad_kind_of(frame[column]) != "category"


def naive_words(error: float) -> str:
    """Say how far off the naive forecast is, empty where it is not defined.

    >>> naive_words(12.5)
    'Answering each row trained on with the one before it in time is off by 12.5 on average.'
    """
    if not error > 0:
        return ""
    return (
        "Answering each row trained on with the one before it in time is off by "
        f"{number(error)} on average."
    )


def in_time(rows: pd.DataFrame, time: str, series: Sequence[str]) -> Any:
    """Return the place of each row in time, and the number of the series it belongs to."""
    moments = pd.factorize(rows[time], sort=True)[0]
    if not series:
        return moments, np.zeros(len(rows), dtype="int64")
    named = rows.groupby(list(series), sort=False, dropna=False, observed=True).ngroup()
    return moments, named.to_numpy()


def naive_error(values: Any, moments: Any, series: Any) -> float:
    """Return the mean error of answering each row with the row before it in its series.

    Where rows share a moment, the mean of the moment before is the answer, so that the order of
    rows in the table says nothing. Rows without a moment are left out. NaN where no row has one
    before it, or nothing changes.

    >>> import numpy as np
    >>> naive_error(np.array([5.0, 1.0, 2.0]), np.array([2, 0, 1]), np.zeros(3))
    2.0
    """
    known = np.flatnonzero(moments >= 0)
    order = known[np.lexsort((moments[known], series[known]))]
    values, moments, series = values[order], moments[order], series[order]
    starts = (np.diff(series, prepend=-1) != 0) | (np.diff(moments, prepend=-1) != 0)
    place = np.cumsum(starts) - 1
    means = np.bincount(place, values) / np.bincount(place)
    follows = (place > 0) & (series[starts][place - 1] == series)
    errors = np.abs(values - means[place - 1])[follows]
    error = float(errors.mean()) if len(errors) else 0.0
    return error if error > 0 else float("nan")
