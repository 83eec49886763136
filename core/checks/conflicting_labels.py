"""Rows with the same features and different outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Elsewhere, Finding, View
from core.checks.coverage import target_of
from core.checks.same_rows import alike
from core.teaching import Teaching
from core.text import count, percent, shown

if TYPE_CHECKING:
    import pandas as pd

NOTABLE = 0.01


def look(view: View) -> Finding | None:
    """Report rows that no model can tell apart although their classes differ."""
    target, features = target_of(view), list(view.features())
    if target is None or view.problem.task == "regression" or not features:
        return None
    rows = view.frame[target.notna()]
    lost = _lost(rows.iloc[alike(rows[features])], features, view.problem.target)
    best = len(rows) - lost
    if lost < max(NOTABLE * len(rows), 2):
        return None
    return Finding(
        code="conflicting_labels",
        severity="advice",
        title=f"{count(lost, 'row')} cannot be told apart from rows of another class",
        evidence=f"Rows with equal features differ in '{shown(view.problem.target)}'.",
        consequence=f"With these columns no model can be right for more than "
        f"{percent(best / len(rows), 1)} of the rows. No step can repair that: columns that tell "
        "such rows apart would, and so would correcting wrong answers in the file.",
        page="explore",
        elsewhere=Elsewhere("data", "Join another table, or load a corrected one"),
    )


def _lost(rows: pd.DataFrame, features: list[str], target: str) -> int:
    """Count the rows that are not of the most frequent class among those with equal features."""
    if rows.empty:
        return 0
    same = rows.groupby(features, dropna=False, sort=False).ngroup()
    sizes = rows.groupby([same, target]).size()
    return len(rows) - int(sizes.groupby(level=0).max().sum())


CONFLICTING_LABELS = CHECKS.add(
    Check(
        name="conflicting_labels",
        label="Same features, different outcome",
        teaching=Teaching(
            "Groups rows with equal features and counts how often their classes differ.",
            "It gives an upper bound for accuracy: compare your score with it.",
            "Few columns take few values: then equal rows are natural, and probabilities say "
            "more than classes.",
        ),
        look=look,
    )
)
