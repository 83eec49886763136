"""More columns than rows."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import features_of_kind, has_step
from core.teaching import Teaching
from core.text import count

ENOUGH = 20
SELECTORS = (
    "select_univariate",
    "select_rfe",
    "select_model",
    "select_lasso",
    "select_variance",
    "pca",
)


def look(view: View) -> Finding | None:
    """Report a table with more feature columns than rows and no selection step."""
    columns, rows = len(view.features()), len(view.frame)
    target = view.problem.target
    if columns <= max(rows, ENOUGH) or not target or has_step(view, *SELECTORS):
        return None
    words = features_of_kind(view, "text")
    return Finding(
        code="wide_table",
        severity="warning",
        title=f"{count(columns, 'column')} for {count(rows, 'row')}",
        evidence=f"There are {columns / max(rows, 1):.1f} columns for each row."
        + (
            f" {count(len(words), 'column')} hold{'s' if len(words) == 1 else ''} text."
            if words
            else ""
        ),
        consequence="Among so many columns some fit the target by chance.",
        fixes=(Fix("Select columns inside the folds", steps=({"step": "select_univariate"},)),),
        page="features",
    )


WIDE_TABLE = CHECKS.add(
    Check(
        name="wide_table",
        label="More columns than rows",
        teaching=Teaching(
            "Compares the number of columns with the number of rows.",
            "Selecting columns inside the folds, and models with a penalty, keep chance out.",
            "Selecting columns on all rows before the split: it makes noise look like signal.",
        ),
        look=look,
    )
)
