"""Values such as -1, 9999 or "?" that stand for a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.checks import CHECKS, Check, Finding, Fix, View
from core.checks.coverage import features_of_kind
from core.teaching import Teaching
from core.text import count, shown

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = (-9999.0, -999.0, -99.0, -9.0, -1.0, 999.0, 9999.0, 99999.0, 999999.0)
WORDS = frozenset(("?", "-", "--", ".", "n/a", "na", "null", "nil", "missing", "#n/a", "nan"))
NAMES = 50  # different values from which on a column holds names or titles
OFTEN = 5  # times the rows of a usual value, as a stand-in among names has
MIN_SHARE = 0.005
MIN_DISTINCT = 10


def look(view: View) -> Finding | None:
    """Report features in which one value looks like a stand-in for a gap."""
    found = disguises(view)
    if not found:
        return None
    first, value = next(iter(found.items()))
    rows = int((view.frame[first].astype("str") == value).sum()) or _rows(view.frame[first], value)
    values = sorted(set(found.values()))
    step = {"step": "treat_as_missing", "columns": list(found), "values": values}
    return Finding(
        code="disguised_missing",
        severity="warning",
        title=f"{count(len(found), 'column')} may hide gaps behind a value",
        evidence=f"'{shown(first)}' is '{shown(value)}' in {count(rows, 'row')}, unlike its "
        "other values.",
        consequence="A model takes the stand-in for a real value, and means and scales shift.",
        columns=tuple(found),
        fixes=(Fix("Treat as missing", steps=(step,)),),
        page="clean",
    )


def disguises(view: View) -> dict[str, str]:
    """Return the stand-in value of each suspicious feature column, as text."""
    found = {}
    for name, figures in view.figures.items():
        is_likely = figures.low in NUMBERS or figures.high in NUMBERS
        value = _odd_number(view.frame[name]) if is_likely else None
        if value is not None:
            found[name] = f"{value:g}"
    for name in features_of_kind(view, "category", "text"):
        words = stand_ins(view.frame[name])
        if words:
            found[name] = str(words[0])
    return found


def stand_ins(values: pd.Series) -> list[str]:
    """Return the words that stand for a gap; among names, plain ones only where they are frequent.

    'Missing' is also a film, and 'Null' a family.
    """
    sizes = values.value_counts()
    found = [word for word in values.dropna().unique() if word.strip().lower() in WORDS]
    if len(sizes) <= NAMES:
        return found
    least = OFTEN * sizes.median()
    return [word for word in found if not word.strip().isalpha() or sizes[word] >= least]


def _odd_number(values: pd.Series) -> float | None:
    """Return a usual stand-in that is frequent and lies outside all other values."""
    known = values.dropna()
    if known.nunique() < MIN_DISTINCT:
        return None
    for value in (float(known.min()), float(known.max())):
        if value not in NUMBERS or (known == value).mean() < MIN_SHARE:
            continue
        rest = known[known != value]
        if value == -1 and rest.min() >= 0:
            return value
        if value != -1 and _far(value, rest):
            return value
    return None


def _far(value: float, rest: pd.Series) -> bool:
    nearest = rest.min() if value < 0 else rest.max()
    crosses = value < 0 <= rest.min()
    return bool(crosses or abs(value - nearest) > (rest.max() - rest.min()))


def _rows(values: pd.Series, value: str) -> int:
    return int((values == float(value)).sum()) if values.dtype.kind in "iuf" else 0


DISGUISED_MISSING = CHECKS.add(
    Check(
        name="disguised_missing",
        label="Hidden gaps",
        teaching=Teaching(
            "Looks for frequent values such as -1, 999, 9999 or “?” that lie apart from the rest.",
            "The value means “not known”: treat it as missing.",
            "The value is real, such as a balance of -1: leave it.",
        ),
        look=look,
    )
)
