"""Which columns of two tables are probably the same key."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.sources.joining.keys import as_text, codes_of
from core.sources.joining.ways import Alike
from core.table import broad_kind_of

if TYPE_CHECKING:
    import pandas as pd

MAX_PROPOSED = 5
MAX_PAIRS = 12
SAMPLE = 20_000
MIN_OVERLAP = 0.05
_WORDS = re.compile(r"[^a-z0-9]+")
_KEY_ENDINGS = ("id", "key", "code", "no", "nr", "number")


@dataclass(frozen=True)
class Proposal:
    """A key for both tables: shares of rows with a partner, and of different right keys."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    found: float
    unique: float
    alike: Alike = Alike()

    @property
    def points(self) -> float:
        """How good the key is: partners first, then one row for each key."""
        return self.found + self.unique - 0.05 * len(self.left)


def proposals(left: pd.DataFrame, right: pd.DataFrame) -> tuple[Proposal, ...]:
    """Return likely keys of up to three columns, the best first."""
    mine, other = _part(left), _part(right)
    pairs = sorted(_pairs(mine, other), key=lambda pair: -_closeness(*pair))[:MAX_PAIRS]
    singles = [made for pair in pairs if (made := _measured(mine, other, (pair,)))]
    found = [*singles]
    if not any(one.unique > 0.999 for one in singles):
        named = [pair for pair in pairs if _closeness(*pair) >= 1]
        for size in (2, 3):
            for several in itertools.combinations(named[:6], size):
                made = _measured(mine, other, several)
                if made and len({name for name, _ in several}) == size:
                    found.append(made)
    named_alike = {pair for pair in pairs if _closeness(*pair) >= 1}
    found.sort(key=lambda one: (-_rank(one, named_alike), len(one.left)))
    return tuple(found[:MAX_PROPOSED])


def _rank(one: Proposal, named_alike: set[tuple[str, str]]) -> float:
    pairs = zip(one.left, one.right, strict=True)
    return one.points + (0.5 if all(pair in named_alike for pair in pairs) else 0.0)


def _part(frame: pd.DataFrame) -> pd.DataFrame:
    return frame if len(frame) <= SAMPLE else frame.sample(SAMPLE, random_state=0)


def _pairs(left: pd.DataFrame, right: pd.DataFrame) -> list[tuple[str, str]]:
    """Return pairs of columns that may be a key: alike in name, or of texts that overlap."""
    usable = [[name for name in table.columns if _keyish(table[name])] for table in (left, right)]
    return [
        (mine, other)
        for mine in usable[0]
        for other in usable[1]
        if _closeness(mine, other) > 0 or _overlap(left[mine], right[other])
    ]


def _keyish(values: pd.Series) -> bool:
    if not values.notna().any() or values.nunique() < 2:
        return False
    return values.dtype.kind != "f" or bool((values.dropna() % 1 == 0).all())


def _closeness(mine: str, other: str) -> float:
    """Return 1 for the same name but for case and marks, less for a common ending.

    >>> _closeness("Customer ID", "customer_id"), _closeness("id", "customer_id")
    (1.0, 0.5)
    """
    one, two = (_WORDS.sub("", name.lower()) for name in (mine, other))
    if one == two:
        return 1.0
    if (one.endswith(two) or two.endswith(one)) and min(one, two, key=len).endswith(_KEY_ENDINGS):
        return 0.5
    return 0.0


def _overlap(mine: pd.Series, other: pd.Series) -> bool:
    kinds = {broad_kind_of(mine), broad_kind_of(other)}
    if kinds != {"category"}:
        return False
    few = set(as_text(mine.dropna().iloc[:200], Alike(True, True)))
    return len(few & set(as_text(other.dropna(), Alike(True, True)))) >= 0.5 * len(few)


def _measured(
    left: pd.DataFrame, right: pd.DataFrame, pairs: tuple[tuple[str, str], ...]
) -> Proposal | None:
    """Return how well a key fits, looked at loosely where that finds clearly more."""
    exact, loose = (_fit(left, right, pairs, alike) for alike in (Alike(), Alike(True, True)))
    best, alike = (loose, Alike(True, True)) if loose[0] > exact[0] + 0.02 else (exact, Alike())
    if best[0] < MIN_OVERLAP:
        return None
    names = tuple(zip(*pairs, strict=True))
    return Proposal(names[0], names[1], best[0], best[1], alike)


def _fit(
    left: pd.DataFrame, right: pd.DataFrame, pairs: tuple[tuple[str, str], ...], alike: Alike
) -> tuple[float, float]:
    import numpy as np

    codes = codes_of(left, right, pairs, alike)
    known = codes.right[codes.right >= 0]
    found = float((np.isin(codes.left, known) & (codes.left >= 0)).mean())
    return found, len(np.unique(known)) / len(known) if len(known) else 0.0
