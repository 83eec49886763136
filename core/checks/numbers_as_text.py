"""Number columns that were read as text because of a few cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import affected, features_of_kind, leave_out, them
from core.checks.disguised_missing import WORDS
from core.checks.some_cells import first_known
from core.teaching import Teaching
from core.text import count, listed, shown

if TYPE_CHECKING:
    import pandas as pd

MOSTLY = 0.95
MIN_DISTINCT = 11
FIRST = 100
_NO_AMOUNT = re.compile(r"[A-Za-z]|^-?0[0-9]")


def look(view: View) -> Finding | None:
    """Report text columns in which nearly every value is a number."""
    found = number_texts(view)
    if not found:
        return None
    first = found[0]
    odd = sorted(odd_cells(view.frame[first]))
    what = f"All but {listed(odd)}" if odd else "All values"
    return Finding(
        code="numbers_as_text",
        severity="warning",
        title=f"{count(len(found), 'column')} of numbers read as text",
        evidence=f"{what} of '{shown(first)}' can be read as numbers.{affected(found)}",
        consequence="As text, 9 is no closer to 10 than to 900, and each number is a category.",
        columns=found,
        fixes=(
            Fix(
                "Read as numbers", steps=({"step": "cast", "columns": list(found), "to": "number"},)
            ),
            leave_out(found, f"Leave {them(found)} out"),
        ),
        page="data",
    )


def number_texts(view: View) -> tuple[str, ...]:
    """Return the text features that are numbers but for a few cells.

    Texts with leading zeros, or with more digits than can be calculated with, are codes and no
    amounts: they stay text.
    """
    return tuple(
        name
        for name in features_of_kind(view, "category", "text")
        if view.frame[name].nunique() >= MIN_DISTINCT and _is_number(view.frame[name])
    )


def odd_cells(values: pd.Series) -> set[str]:
    """Return the different texts that are no numbers."""
    import pandas as pd

    texts = pd.Series(values.dropna().unique(), dtype="str")
    numbers = pd.to_numeric(texts.str.strip(), errors="coerce")
    return set(texts[numbers.isna()])


def _is_number(values: pd.Series) -> bool:
    import pandas as pd

    first = _first_filled(first_known(values, 4 * FIRST))
    some = first if len(first) == FIRST else _first_filled(first_known(values, len(values)))
    if sum(map(bool, map(_NO_AMOUNT.search, some))) > (1 - MOSTLY) * len(some):
        return False
    filled = _filled(values.dropna())
    numbers = pd.to_numeric(filled, errors="coerce")
    coded = bool(filled.str.match(r"-?0\d|-?\d{16}").any())
    return len(filled) > 0 and not coded and bool(numbers.notna().mean() >= MOSTLY)


def _first_filled(known: Iterable[str]) -> list[str]:
    """Return the first of these texts without spaces around them and marks for a gap."""
    texts = (text for cell in known if (text := cell.strip()))
    return list(islice((text for text in texts if text.lower() not in WORDS), FIRST))


def _filled(known: pd.Series) -> pd.Series:
    """Return the texts without spaces around them, and without marks for a gap."""
    texts = known.str.strip()
    return texts[(texts != "") & ~texts.str.lower().isin(WORDS)]


NUMBERS_AS_TEXT = CHECKS.add(
    Check(
        name="numbers_as_text",
        label="Numbers read as text",
        teaching=Teaching(
            "Tries to read each text column as numbers.",
            "The column is an amount and a few cells are blank or marks: read it as numbers.",
            "The numbers are codes, such as postal codes: keep them as categories.",
        ),
        look=look,
    )
)
