"""Which row of the right table goes beside which row of the left one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.errors import LimitError
from core.sources.joining.keys import MISSING, Codes
from core.text import count

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MAX_ROWS = 5_000_000
MAX_BYTES = 1_000_000_000
NONE = -1


@dataclass(frozen=True, eq=False)
class Match:
    """Row positions to put side by side, in order; -1 on the right where nothing fits."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]


def partners(codes: Codes) -> NDArray[np.int64]:
    """Return how many rows of the right table fit each row of the left one."""
    sizes = np.bincount(codes.right[codes.right >= 0], minlength=codes.distinct + 1)
    found = sizes[np.maximum(codes.left, 0)]
    return np.where(codes.left == MISSING, 0, found).astype("int64")


def rows_after(codes: Codes, inner: bool) -> int:
    """Return how many rows a join will have."""
    fits = partners(codes)
    return int(fits.sum() if inner else np.maximum(fits, 1).sum())


def matched(codes: Codes, inner: bool) -> Match:
    """Return the join's rows: those of the left table in order, its partners in theirs."""
    fits = partners(codes)
    order = np.argsort(codes.right, kind="stable").astype("int64")
    ordered = codes.right[order]
    first = np.searchsorted(ordered, codes.left, side="left")
    repeats = fits if inner else np.maximum(fits, 1)
    left = np.repeat(np.arange(len(fits), dtype="int64"), repeats)
    begins = np.cumsum(repeats) - repeats
    nth = np.arange(len(left), dtype="int64") - np.repeat(begins, repeats)
    found = fits[left] > 0
    places = np.where(found, first[left] + nth, 0)
    right = np.where(found, order[places] if len(order) else NONE, NONE)
    return Match(left, right)


def latest_before(codes: Codes, left_time: pd.Series, right_time: pd.Series, inner: bool) -> Match:
    """Return for each left row the last right row of its key that is not later."""
    import pandas as pd

    both = pd.concat([left_time, right_time], ignore_index=True)
    ranks, moments = pd.factorize(both, sort=True)
    mine, other = ranks[: len(left_time)], ranks[len(left_time) :]
    usable = np.flatnonzero((codes.right >= 0) & (other >= 0))
    width = len(moments) + 1
    line = codes.right[usable] * width + other[usable]
    order = np.argsort(line, kind="stable")
    wanted = codes.left * width + mine
    place = np.searchsorted(line[order], wanted, side="right") - 1
    right = np.full(len(wanted), NONE, dtype="int64")
    known = (codes.left >= 0) & (mine >= 0) & (place >= 0)
    chosen = usable[order[place[known]]]
    fits = codes.right[chosen] == codes.left[known]
    right[np.flatnonzero(known)[fits]] = chosen[fits]
    left = np.arange(len(wanted), dtype="int64")
    return Match(left[right >= 0], right[right >= 0]) if inner else Match(left, right)


def refuse_large(rows: int, left: pd.DataFrame, right: pd.DataFrame) -> None:
    """Refuse a join that would have more rows or bytes than the limit, before it is done."""
    size = sum(
        int(frame.memory_usage(deep=True).sum()) / max(len(frame), 1) for frame in (left, right)
    )
    if rows > MAX_ROWS:
        raise LimitError(
            f"The join would have {count(rows, 'row')}; the limit is {MAX_ROWS:,}.",
            "Sum up the right table to one row for each key first, or use more keys.",
        )
    if rows * size > MAX_BYTES:
        raise LimitError(
            f"The join would take {rows * size / 1e9:,.1f} GB of memory; the limit is "
            f"{MAX_BYTES / 1e9:.0f} GB.",
            "Keep fewer columns or rows, or sum up the right table first.",
        )


def refuse_total(frames: Sequence[pd.DataFrame]) -> None:
    """Refuse tables that have more rows or bytes together than the limit."""
    rows = sum(len(frame) for frame in frames)
    size = sum(int(frame.memory_usage(deep=True).sum()) for frame in frames)
    if rows > MAX_ROWS or size > MAX_BYTES:
        raise LimitError(
            f"Together the tables have {count(rows, 'row')} and {size / 1e9:,.1f} GB; the limits "
            f"are {MAX_ROWS:,} rows and {MAX_BYTES / 1e9:.0f} GB.",
            "Keep fewer rows or columns of each.",
        )


def side_by_side(
    left: pd.DataFrame, right: pd.DataFrame, match: Match, names: dict[str, str]
) -> pd.DataFrame:
    """Return the joined rows; `names` are the columns of the right table, and their new names."""
    import pandas as pd

    mine = left.take(match.left).reset_index(drop=True)
    taken = right[list(names)].rename(columns=names).reset_index(drop=True)
    if (match.right == NONE).any():
        other = taken.reindex(np.where(match.right == NONE, len(taken), match.right))
    else:
        other = taken.take(match.right)
    return pd.concat([mine, other.reset_index(drop=True)], axis=1)
