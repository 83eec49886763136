"""What changed between two versions of a table, counted and in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.profile.columns import ColumnProfile, column_profile
from core.table import Dataset
from core.text import count, listed, number, percent, shown

NOTABLE_MISSING = 0.01
NOTABLE_SHIFT = 0.05
MAX_CATEGORIES = 1_000
Ends = tuple[float | str, float | str]


@dataclass(frozen=True)
class ColumnChange:
    """What changed in one column that both tables have; what is equal is None or empty.

    missing         share of missing values before and now, 0 to 1
    span            smallest and largest value before, and now
    mean, median    before and now; `shift` is the change of the mean in old standard deviations
    new, vanished   categories that only one of the tables has, most frequent first
    """

    name: str
    kind: str
    missing: tuple[float, float] | None = None
    span: tuple[Ends, Ends] | None = None
    mean: tuple[float, float] | None = None
    median: tuple[float, float] | None = None
    shift: float = 0.0
    new: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Say what is worth knowing about the column, '' if nothing is."""
        parts = [*self._missing(), *self._middle(), *self._span(), *self._categories()]
        return f"'{shown(self.name, 40)}': {'; '.join(parts)}." if parts else ""

    def _missing(self) -> Iterable[str]:
        if self.missing and _tells_gaps(*self.missing):
            before, now = (percent(share, 1) for share in self.missing)
            yield f"missing in {now} of the rows (before: {before})"

    def _middle(self) -> Iterable[str]:
        if self.mean and abs(self.shift) >= NOTABLE_SHIFT:
            before, now = (number(value) for value in self.mean)
            yield f"the mean {'rose' if self.shift > 0 else 'fell'} from {before} to {now}"
            if self.median:
                middles = [number(value) for value in self.median]
                yield f"the median went from {middles[0]} to {middles[1]}"

    def _span(self) -> Iterable[str]:
        if self.span:
            before, now = (" to ".join(map(_told, ends)) for ends in self.span)
            yield f"values from {now} (before: {before})"

    def _categories(self) -> Iterable[str]:
        for values, what in ((self.new, "new"), (self.vanished, "no longer there")):
            if values:
                yield f"{what}: {listed(values)}"


