"""Columns with far more gaps than values."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import affected, columns_that, leave_out, missing_shares, them
from core.teaching import Teaching
from core.text import percent, shown

LIMIT = 0.9


def look(view: View) -> Finding | None:
    """Report feature columns where at least nine of ten values are missing."""
    shares = missing_shares(view)
    sparse = {name: share for name, share in shares.items() if LIMIT <= share < 1}
    if not sparse:
        return None
    worst = max(sparse, key=lambda name: sparse[name])
    return Finding(
        code="mostly_missing",
        severity="advice",
        title=f"{columns_that(sparse, 'is', 'are')} hardly ever filled in",
        evidence=f"'{shown(worst)}' is missing in {percent(sparse[worst])} of the rows."
        f"{affected(tuple(sparse))}",
        consequence="So few values rarely help, and being filled in may only tell how the row was "
        "collected.",
        columns=tuple(sparse),
        fixes=(leave_out(sparse, f"Leave {them(sparse)} out"),),
        page="clean",
    )


MOSTLY_MISSING = CHECKS.add(
    Check(
        name="mostly_missing",
        label="Mostly missing columns",
        teaching=Teaching(
            "Finds columns where at least 90 % of the values are missing.",
            "The column was filled in by chance: leave it out.",
            "Being filled in is the message, such as a date of cancellation: keep the column "
            "and mark the gaps, or check that it is known when you predict.",
        ),
        look=look,
    )
)
