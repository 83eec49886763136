"""Say which values differ between two readings of the same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.table import broad_kind_of
from core.text import count, shown

if TYPE_CHECKING:
    import pandas as pd

MOST = 5


def value_changes(before: pd.DataFrame, after: pd.DataFrame) -> tuple[str, ...]:
    """Say for each column of the same kind how its first other value was read, and is now.

    >>> import pandas as pd
    >>> value_changes(pd.DataFrame({"a": [1.5, 1.025]}), pd.DataFrame({"a": [1.5, 1025.0]}))
    ("'a': 1.025 becomes 1,025",)
    """
    changes = []
    for name in before.columns.intersection(after.columns):
        old, new = before[name], after[name]
        if broad_kind_of(old) != broad_kind_of(new) or len(old) != len(new):
            continue
        differs = (old.astype(object) != new.astype(object)) & (old.notna() | new.notna())
        if differs.any():
            at = int(differs.to_numpy().argmax())
            pair = f"{_said(old.iloc[at])} becomes {_said(new.iloc[at])}"
            changes.append(f"'{shown(name)}': {pair}")
    more = len(changes) - MOST
    rest = (f"{count(more, 'more column')} with other values",) if more > 0 else ()
    return (*changes[:MOST], *rest)


def _said(value: Any) -> str:
    import pandas as pd

    if pd.isna(value):
        return "missing"
    if isinstance(value, pd.Timestamp):
        return f"{value:%d %b %Y}"
    if isinstance(value, str):
        return f"'{shown(value, 40)}'"
    return f"{value:,.10g}"
