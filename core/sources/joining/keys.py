"""Keys of two tables brought to one form, so that equal ones have equal numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.sources.joining.ways import Alike
from core.table import broad_kind_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MISSING = -1


@dataclass(frozen=True, eq=False)
class Codes:
    """A number for the key of each row, equal on both sides; -1 where a part is missing."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    distinct: int


def codes_of(
    left: pd.DataFrame, right: pd.DataFrame, pairs: Sequence[tuple[str, str]], alike: Alike
) -> Codes:
    """Number the keys of both tables; a missing value never equals another one."""
    import pandas as pd

    every = np.zeros(len(left) + len(right), dtype="int64")
    missing = np.zeros(len(every), dtype=bool)
    for mine, other in pairs:
        both = pd.concat(_forms(left[mine], right[other], alike), ignore_index=True)
        codes, levels = pd.factorize(both)
        missing |= codes < 0
        every = every * (len(levels) + 1) + np.maximum(codes, 0)
        every, seen = pd.factorize(every)
    every = np.where(missing, MISSING, every)
    distinct = len(seen) if pairs else 0
    return Codes(every[: len(left)], every[len(left) :], distinct)


def _forms(left: pd.Series, right: pd.Series, alike: Alike) -> tuple[pd.Series, pd.Series]:
    """Return both columns as they are compared: as they are if of one kind, else as text."""
    kinds = {broad_kind_of(left), broad_kind_of(right)}
    if kinds in ({"number"}, {"date"}):
        return left, right
    return as_text(left, alike), as_text(right, alike)


def as_text(values: pd.Series, alike: Alike) -> pd.Series:
    """Return a key column as text: 123.0 is '123', midnight is a day.

    >>> import pandas as pd
    >>> list(as_text(pd.Series([123.0, 1.5]), Alike()))
    ['123', '1.5']
    """
    import pandas as pd

    kind = broad_kind_of(values)
    if kind == "number":
        return values.map(_number_text, na_action="ignore").astype("str")
    if kind == "date":
        return values.map(_moment_text, na_action="ignore").astype("str")
    texts = values.astype("str")
    if alike.fold:
        texts = texts.str.split().str.join(" ").str.casefold()
    if alike.zeros:
        texts = texts.str.replace(r"^0+(?=\d)", "", regex=True)
    return pd.Series(texts)


def _number_text(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _moment_text(value: pd.Timestamp) -> str:
    return str(value.isoformat()).removesuffix("T00:00:00")
