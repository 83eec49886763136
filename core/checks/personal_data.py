"""Columns that look like personal data."""

from __future__ import annotations

import re

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import features_of_kind, leave_out
from core.checks.dates_as_text import date_texts
from core.teaching import Teaching
from core.text import listed

LOOKED_AT = 200
MOSTLY = 0.5
_KINDS = {
    "e-mail addresses": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "phone numbers": re.compile(r"\+?\(?\d{2,4}\)?[\s./-]\d[\d\s./-]{5,12}\d"),
    "card numbers": re.compile(r"\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{3,4}"),
}


def look(view: View) -> Finding | None:
    """Report text features that mostly hold addresses, phone or card numbers."""
    found: dict[str, str] = {}
    dates = date_texts(view)
    for name in features_of_kind(view, "category", "text"):
        if name in dates:
            continue
        cells = [str(cell).strip() for cell in view.frame[name].dropna().head(LOOKED_AT)]
        for what, pattern in _KINDS.items():
            hits = sum(pattern.fullmatch(cell) is not None for cell in cells)
            if cells and hits >= MOSTLY * len(cells):
                found[name] = what
    if not found:
        return None
    kinds = ", ".join(sorted(set(found.values())))
    return Finding(
        code="personal_data",
        severity="warning",
        title=f"{listed(found)} {'looks' if len(found) == 1 else 'look'} like personal data",
        evidence=f"Most of the first {LOOKED_AT} values have the form of {kinds}.",
        consequence="They identify people, teach nothing general, and travel with every export.",
        columns=tuple(found),
        fixes=(leave_out(found, "Leave out"),),
        page="data",
    )


PERSONAL_DATA = CHECKS.add(
    Check(
        name="personal_data",
        label="Personal data",
        teaching=Teaching(
            "Compares the first texts of each column with the form of e-mail addresses, phone "
            "and card numbers.",
            "They are not needed to predict: leave them out, or out of the file.",
            "The form is the same by chance, such as part numbers with dashes.",
        ),
        look=look,
    )
)
