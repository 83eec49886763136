"""Columns that say the same in other words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Finding, View
from core.checks.coverage import columns_that, leave_out
from core.teaching import Teaching
from core.text import count, shown

if TYPE_CHECKING:
    import pandas as pd

CODED_SHARE = 0.5
FIRST = 40


def look(view: View) -> Finding | None:
    """Report feature columns that repeat an earlier one, value for value or code for code."""
    twins = twins_of(view)
    if not twins:
        return None
    pairs = [f"'{shown(later)}' repeats '{shown(first)}'" for later, first in twins.items()]
    return Finding(
        code="identical_columns",
        severity="advice",
        title=f"{columns_that(twins, 'repeats', 'repeat')} another one",
        evidence="; ".join(pairs[:2])
        + (f", and {count(len(pairs) - 2, 'more column')}" if len(pairs) > 2 else "")
        + ": each value of one goes with one value of the other.",
        consequence="The second copy adds nothing, and it splits the importance of the first.",
        columns=tuple(twins),
        fixes=(leave_out(twins, "Keep the first of each pair"),),
        page="clean",
        safe=True,
    )


def twins_of(view: View) -> dict[str, str]:
    """Return each repeated feature column with the earlier one that it repeats."""
    known: dict[bytes, str] = {}
    twins = {}
    looks = _looks(view)
    alike = Counter(looks.values())
    for name, seen in looks.items():
        mark = _mark(view.frame[name]) if alike[seen] > 1 else None
        if mark is not None and mark in known:
            twins[name] = known[mark]
        elif mark is not None:
            known[mark] = name
    return twins


def _looks(view: View) -> dict[str, tuple[object, ...]]:
    """Return what columns that equal or code each other have in common, and few others."""
    first = view.frame[list(view.features())].head(FIRST)
    looks: dict[str, tuple[object, ...]] = {}
    for name, values in first.items():
        figures = view.figures.get(str(name))
        if figures is not None and figures.distinct > CODED_SHARE * len(view.frame):
            looks[str(name)] = (figures.known, figures.distinct, figures.low, figures.high)
        else:
            places: dict[object, int] = {}
            cells = zip(values.tolist(), values.isna().tolist(), strict=True)
            codes = (-1 if gap else places.setdefault(cell, len(places)) for cell, gap in cells)
            looks[str(name)] = tuple(codes)
    return looks


def _mark(values: pd.Series) -> bytes | None:
    """Return a hash that equals for equal columns, and for columns that code the same."""
    import hashlib

    import pandas as pd

    codes, distinct = pd.factorize(values)
    if len(distinct) < 2:
        return None
    if len(distinct) > CODED_SHARE * len(values):
        hashed = pd.util.hash_pandas_object(values, index=False).to_numpy()
        return hashlib.sha256(b"values" + hashed.tobytes()).digest()
    return hashlib.sha256(codes.astype("int64").tobytes()).digest()


IDENTICAL_COLUMNS = CHECKS.add(
    Check(
        name="identical_columns",
        label="Repeated columns",
        teaching=Teaching(
            "Finds columns that are equal, and columns that code the same thing, such as a "
            "name and its number.",
            "Keeping one of them loses nothing.",
            "The two will differ in future rows: keep the one that is filled in reliably.",
        ),
        look=look,
    )
)
