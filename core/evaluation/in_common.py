"""What some rows have in common that others have not, told only where chance is ruled out.

Each number and date is compared by ranks (Mann and Whitney), each category by the share of
rows that have it. With many columns some differ by chance, so that all are held together to a
false discovery rate of 5 % that needs no independence (Benjamini and Yekutieli, 2001).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.table import broad_kind_of
from core.text import count, listed, number, percent, shown

FEWEST_ROWS = 20
MOST_ROWS = 4_000
MOST_COLUMNS = 300
MOST_VALUES, FEW_VALUES = 20, 5
FEWEST_EXPECTED = 5.0
FALSE_DISCOVERIES = 0.05
NOTABLE = 0.15
MOST_TOLD = 3


@dataclass(frozen=True)
class InCommon:
    """What was found: sentences about columns, the most striking first, and a note about it."""

    told: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class _Fact:
    column: str
    words: str
    effect: float
    chance: float


def in_common(
    rows: pd.DataFrame, others: pd.DataFrame, columns: Sequence[str], groups: Sequence[str] = ()
) -> InCommon:
    """Say which columns set rows apart from others, at most three, or why nothing is said.

    Each row counts as one case; where `groups` name rows that belong together, that is said.
    """
    if min(len(rows), len(others)) < FEWEST_ROWS:
        few = f"Too few rows to say what they have in common: it takes {FEWEST_ROWS} on each side."
        return InCommon((), few)
    parts = [part.sample(min(len(part), MOST_ROWS), random_state=0) for part in (rows, others)]
    facts = [fact for name in columns[:MOST_COLUMNS] for fact in _facts(name, *parts)]
    told = _most_striking(_beyond_chance(facts))
    compared = f"{count(min(len(columns), MOST_COLUMNS), 'column')} compared"
    samples = ", on random samples" if max(len(rows), len(others)) > MOST_ROWS else ""
    if not told:
        return InCommon((), f"No column clearly sets these rows apart ({compared}{samples}).")
    together = (
        f" Rows of the same {listed(groups)} count as separate cases, so that chance is ruled out "
        "less surely."
        if groups
        else ""
    )
    return InCommon(
        told, f"{compared}{samples}. What goes together need not be the cause.{together}"
    )


def _beyond_chance(facts: Sequence[_Fact]) -> list[_Fact]:
    from scipy import stats

    if not facts:
        return []
    held = stats.false_discovery_control([fact.chance for fact in facts], method="by")
    return [
        fact
        for fact, chance in zip(facts, held, strict=True)
        if chance <= FALSE_DISCOVERIES and fact.effect >= NOTABLE
    ]


def _most_striking(facts: Sequence[_Fact]) -> tuple[str, ...]:
    best: dict[str, _Fact] = {}
    for fact in sorted(facts, key=lambda fact: -fact.effect):
        best.setdefault(fact.column, fact)
    return tuple(fact.words for fact in list(best.values())[:MOST_TOLD])


def _facts(name: str, rows: pd.DataFrame, others: pd.DataFrame) -> Iterator[_Fact]:
    ours, theirs = rows[name], others[name]
    missing = (ours.isna().to_numpy(), theirs.isna().to_numpy())
    yield from _share(name, "missing", *missing)
    known = (ours[~missing[0]], theirs[~missing[1]])
    both = pd.concat(known)
    if broad_kind_of(ours) == "category" or both.nunique() <= FEW_VALUES:
        for value in both.value_counts().index[:MOST_VALUES]:
            has = ((ours == value).to_numpy(), (theirs == value).to_numpy())
            yield from _share(name, _told(value), *has)
    elif min(map(len, known)) >= FEWEST_ROWS:
        yield from _ranks(name, *known)


def _share(
    name: str, what: str, ours: NDArray[np.bool_], theirs: NDArray[np.bool_]
) -> Iterator[_Fact]:
    """Compare two shares by the normal approximation, where enough rows are expected for it."""
    sizes = (len(ours), len(theirs))
    overall = float(ours.sum() + theirs.sum()) / sum(sizes)
    if min(sizes) * min(overall, 1 - overall) < FEWEST_EXPECTED:
        return
    shares = (float(ours.mean()), float(theirs.mean()))
    spread = math.sqrt(overall * (1 - overall) * (1 / sizes[0] + 1 / sizes[1]))
    chance = math.erfc(abs(shares[0] - shares[1]) / spread / math.sqrt(2))
    told = [percent(share) for share in shares]
    words = f"{shown(name, 40)} is {what} in {told[0]} of them (of the others: {told[1]})"
    yield _Fact(name, words, abs(shares[0] - shares[1]), chance)


def _told(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return str(value).removesuffix(" 00:00:00")
    return f"{value:g}" if isinstance(value, int | float) else f"'{shown(value, 30)}'"


def _days(moments: Sequence[pd.Timestamp]) -> list[str]:
    """Return moments as days, with the time of day where the days are the same."""
    days = [f"{moment:%Y-%m-%d}" for moment in moments]
    return days if len(set(days)) > 1 else [f"{moment:%Y-%m-%d %H:%M}" for moment in moments]


def _ranks(name: str, ours: pd.Series, theirs: pd.Series) -> Iterator[_Fact]:
    from scipy import stats

    values = [part.to_numpy() for part in (ours, theirs)]
    dates = ours.dtype.kind == "M"
    numbers = [part.astype("int64" if dates else "float64") for part in values]
    above, chance = stats.mannwhitneyu(*numbers, method="asymptotic")
    lean = 2 * float(above) / (len(ours) * len(theirs)) - 1
    medians = [part.median() for part in (ours, theirs)]
    middles = _days(medians) if dates else [number(middle) for middle in medians]
    word = ("later" if lean > 0 else "earlier") if dates else ("higher" if lean > 0 else "lower")
    words = f"{shown(name, 40)} is {word}: median {middles[0]} (of the others: {middles[1]})"
    if math.isfinite(chance):
        yield _Fact(name, words, abs(lean), float(chance))
