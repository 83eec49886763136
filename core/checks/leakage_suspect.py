"""Single columns that predict the target too well to be true."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import leave_out, outcome, them
from core.checks.target_formula import parts_of_target
from core.teaching import Teaching
from core.text import listed, number, shown

MODERATE = 0.85
HIGH = 0.975
MIN_ROWS = 50
MIN_CLASS = 10


def look(view: View) -> Finding | None:
    """Report columns that alone order the rows almost perfectly by the target."""
    found = suspects(view)
    if not found:
        return None
    worst = max(found, key=lambda name: found[name])
    severe = found[worst] >= HIGH
    each = ", ".join(f"'{shown(name)}': {number(gini)}" for name, gini in list(found.items())[:5])
    every = "Leave it out" if len(found) == 1 else f"Leave all {len(found)} out"
    alone = tuple(
        leave_out((name,), f"Leave only '{shown(name, 40)}' out")
        for name in found
        if len(found) > 1
    )
    return Finding(
        code="leakage_suspect",
        severity="warning",
        title=f"{listed(found)} may give the answer away",
        evidence=f"How well one column alone predicts (Gini: 0 is guessing, 1 is perfect): {each}.",
        consequence=("This is almost surely the answer itself. " if severe else "")
        + "If a value is not known yet when you predict, the score is false and the model "
        f"useless. Will you know {them(found)} at that moment? If not, leave {them(found)} out.",
        columns=tuple(found),
        fixes=(leave_out(found, every), *alone[:10]),
        page="explore",
    )


def suspects(view: View) -> dict[str, float]:
    """Return the Gini of each column that looks like a leak, strongest first.

    Values and gaps are both tried: a date of cancellation leaks by being filled in.
    The parts of a sum that is the target are a finding of their own and left to it. The
    calendar of the moment that rows are split by is known beforehand.
    """
    from core.association import MAX_COLUMNS, power

    measured = outcome(view)
    if measured is None:
        return {}
    rows, target = measured
    sizes = rows[view.problem.target].value_counts()
    if len(rows) < MIN_ROWS or (target.classes and int(sizes.iloc[-1]) < MIN_CLASS):
        return {}
    found, known = {}, {*parts_of_target(view), *_calendar(view)}
    for name in view.features()[:MAX_COLUMNS]:
        if name in known:
            continue
        gini = power(rows[name], target)
        holes = rows[name].isna()
        if gini < MODERATE and 0 < holes.sum() < len(rows):
            gini = power(holes.astype("int64"), target)
        if gini >= MODERATE:
            found[name] = gini
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def _calendar(view: View) -> list[str]:
    """Return the columns that steps made of the date that puts the rows in order."""
    split = view.problem.split
    if split.kind != "time":
        return []
    made = (name for name in view.features() if name not in view.before)
    return [name for name in made if name.startswith(f"{split.column} (")]


LEAKAGE_SUSPECT = CHECKS.add(
    Check(
        name="leakage_suspect",
        label="Columns that may give the answer away",
        teaching=Teaching(
            "Measures how well each column, and each column's gaps, predict the target alone, "
            "on rows not used to learn the relation.",
            "A Gini of 0.85 is rare for an honest column, 0.975 hardly ever happens.",
            "The value is truly known at the moment of prediction: keep the column.",
        ),
        look=look,
    )
)
