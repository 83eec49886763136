"""Numbers too large to calculate with."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import affected, columns_that, features_of_kind, leave_out, them
from core.table import LARGEST
from core.teaching import Teaching
from core.text import shown


def look(view: View) -> Finding | None:
    """Report number columns with values beyond what models can hold."""
    found = huge_columns(view)
    if not found:
        return None
    largest = float(view.frame[found[0]].abs().max())
    return Finding(
        code="huge_numbers",
        severity="warning",
        title=f"{columns_that(found, 'holds', 'hold')} numbers too large to calculate with",
        evidence=f"'{shown(found[0])}' reaches {largest:.3g}.{affected(found)}",
        consequence=f"Models calculate with numbers up to {LARGEST:g}; larger ones are refused.",
        columns=found,
        fixes=(leave_out(found, f"Leave {them(found)} out"),),
        page="clean",
    )


def huge_columns(view: View) -> tuple[str, ...]:
    """Return the number features that hold values over 3.4e38 in size."""
    names = features_of_kind(view, "number")
    if not names:
        return ()
    largest = view.frame[list(names)].abs().max()
    return tuple(str(name) for name in largest.index[largest > LARGEST])


HUGE_NUMBERS = CHECKS.add(
    Check(
        name="huge_numbers",
        label="Numbers too large",
        teaching=Teaching(
            "Looks for numbers so large that models cannot calculate with them.",
            "They are faults of the file or stand for “endless”: leave the column out.",
            "The size is real: take its logarithm before loading.",
        ),
        look=look,
    )
)
