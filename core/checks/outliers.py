"""Numbers far outside the usual range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import affected, columns_that, features_of_kind, treated
from core.teaching import Teaching
from core.text import as_written, count, shown

if TYPE_CHECKING:
    import pandas as pd

FENCE = 3.0
MAX_SHARE = 0.05
MIN_ROWS = 50


def look(view: View) -> Finding | None:
    """Report number columns with a few values far outside the quartiles."""
    found = {
        name: rows
        for name in features_of_kind(view, "number")
        if not treated(view, name, "cap_outliers", "remove_outliers")
        if (rows := far_out(view.frame[name]))
    }
    if not found:
        return None
    worst = max(found, key=lambda name: found[name])
    values = view.frame[worst]
    middle, top, bottom = (
        as_written(edge) for edge in (values.median(), values.max(), values.min())
    )
    return Finding(
        code="outliers",
        severity="advice",
        title=f"{columns_that(found, 'has', 'have')} extreme values",
        evidence=f"'{shown(worst)}' is extreme in {count(found[worst], 'row')}: median "
        f"{middle}, largest {top}, smallest {bottom}.{affected(tuple(found))}",
        consequence="A few extreme values pull averages and linear models towards them; tree "
        "models do not mind. Keep them if they are what you look for, such as fraud.",
        columns=tuple(found),
        fixes=(
            Fix(
                "Cap the extreme values", steps=({"step": "cap_outliers", "columns": list(found)},)
            ),
        ),
        page="clean",
    )


def far_out(values: pd.Series) -> int:
    """Count values beyond three interquartile ranges from the quartiles, if they are few.

    Columns whose middle half is one value are left alone: their range says nothing.
    """
    known = values.dropna()
    if len(known) < MIN_ROWS or known.nunique() <= 10:
        return 0
    low, high = known.quantile([0.25, 0.75])
    spread = high - low
    if spread <= 0:
        return 0
    out = int(((known < low - FENCE * spread) | (known > high + FENCE * spread)).sum())
    return out if out <= MAX_SHARE * len(known) else 0


OUTLIERS = CHECKS.add(
    Check(
        name="outliers",
        label="Extreme values",
        teaching=Teaching(
            "Counts values more than three interquartile ranges outside the quartiles.",
            "They are faults or rare accidents: cap them, with limits learned inside the folds.",
            "The extremes are what you look for, such as fraud: keep them.",
        ),
        look=look,
    )
)
