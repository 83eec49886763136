"""Category columns with so many levels that one column for each is too much."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.amounts_as_text import amount_texts
from core.checks.coverage import affected, columns_that, features_of_kind, leave_out, them, treated
from core.checks.dates_as_text import date_texts
from core.checks.months_as_text import month_texts
from core.table import MAX_CATEGORIES
from core.teaching import Teaching
from core.text import count, shown


def look(view: View) -> Finding | None:
    """Report category columns with more levels than one-hot columns are allowed."""
    levels = {name: view.frame[name].nunique() for name in features_of_kind(view, "category")}
    large = [name for name, number in levels.items() if number > MAX_CATEGORIES]
    amounts = (found.column for found in amount_texts(view)) if large else ()
    read = (*date_texts(view), *month_texts(view), *amounts) if large else ()
    many = {
        name: levels[name]
        for name in large
        if name not in read and not treated(view, name, "target_encode", "ordinal")
    }
    if not many:
        return None
    worst = max(many, key=lambda name: many[name])
    return Finding(
        code="high_cardinality",
        severity="warning",
        title=f"{columns_that(many, 'has', 'have')} more than {MAX_CATEGORIES} categories",
        evidence=f"'{shown(worst)}' has {many[worst]:,} categories in "
        f"{count(len(view.frame), 'row')}.{affected(tuple(many))}",
        consequence="One column per category makes a wide, slow table, and rare categories are "
        "learned by heart.",
        columns=tuple(many),
        fixes=(
            Fix(
                "Replace each category by its typical outcome",
                steps=({"step": "target_encode", "columns": list(many)},),
            ),
            leave_out(many, f"Leave {them(many)} out"),
        ),
        page="features",
    )


HIGH_CARDINALITY = CHECKS.add(
    Check(
        name="high_cardinality",
        label="Very many categories",
        teaching=Teaching(
            f"Finds category columns with more than {MAX_CATEGORIES} different values.",
            "Target encoding replaces each category by its typical outcome, learned inside the "
            "folds.",
            "Most categories occur a few times only: merge rare ones or leave the column out.",
        ),
        look=look,
    )
)
