"""A table in memory: read-only rows, clean column names, and what each column is.

Every dataset has four column kinds, each with one pandas type:

========  ===================  ====================================
number    int64 or float64     missing is NaN
category  str                  few different texts, missing is NaN
text      str                  many different texts, missing is NaN
date      datetime64           without time zone, missing is NaT
========  ===================  ====================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

KINDS = ("number", "category", "text", "date")
ROLES = ("feature", "target", "id", "time", "group", "weight", "sensitive", "ignore")
MAX_CATEGORIES = 50
MAX_SHOWN_ROWS = 20
LARGEST = 3.4e38  # of a 32-bit float, which tree models calculate with


@dataclass(frozen=True, eq=False)
class Part:
    """What a dataset is a part of: the rows of the whole, and where its own stand there.

    `positions` are in order; `column` reads one column of the whole.
    """

    rows: int
    positions: NDArray[np.int64]
    column: Callable[[str], pd.Series]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows in memory. Nobody changes `frame` in place; every change makes a new dataset.

    `infinite` names the columns whose infinite values became missing, with the first rows.
    A stored table knows its `version`. Of a very large one only a `part` is in memory, rows
    chosen at random: its version and number of rows are those of the whole table.
    """

    frame: pd.DataFrame
    name: str
    notes: tuple[str, ...] = ()
    infinite: tuple[tuple[str, tuple[int, ...]], ...] = ()
    version: str = ""
    part: Part | None = None

    @classmethod
    def of(cls, frame: pd.DataFrame, name: str, notes: Iterable[str] = ()) -> Dataset:
        """Bring a raw frame into canonical names and types, noting what was changed."""
        from core.canonical import canonical

        clean, changes = canonical(frame)
        return cls(clean, name, (*notes, *changes), infinite_in(frame, clean.columns))

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The kind of each column, in column order."""
        return MappingProxyType(kinds_of(self.frame))

    @cached_property
    def fingerprint(self) -> str:
        """A SHA-256 over names, types and every value, in order: the data version.

        Rows that were infinite count too: a table that had them missing is another one.
        """
        from core.fingerprint import fingerprint_of

        return self.version or fingerprint_of(self.frame, self.infinite)

    @property
    def rows(self) -> int:
        """Number of rows, of the whole table where only a part is in memory."""
        return self.part.rows if self.part else len(self.frame)

    def whole(self, columns: Iterable[str]) -> pd.DataFrame:
        """Return all rows of a few columns, read from disk where only a part is in memory."""
        import pandas as pd

        names = [name for name in dict.fromkeys(columns) if name in self.frame.columns]
        if self.part is None:
            return self.frame[names]
        return pd.DataFrame({name: self.part.column(name) for name in names})

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(self.frame.columns)


def kinds_of(frame: pd.DataFrame) -> dict[str, str]:
    """Tell number, date, category and text columns apart."""
    return {column: kind_of(frame[column]) for column in frame.columns}


def kind_of(values: pd.Series) -> str:
    """Return the kind of one column of a canonical frame."""
    broad = broad_kind_of(values)
    if broad != "category":
        return broad
    distinct = values.nunique()
    few = distinct <= MAX_CATEGORIES or distinct <= 0.2 * values.count()
    return "category" if few else "text"


def broad_kind_of(values: pd.Series) -> str:
    """Return number, date or category, by type alone (text counts as category)."""
    if values.dtype.kind in "iuf":
        return "number"
    return "date" if values.dtype.kind == "M" else "category"


def with_columns(frame: pd.DataFrame, given: Mapping[str, Any] | pd.DataFrame) -> pd.DataFrame:
    """Return a copy with these columns in place or at the end, whatever their names are.

    `DataFrame.assign` takes names as arguments, so that it has none called 'self'.
    """
    changed = frame.copy(deep=False)
    for name, values in given.items():
        changed[name] = values
    return changed


def whole_days(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the columns of dates in which no value has a time of day."""
    return tuple(
        str(name)
        for name, values in frame.items()
        if getattr(values.dtype, "kind", "") == "M"
        and bool((values.dropna() == values.dropna().dt.normalize()).all())
    )


def infinite_in(
    frame: pd.DataFrame, names: Iterable[str], first: int = 0
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return the columns of a raw frame that hold infinite values, with the first such rows.

    `first` is the position of the frame's first row in the whole table.
    """
    import numpy as np

    found = []
    for name, (_, values) in zip(names, frame.items(), strict=True):
        if getattr(values.dtype, "kind", "") != "f":
            continue
        rows = np.flatnonzero(np.isinf(values.to_numpy(dtype="float64", na_value=np.nan)))
        if len(rows):
            found.append((name, tuple(int(row) + first for row in rows[:MAX_SHOWN_ROWS])))
    return tuple(found)
