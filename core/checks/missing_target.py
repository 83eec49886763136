"""Rows without a target."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, View
from core.teaching import Teaching
from core.text import count, shown


def look(view: View) -> Finding | None:
    """Report how many rows have no target; they are set aside without being asked."""
    rows = view.rows_without_target
    if not rows:
        return None
    return Finding(
        code="missing_target",
        severity="advice",
        title=f"{count(rows, 'row')} without a target",
        evidence=f"'{shown(view.problem.target)}' is missing in {count(rows, 'row')}.",
        consequence="Without an answer a row cannot teach anything.",
        columns=(view.problem.target,),
        page="data",
        done=f"Done already: {'it is' if rows == 1 else 'they are'} left out of training and test, "
        "and kept, so that the finished model can predict "
        f"{'it' if rows == 1 else 'them'}.",
    )


MISSING_TARGET = CHECKS.add(
    Check(
        name="missing_target",
        label="Rows without a target",
        teaching=Teaching(
            "Counts the rows in which the target is missing.",
            "Outcomes are missing by chance, or not known yet: these rows are for predicting.",
            "The target is missing for a kind of row only, such as cancelled orders: then the "
            "model knows nothing of that kind.",
        ),
        look=look,
    )
)
