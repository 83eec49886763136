"""Do a join: match the keys, sum up where asked, put the columns side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from core.errors import SettingError
from core.sources.joining.keys import Codes, codes_of
from core.sources.joining.matching import (
    NONE,
    Match,
    latest_before,
    matched,
    refuse_large,
    rows_after,
    side_by_side,
)
from core.sources.joining.summing import COUNT, summed, summed_so_far
from core.sources.joining.ways import Alike
from core.table import broad_kind_of
from core.text import count, listed, percent, shown, unique_names

if TYPE_CHECKING:
    import pandas as pd


class Joining(Protocol):
    """What a join must say to be done."""

    @property
    def how(self) -> str:
        """All rows of the left table, or only those found in both."""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The columns that are compared."""

    @property
    def alike(self) -> Alike:
        """What counts as equal."""

    @property
    def ways(self) -> tuple[str, ...]:
        """How the right table is summed up; not at all if empty."""

    @property
    def left_time(self) -> str:
        """The moment of the left rows."""

    @property
    def right_time(self) -> str:
        """The moment of the right rows."""

    @property
    def in_time(self) -> bool:
        """Whether only earlier rows are joined."""

    @property
    def suffix(self) -> str:
        """The ending of names that both tables have."""

    def check(self, left: pd.DataFrame, right: pd.DataFrame) -> None:
        """Refuse what the tables do not have."""


@dataclass(frozen=True, eq=False)
class Ready:
    """The right table as it is matched: summed up where asked, with its codes."""

    right: pd.DataFrame
    codes: Codes
    times: pd.Series | None = None


def join_frames(
    left: pd.DataFrame, right: pd.DataFrame, join: Joining
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the joined rows, and what is worth a note about them."""
    join.check(left, right)
    ready = prepared(left, right, join)
    names = new_names(left, ready.right, join)
    match = _match(left, ready, join)
    frame = side_by_side(left, ready.right, match, names)
    if COUNT in ready.right.columns and "count" in join.ways:
        frame[names[COUNT]] = frame[names[COUNT]].fillna(0).astype("int64")
    return frame, _notes(len(left), match, names)


def prepared(left: pd.DataFrame, right: pd.DataFrame, join: Joining) -> Ready:
    """Return the right table summed up as asked, with codes of the keys of both."""
    _check_times(left, right, join)
    codes = codes_of(left, right, join.pairs, join.alike)
    if not join.ways:
        return Ready(right, codes, right[join.right_time] if join.in_time else None)
    keys = [other for _, other in join.pairs]
    columns = [name for name in right.columns if name not in (*keys, join.right_time)]
    if not join.right_time:
        made, found = summed(right, codes.right, columns, join.ways)
        return Ready(made, Codes(codes.left, found, codes.distinct))
    order = np.argsort(right[join.right_time].to_numpy(), kind="stable")
    order = order[right[join.right_time].notna().to_numpy()[order]]
    ordered, sorted_codes = right.iloc[order], codes.right[order]
    if not join.in_time:
        made, found = summed(ordered, sorted_codes, columns, join.ways)
        return Ready(made, Codes(codes.left, found, codes.distinct))
    made, found = summed_so_far(ordered, sorted_codes, columns, join.ways)
    times = ordered[join.right_time][sorted_codes >= 0].reset_index(drop=True)
    return Ready(made, Codes(codes.left, found, codes.distinct), times)


def expected_rows(ready: Ready, join: Joining) -> int:
    """Return how many rows the join will have, without doing it."""
    inner = join.how == "inner"
    if ready.times is not None:
        return len(ready.codes.left)
    return rows_after(ready.codes, inner)


def new_names(left: pd.DataFrame, right: pd.DataFrame, join: Joining) -> dict[str, str]:
    """Return the columns that the right table adds, with the names that they get.

    Its key columns say what those of the left table say, and are left out.
    """
    keys = {other for _, other in join.pairs}
    added = [name for name in right.columns if name not in keys]
    wanted = [f"{name}{join.suffix or '_right'}" if name in left else name for name in added]
    made = unique_names([*left.columns, *wanted])[len(left.columns) :]
    return dict(zip(added, made, strict=True))


def _match(left: pd.DataFrame, ready: Ready, join: Joining) -> Match:
    inner = join.how == "inner"
    refuse_large(expected_rows(ready, join), left, ready.right)
    if ready.times is None:
        return matched(ready.codes, inner)
    return latest_before(ready.codes, left[join.left_time], ready.times, inner)


def _check_times(left: pd.DataFrame, right: pd.DataFrame, join: Joining) -> None:
    for name, frame in ((join.left_time, left), (join.right_time, right)):
        if name and broad_kind_of(frame[name]) not in ("date", "number"):
            raise SettingError(
                f"'{shown(name)}' holds words, not moments.", "Choose a column of dates."
            )
    if join.in_time and broad_kind_of(left[join.left_time]) != broad_kind_of(
        right[join.right_time]
    ):
        raise SettingError(
            f"'{shown(join.left_time)}' and '{shown(join.right_time)}' cannot be compared: one "
            "holds dates and the other numbers.",
            "Choose two columns of dates.",
        )


def _notes(rows: int, match: Match, names: dict[str, str]) -> tuple[str, ...]:
    found = len(set(match.left[match.right != NONE].tolist()))
    renamed = [f"{old} → {new}" for old, new in names.items() if old != new]
    share = percent(found / rows) if rows else "0 %"
    return tuple(
        note
        for note in (
            f"{share} of {count(rows, 'row')} of the first table found a partner.",
            f"The join has {count(len(match.left), 'row')}." if len(match.left) != rows else "",
            f"Columns of the second table were renamed: {listed(renamed)}." if renamed else "",
        )
        if note
    )
