"""Number columns from which the target can be calculated."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import features_of_kind, leave_out, target_of
from core.teaching import Teaching
from core.text import listed, shown

EXACT = 1e-6
MAX_COLUMNS = 100
MAX_ROWS = 5_000
LARGEST = 1e100
MIN_ROWS_PER_COLUMN = 3


def look(view: View) -> Finding | None:
    """Report number columns whose weighted sum is exactly the target."""
    found = parts_of_target(view)
    if len(found) < 2:
        return None
    return Finding(
        code="target_formula",
        severity="warning",
        title=f"{listed(found)} add up to the target",
        evidence=f"'{shown(view.problem.target)}' is an exact weighted sum of these columns in "
        f"each of {min(len(view.frame), MAX_ROWS):,} rows looked at.",
        consequence="The model would only redo the sum. The parts are usually not known before "
        "the outcome is.",
        columns=found,
        fixes=(leave_out(found, "Leave the parts out"),),
        page="explore",
    )


def parts_of_target(view: View) -> tuple[str, ...]:
    """Return the columns with a weight in an exact linear formula of the target."""
    import numpy as np

    target = target_of(view)
    if view.problem.task != "regression" or target is None or target.dtype.kind not in "iuf":
        return ()
    names = [
        name
        for name in features_of_kind(view, "number")[:MAX_COLUMNS]
        if view.frame[name].notna().all() and view.frame[name].nunique() > 1
        if view.frame[name].abs().max() < LARGEST
    ]
    rows = view.frame[target.notna()].head(MAX_ROWS)
    if len(names) < 2 or len(rows) < MIN_ROWS_PER_COLUMN * len(names) + 10:
        return ()
    table = rows[names].to_numpy(dtype="float64")
    table = (table - table.mean(axis=0)) / np.where(table.std(axis=0) == 0, 1, table.std(axis=0))
    values = rows[view.problem.target].to_numpy(dtype="float64")
    values = values - values.mean()
    if not values.any():
        return ()
    weights, *_ = np.linalg.lstsq(table, values, rcond=None)
    left = values - table @ weights
    if float((left**2).sum()) > EXACT * float((values**2).sum()):
        return ()
    share = np.abs(weights) / np.abs(weights).max()
    return tuple(name for name, part in zip(names, share, strict=True) if part > 1e-3)


TARGET_FORMULA = CHECKS.add(
    Check(
        name="target_formula",
        label="Target is a sum of other columns",
        teaching=Teaching(
            "Tries whether the target is an exact weighted sum of the number columns.",
            "The parts are measured together with the whole: leave them out.",
            "The parts are planned figures known in advance: then no model is needed at all.",
        ),
        look=look,
    )
)