@dataclass(frozen=True)
class Difference:
    """What changed from an old table to a new one.

    rows, added_rows, gone_rows   sizes before and now; rows that only the new or only the old
                                  table has, compared by content in the columns of both; a row
                                  that stands twice counts twice
    more_copies, fewer_copies     how many of them are copies of a row that both tables have
    renamed                       old and new name of columns with equal content
    retyped                       name, kind before, kind now
    changed                       columns of both tables whose values differ
    """

    rows: tuple[int, int]
    added_rows: int
    gone_rows: int
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    retyped: tuple[tuple[str, str, str], ...] = ()
    changed: tuple[ColumnChange, ...] = ()
    more_copies: int = 0
    fewer_copies: int = 0

    @property
    def is_same(self) -> bool:
        """Whether both tables hold the same rows and columns, in whatever order."""
        moved = self.added_rows or self.gone_rows or self.added or self.removed
        return not (moved or self.renamed or self.retyped)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say everything worth knowing, the table first, then each column."""
        if self.is_same:
            return ("Both tables hold the same rows and columns.",)
        told = [column.sentence for column in self.changed]
        return tuple(line for line in (*self._of_rows(), *self._of_columns(), *told) if line)

    def to_json(self) -> dict[str, Any]:
        """Return JSON values, the sentences included."""
        return asdict(self) | {"sentences": list(self.sentences)}

    def _of_rows(self) -> Iterable[str]:
        before, now = self.rows
        yield f"{count(now, 'row')} now, {before:,} before."
        same = now - self.added_rows
        if not same:
            yield "No row is the same in both tables."
        elif self.added_rows or self.gone_rows:
            yield (
                f"{count(self.added_rows, 'row')} {'is' if self.added_rows == 1 else 'are'} new, "
                f"{self.gone_rows:,} {'is' if self.gone_rows == 1 else 'are'} gone, "
                f"{same:,} {'is' if same == 1 else 'are'} the same in the columns of both."
            )
        if self.more_copies:
            yield f"{_copies(self.more_copies, 'new')} of rows that both tables have."
        if self.fewer_copies:
            yield f"{_copies(self.fewer_copies, 'gone')} of rows that both tables have."

    def _of_columns(self) -> Iterable[str]:
        if self.added:
            yield f"New columns: {listed(self.added, 5)}."
        if self.removed:
            yield f"Columns that are gone: {listed(self.removed, 5)}."
        for old, new in self.renamed:
            yield f"'{shown(old, 40)}' is now called '{shown(new, 40)}': its content is equal."
        for name, before, now in self.retyped:
            yield f"'{shown(name, 40)}' was read as {before} and is read as {now} now."
        slight = [column.name for column in self.changed if not column.sentence]
        if slight:
            yield f"Values changed without a notable shift in {listed(slight)}."


def difference(old: Dataset, new: Dataset) -> Difference:
    """Compare two tables by content; the order of rows and columns does not count.

    >>> one = Dataset(pd.DataFrame({"age": [20, 30, 40]}), "one")
    >>> two = Dataset(pd.DataFrame({"age": [20, 30, 90]}), "two")
    >>> print(*difference(one, two).sentences, sep="\\n")
    3 rows now, 3 before.
    1 row is new, 1 is gone, 2 are the same in the columns of both.
    'age': the mean rose from 30.0 to 46.7; values from 20 to 90 (before: 20 to 40).
    """
    both = [name for name in new.columns if name in old.kinds]
    renamed = _renamed(old, new)
    taken = {name for pair in renamed for name in pair}
    retyped = [name for name in both if old.kinds[name] != new.kinds[name]]
    alike = [name for name in both if name not in retyped]
    moved = _rows(old.frame[alike], new.frame[alike])
    return Difference(
        rows=(old.rows, new.rows),
        added_rows=moved.added,
        gone_rows=moved.gone,
        more_copies=moved.more_copies,
        fewer_copies=moved.fewer_copies,
        added=tuple(n for n in new.columns if n not in old.kinds and n not in taken),
        removed=tuple(n for n in old.columns if n not in new.kinds and n not in taken),
        renamed=renamed,
        retyped=tuple((name, old.kinds[name], new.kinds[name]) for name in retyped),
        changed=tuple(
            _change(old.frame[name], new.frame[name], new.kinds[name])
            for name in alike
            if _mark(old.frame[name]) != _mark(new.frame[name])
        ),
    )


@dataclass(frozen=True)
class _Moved:
    added: int
    gone: int
    more_copies: int = 0
    fewer_copies: int = 0


def _rows(old: pd.DataFrame, new: pd.DataFrame) -> _Moved:
    """Count rows that only the new and only the old table has, as multisets: copies count each."""
    if not len(old.columns):
        return _Moved(len(new), len(old))
    now, before = (_hashes(frame).value_counts() for frame in (new, old))
    beyond = now.sub(before, fill_value=0)
    shared = beyond[beyond.index.isin(now.index) & beyond.index.isin(before.index)]
    return _Moved(
        added=int(beyond.clip(lower=0).sum()),
        gone=int(-beyond.clip(upper=0).sum()),
        more_copies=int(shared.clip(lower=0).sum()),
        fewer_copies=int(-shared.clip(upper=0).sum()),
    )


def _copies(number: int, which: str) -> str:
    """Say how many of the new or gone rows are copies."""
    return f"{number:,} of the {which} rows {'is a copy' if number == 1 else 'are copies'}"


def _hashes(frame: pd.DataFrame) -> pd.Series:
    numbers = {name: "float64" for name in frame if frame[name].dtype.kind in "iu"}
    return pd.util.hash_pandas_object(frame.astype(numbers), index=False)


def _mark(values: pd.Series) -> bytes:
    """Return a text that equals for columns with the same values in any order."""
    hashes = _hashes(values.to_frame("")).to_numpy()
    return bytes(np.sort(hashes).tobytes())


def _renamed(old: Dataset, new: Dataset) -> tuple[tuple[str, str], ...]:
    """Pair columns that only one table has and that hold the same values in the same order."""
    if old.rows != new.rows or not old.rows:
        return ()
    gone = {
        (old.kinds[name], _hashes(old.frame[[name]]).to_numpy().tobytes()): name
        for name in old.columns
        if name not in new.kinds
    }
    pairs = []
    for name in new.columns:
        if name not in old.kinds and gone:
            before = gone.pop(
                (new.kinds[name], _hashes(new.frame[[name]]).to_numpy().tobytes()), ""
            )
            pairs += [(before, name)] if before else []
    return tuple(pairs)


def _change(old: pd.Series, new: pd.Series, kind: str) -> ColumnChange:
    name = str(new.name)
    before, now = column_profile(old, name, kind), column_profile(new, name, kind)
    missing = (before.missing_share, now.missing_share)
    fresh, vanished = _categories(old, new) if kind == "category" else ((), ())
    return ColumnChange(
        name,
        kind,
        missing=missing if missing[0] != missing[1] else None,
        span=_span(before, now),
        mean=_pair(before.mean, now.mean),
        median=_pair(_median(before), _median(now)),
        shift=_shift(before, now),
        new=fresh,
        vanished=vanished,
    )


def _categories(old: pd.Series, new: pd.Series) -> tuple[tuple[str, ...], tuple[str, ...]]:
    sizes = [values.value_counts() for values in (old, new)]
    if max(map(len, sizes)) > MAX_CATEGORIES:
        return (), ()
    known = [size.index for size in sizes]
    fresh = known[1][~known[1].isin(known[0])]
    vanished = known[0][~known[0].isin(known[1])]
    return tuple(map(str, fresh)), tuple(map(str, vanished))


def _span(before: ColumnProfile, now: ColumnProfile) -> tuple[Ends, Ends] | None:
    if before.low is None or before.high is None or now.low is None or now.high is None:
        return None
    ends = (before.low, before.high), (now.low, now.high)
    return ends if ends[0] != ends[1] else None


def _median(facts: ColumnProfile) -> float | None:
    middle = facts.quantiles[2] if facts.quantiles else None
    return float(middle) if isinstance(middle, float | int) else None


def _pair(before: float | None, now: float | None) -> tuple[float, float] | None:
    return None if before is None or now is None or before == now else (before, now)


def _shift(before: ColumnProfile, now: ColumnProfile) -> float:
    if before.mean is None or now.mean is None or before.mean == now.mean:
        return 0.0
    spread = before.deviation or now.deviation or abs(before.mean) or 1.0
    return (now.mean - before.mean) / spread


def _tells_gaps(before: float, now: float) -> bool:
    return (before == 0) != (now == 0) or abs(now - before) >= NOTABLE_MISSING


def _told(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,.6g}"
