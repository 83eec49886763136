"""Columns that look like personal data."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import leave_out, them
from core.meaning import Meaning, meanings_of
from core.teaching import Teaching
from core.text import count, inside, listed, shown

COARSE = ("postcode",)  # points at a person only together with other columns


def look(view: View) -> Finding | None:
    """Report features whose values, or whose names, point at people."""
    found = personal_columns(view)
    if not found:
        return None
    first, meaning = next(iter(found.items()))
    labels = ", ".join(sorted({one.label for one in found.values()}))
    return Finding(
        code="personal_data",
        severity="warning",
        title=f"{listed(found)} {'looks' if len(found) == 1 else 'look'} like personal data",
        evidence=f"Found: {labels}. About '{shown(first)}': {inside(meaning.reason)} "
        f"That is {len(found)} of {count(len(view.features()), 'feature')}.",
        consequence="Such values point at single people, teach a model nothing general, and "
        "travel with every export.",
        columns=tuple(found),
        fixes=(leave_out(found, f"Leave {them(found)} out"),),
        page="data",
    )


def personal_columns(view: View) -> dict[str, Meaning]:
    """Return the features that point at people, with what they mean."""
    names = list(view.features())
    found = meanings_of(view.frame[names], view.kinds)
    return {n: one for n, one in found.items() if one.personal and one.name not in COARSE}


PERSONAL_DATA = CHECKS.add(
    Check(
        name="personal_data",
        label="Personal data",
        teaching=Teaching(
            "Compares the values and the name of each column with the form of e-mail addresses, "
            "phone, card, bank and identity numbers (with their check digits), names, streets, "
            "dates of birth and exact places.",
            "They are not needed to predict: leave them out, or mask them on the Data page.",
            "The form is the same by chance, such as part numbers with dashes.",
        ),
        look=look,
    )
)
