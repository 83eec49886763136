"""Joins that bring in what was not known yet at the moment of a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.sources.joining.joined import Joining
from core.sources.joining.keys import MISSING, codes_of
from core.sources.joining.remark import Remark
from core.table import broad_kind_of
from core.text import percent, shown

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def future_remarks(
    left: pd.DataFrame, right: pd.DataFrame, join: Joining, moment: str
) -> Iterator[Remark]:
    """Say which dates of the second table lie after the moment of the row they would join.

    The moment is the one the join names, else `moment`, else the only date of the table.
    """
    dates = [name for name in right.columns if broad_kind_of(right[name]) == "date"]
    when = _moment(left, join, moment)
    if not when:
        yield from _unplaced(join, dates)
        return
    codes = codes_of(left, right, join.pairs, join.alike)
    first = _earliest(left[when], codes.left, codes.distinct)
    keys = {other for _, other in join.pairs}
    for name in (date for date in dates if date not in keys):
        if join.in_time and name == join.right_time:
            continue
        late = _share_later(right[name], codes.right, first)
        if late > 0:
            yield _late(join, name, when, late)


def _moment(left: pd.DataFrame, join: Joining, moment: str) -> str:
    dates = [name for name in left.columns if broad_kind_of(left[name]) == "date"]
    for name in (join.left_time, moment):
        if name in dates:
            return name
    return dates[0] if len(dates) == 1 else ""


def _earliest(
    moments: pd.Series, codes: NDArray[np.int64], distinct: int
) -> NDArray[np.datetime64]:
    """Return the earliest moment of each key: what is later than that is the future."""
    import pandas as pd

    known = (codes != MISSING) & moments.notna().to_numpy()
    first = pd.Series(moments[known].to_numpy()).groupby(codes[known]).min()
    moments_of_keys: NDArray[np.datetime64] = first.reindex(np.arange(distinct + 1)).to_numpy()
    return moments_of_keys


def _share_later(
    dates: pd.Series, codes: NDArray[np.int64], moments: NDArray[np.datetime64]
) -> float:
    known = (codes != MISSING) & dates.notna().to_numpy()
    mine = moments[codes[known]]
    compared = ~np.isnat(mine)
    if not compared.any():
        return 0.0
    return float((dates[known].to_numpy()[compared] > mine[compared]).mean())


def _late(join: Joining, name: str, when: str, share: float) -> Remark:
    summed = "sums up" if join.ways else "brings in"
    return Remark(
        "future",
        "warning",
        f"The join {summed} what was not known yet: ‘{shown(name)}’ is later than "
        f"‘{shown(when)}’ in {percent(share)} of the rows of the second table that have a partner.",
        "A model would learn from the future, and its score would not hold. Join only what "
        "stood there before the moment of the row.",
        (("Join only earlier rows", {"left_time": when, "right_time": name}),),
    )


def _unplaced(join: Joining, dates: list[str]) -> Iterator[Remark]:
    """Say that a latest value is the latest of all time where no moment is known."""
    if "last" in join.ways and not join.in_time:
        yield Remark(
            "latest",
            "warning",
            "“last” is the latest value of all, and the first table has no column that says "
            "when a row happened.",
            "If the value changed after that, it is from the future. Choose the moment of both "
            "tables."
            if dates
            else "Neither table says when: leave “last” out, unless the value never changes.",
        )
