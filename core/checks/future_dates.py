"""Dates that lie after the moment a row stands for."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import features_of_kind, leave_out, them
from core.checks.time_order import time_column
from core.teaching import Teaching
from core.text import listed, percent, shown

MOSTLY = 0.5


def look(view: View) -> Finding | None:
    """Report date features that mostly lie after the row's own time.

    Where nobody has said which column is that time, the likely one is taken and the finding
    is advice.
    """
    split = view.problem.split
    said = split.column if split.kind == "time" else ""
    said = said or next(iter(view.problem.columns_with("time")), "")
    moment = said or time_column(view)
    if moment not in view.frame.columns or view.kinds[moment] != "date":
        return None
    shares = {}
    for name in features_of_kind(view, "date"):
        known = view.frame[[name, moment]].dropna() if name != moment else view.frame.head(0)
        if len(known):
            shares[name] = float((known[name] > known[moment]).mean())
    late = {name: share for name, share in shares.items() if share >= MOSTLY}
    if not late:
        return None
    worst = max(late, key=lambda name: late[name])
    return Finding(
        code="future_dates",
        severity="warning" if said else "advice",
        title=f"{listed(late)} {'lies' if len(late) == 1 else 'lie'} after the moment of the row",
        evidence=f"'{shown(worst)}' is later than '{shown(moment)}' in {percent(late[worst])} "
        "of the rows.",
        consequence="When you predict, this date has not happened yet, unless it is planned.",
        columns=tuple(late),
        fixes=(leave_out(late, f"Leave {them(late)} out"),),
        page="explore",
    )


FUTURE_DATES = CHECKS.add(
    Check(
        name="future_dates",
        label="Dates from the future",
        teaching=Teaching(
            "Compares the date columns with the time column of the rows.",
            "A later date usually comes from the outcome: leave it out.",
            "The date is planned in advance, such as the end of a contract: keep it.",
        ),
        look=look,
    )
)
