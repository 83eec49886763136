"""Where rows stand in time, and how far off the naive forecast is: the row before.

Only rows that follow one another in the whole table make a step in time: where the row before is
held out, or not in a sample, the one before that is no stand-in for it, as it is further off.

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

FEW = 10


@dataclass(frozen=True, eq=False)
class Timeline:
    """For each row its moment and its series.

    Moments are counted from 0 within each series of the whole table, -1 where one is missing.
    """

    moments: NDArray[np.int64]
    series: NDArray[np.int64]

    def of(self, rows: NDArray[np.int64]) -> Timeline:
        """Return the timeline of some of the rows, by position."""
        return Timeline(self.moments[rows], self.series[rows])

    def naive_error(self, values: NDArray[Any], weights: NDArray[Any] | None = None) -> float:
        """Return the mean error of answering rows with the one just before in their series."""
        return naive_error(values, self.moments, self.series, weights)


def timeline_of(table: pd.DataFrame, rows: pd.Index, problem: Problem) -> Timeline | None:
    """Return where some rows of a table stand in time among all of them.

    None where no column tells it, or it holds text.
    """
    if not tells_time(table, problem.time):
        return None
    series = [column for column in problem.series if column in table.columns]
    return Timeline(*in_time(table, rows, problem.time, series))


def tells_time(frame: pd.DataFrame, column: str) -> bool:
    """Tell whether a column puts rows in order: dates or numbers do, words do not."""
    return column in frame.columns and broad_kind_of(frame[column]) != "category"


def naive_words(error: float) -> str:
    """Say how far off the naive forecast is, empty where it is not defined.

    >>> naive_words(12.5)
    'Answering rows trained on with the one just before them in time is off by 12.5 on average.'
    """
    if not error > 0:
        return ""
    return (
        "Answering rows trained on with the one just before them in time is off by "
        f"{number(error)} on average."
    )


def in_time(table: Any, rows: Any, time: str, series: Sequence[str]) -> Any:
    """Return the places in time of rows by their index, and the numbers of their series.

    Places are counted in the whole table, within each series; -1 where there is no moment.
    """
    moments = pd.Series(pd.factorize(table[time], sort=True)[0], index=table.index)
    named = pd.Series(0, index=table.index)
    if series:
        named = table.groupby(list(series), sort=False, dropna=False, observed=True).ngroup()
        known = moments[moments >= 0]
        places = known.groupby(named[known.index]).rank(method="dense") - 1
        moments = places.reindex(table.index, fill_value=-1).astype("int64")
    return moments.loc[rows].to_numpy(), named.loc[rows].to_numpy()


def naive_error(values: Any, moments: Any, series: Any, weights: Any = None) -> float:
    """Return the mean error of answering rows with the one just before in their series.

    Where rows share a moment, the mean of the moment before is the answer, so that the order of
    rows in the table says nothing. Rows without a moment are left out, and so are those whose
    moment before has no row here. NaN where no step in time is left, fewer than `FEW` where
    others are missing, or nothing changes. With weights every mean is weighted, and rows of weight
    0 are left out.

    >>> import numpy as np
    >>> naive_error(np.array([5.0, 1.0, 2.0]), np.array([2, 0, 1]), np.zeros(3))
    2.0
    """
    counted = np.ones(len(values)) if weights is None else weights
    known = np.flatnonzero((moments >= 0) & (counted > 0))
    order = known[np.lexsort((moments[known], series[known]))]
    values, moments, series = values[order], moments[order], series[order]
    counted = counted[order]
    starts = (np.diff(series, prepend=-1) != 0) | (np.diff(moments, prepend=-1) != 0)
    place = np.cumsum(starts) - 1
    means = np.bincount(place, counted * values) / np.bincount(place, counted)
    later = (place > 0) & (series[starts][place - 1] == series)
    steps = later & (moments[starts][place - 1] == moments - 1)
    errors, counted = np.abs(values - means[place - 1])[steps], counted[steps]
    few = len(errors) < (FEW if steps.sum() < later.sum() else 1)
    error = 0.0 if few else float(np.average(errors, weights=counted))
    return error if error > 0 else float("nan")
