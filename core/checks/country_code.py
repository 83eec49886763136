"""Country codes in which "NA" may have been read as missing."""

from __future__ import annotations

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import features_of_kind
from core.teaching import Teaching
from core.text import count, listed, percent, shown

_SURE = frozenset(("AU", "BR", "CN", "ES", "FR", "GB", "IT", "JP", "NO", "PL", "ZA"))
MIN_CODES = 3


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
        consequence="“NA” in a file is usually read as missing, so Namibia is lost. Read the "
        "file again with “NA” as text if it occurs.",
        columns=found,
        page="data",
    )


def _suspicious(view: View, column: str) -> bool:
    values = view.frame[column]
    if not values.isna().any():
        return False
    codes = {str(code) for code in values.dropna().unique()}
    alike = sum(len(code) == 2 and code.isalpha() and code.isupper() for code in codes)
    return "NA" not in codes and len(codes & _SURE) >= MIN_CODES and alike >= 0.9 * len(codes)


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
