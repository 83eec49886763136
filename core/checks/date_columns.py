"""Date columns that models cannot read as they are."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import features_of_kind, leave_out, them, treated
from core.teaching import Teaching
from core.text import listed, shown


def look(view: View) -> Finding | None:
    """Report date features that no step turns into numbers."""
    found = tuple(
        name for name in features_of_kind(view, "date") if not treated(view, name, "date_parts")
    )
    if not found:
        return None
    values = view.frame[found[0]]
    span = f" runs from {values.min():%Y-%m-%d} to {values.max():%Y-%m-%d}"
    return Finding(
        code="date_columns",
        severity="warning",
        title=f"{listed(found)} {'is a date' if len(found) == 1 else 'are dates'}",
        evidence=f"'{shown(found[0])}'{span if values.notna().any() else ' is a date column'}.",
        consequence="Models learn from numbers: from the month or the weekday, not from a date.",
        columns=found,
        fixes=(
            Fix("Take month, weekday and so on", steps=(_parts(found),)),
            leave_out(found, f"Leave {them(found)} out"),
        ),
        page="features",
    )


def _parts(columns: tuple[str, ...]) -> dict[str, object]:
    return {"step": "date_parts", "columns": list(columns)}


DATE_COLUMNS = CHECKS.add(
    Check(
        name="date_columns",
        label="Dates among the features",
        teaching=Teaching(
            "Finds date columns that no step turns into numbers.",
            "Month, weekday or hour matter: seasons repeat.",
            "The year separates past from future: a model cannot know years it never saw.",
        ),
        look=look,
    )
)
