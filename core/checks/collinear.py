"""Number columns that move together almost exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import features_of_kind, leave_out
from core.checks.identical_columns import twins_of
from core.teaching import Teaching
from core.text import count, shown

if TYPE_CHECKING:
    import pandas as pd

LIMIT = 0.999
MAX_COLUMNS = 300
MAX_ROWS = 5_000
MIN_ROWS = 20
LARGEST = 1e100


def look(view: View) -> Finding | None:
    """Report number columns that are an exact stretch of an earlier one."""
    pairs = pairs_of(view)
    if not pairs:
        return None
    told = [f"'{shown(later)}' follows '{shown(first)}'" for later, first in pairs.items()]
    return Finding(
        code="collinear",
        severity="advice",
        title=f"{count(len(pairs), 'column')} {'moves' if len(pairs) == 1 else 'move'} exactly "
        "with another one",
        evidence="; ".join(told[:3]) + f": the correlation is above {LIMIT}.",
        consequence="Linear models share the weight between them at random, so the explanation "
        "is unsteady. Scores hardly change.",
        columns=tuple(pairs),
        fixes=(leave_out(pairs, "Keep the first of each"),),
        page="features",
    )


def pairs_of(view: View) -> dict[str, str]:
    """Return each number column that moves with an earlier one, with that earlier one."""
    import numpy as np

    twins = twins_of(view)
    names = tuple(n for n in features_of_kind(view, "number") if n not in twins)[:MAX_COLUMNS]
    rows = view.frame.head(MAX_ROWS)
    names = tuple(name for name in names if _varies(rows[name]))
    if len(names) < 2 or len(rows) < MIN_ROWS:
        return {}
    table = rows[list(names)].to_numpy(dtype="float64")
    filled = np.where(np.isnan(table), np.nanmean(table, axis=0), table)
    close = np.abs(np.corrcoef(filled, rowvar=False)) > LIMIT
    pairs: dict[str, str] = {}
    for later in range(1, len(names)):
        for first in np.flatnonzero(close[later, :later]):
            if names[first] not in pairs:
                pairs.setdefault(names[later], names[first])
    return pairs


def _varies(values: pd.Series) -> bool:
    full = values.notna().mean() > 0.5
    return bool(full and values.max() > values.min() and values.abs().max() < LARGEST)


COLLINEAR = CHECKS.add(
    Check(
        name="collinear",
        label="Columns that move together",
        teaching=Teaching(
            "Looks for number columns with a correlation above 0.999, such as metres and feet.",
            "One of them is enough, and explanations become steady.",
            "The tiny difference between the two is what matters: build it as a column.",
        ),
        look=look,
    )
)
