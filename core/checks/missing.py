"""Missing values in feature columns that no step fills."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import ENCODERS, FILLERS, affected, columns_that, missing_shares, treated
from core.teaching import Teaching
from core.text import percent, shown

MANY = 0.2


def look(view: View) -> Finding | None:
    """Report feature columns with missing values that no step fills."""
    shares = missing_shares(view)
    holes = {name: share for name, share in shares.items() if share > 0 and not _filled(view, name)}
    if not holes:
        return None
    worst = max(holes, key=lambda name: holes[name])
    return Finding(
        code="missing",
        severity="warning" if holes[worst] >= MANY else "advice",
        title=f"{columns_that(holes, 'has', 'have')} gaps",
        evidence=f"{'Most in' if len(holes) > 1 else 'In'} '{shown(worst)}': "
        f"{percent(holes[worst], 1)} of the values are missing.{affected(tuple(holes))}",
        consequence="Most models cannot learn from a row with a gap.",
        columns=tuple(holes),
        fixes=(_fill(view, tuple(holes)),),
        page="clean",
        safe=True,
    )


def _filled(view: View, column: str) -> bool:
    if view.kinds[column] == "number":
        return treated(view, column, *FILLERS)
    return view.kinds[column] == "date" or treated(view, column, *FILLERS, *ENCODERS)


def _fill(view: View, columns: tuple[str, ...]) -> Fix:
    numbers = [name for name in columns if view.kinds[name] == "number"]
    words = [name for name in columns if view.kinds[name] != "number"]
    steps = []
    if numbers:
        steps.append({"step": "impute", "columns": numbers})
    if words:
        steps.append({"step": "impute_categories", "columns": words})
    return Fix("Fill the gaps", steps=tuple(steps))


MISSING = CHECKS.add(
    Check(
        name="missing",
        label="Missing values",
        teaching=Teaching(
            "Counts the missing values of each column that a model would learn from.",
            "The gaps are few, or they can be filled with what is typical.",
            "A gap means something, such as “no garage”: keep it as a value of its own.",
        ),
        look=look,
    )
)
