"""Country codes in which "NA" may have been read as missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import features_of_kind, first_step
from core.teaching import Teaching
from core.text import count, listed, percent, shown

_SURE = frozenset(("AU", "BR", "CN", "ES", "FR", "GB", "IT", "JP", "NO", "PL", "ZA"))
MIN_CODES = 3
NAMIBIA = "NA"


def look(view: View) -> Finding | None:
    """Report columns of country codes with gaps and without Namibia."""
    found = tuple(n for n in features_of_kind(view, "category", "text") if _suspicious(view, n))
    if not found:
        return None
    share = float(view.frame[found[0]].isna().mean())
    rows = int(view.frame[found[0]].isna().sum())
    return Finding(
        code="country_code",
        severity="advice",
        title=f"Some gaps in {listed(found)} may mean Namibia",
        evidence=f"'{shown(found[0])}' holds country codes and is missing in "
        f"{count(rows, 'row')} ({percent(share, 1)}). The code of Namibia is “NA”.",
        consequence="“NA” in a file is usually read as missing, so Namibia is lost. If only some "
        "of the gaps are Namibia, take “NA” out of the texts for missing under “How it was read” "
        "instead.",
        columns=found,
        fixes=(Fix("Every gap is Namibia: fill with “NA”", steps=(_filled(found),)),),
        page="data",
    )


def _filled(columns: tuple[str, ...]) -> Mapping[str, Any]:
    return {"step": "impute_categories", "columns": list(columns), "word": NAMIBIA}


def _suspicious(view: View, column: str) -> bool:
    values = view.frame[column]
    filled = first_step(view, column, "impute_categories")
    if filled is not None and filled.get("word") == NAMIBIA:
        return False
    if not values.isna().any():
        return False
    codes = {str(code) for code in values.dropna().unique()}
    alike = sum(len(code) == 2 and code.isalpha() and code.isupper() for code in codes)
    return NAMIBIA not in codes and len(codes & _SURE) >= MIN_CODES and alike >= 0.9 * len(codes)


COUNTRY_CODE = CHECKS.add(
    Check(
        name="country_code",
        label="Namibia read as missing",
        teaching=Teaching(
            "Looks for columns of two-letter country codes with gaps and without “NA”.",
            "Rows from Namibia are possible: read the file again with “NA” as text.",
            "The gaps are real gaps: nothing is lost.",
        ),
        look=look,
    )
)
