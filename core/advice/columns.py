"""What each column seems to be, how sure that is, and the kind and role that would fit better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.meaning import Meaning, meanings_of
from core.table import MAX_CATEGORIES
from core.text import count, percent

if TYPE_CHECKING:
    import pandas as pd

CODES = 10
MOSTLY_MISSING = 0.95


class Facts(Protocol):
    """The figures of a column that a guess rests on."""

    @property
    def distinct(self) -> int:
        """Number of different values."""

    @property
    def rows(self) -> int:
        """Number of rows."""

    @property
    def missing_share(self) -> float:
        """Share of rows without a value."""


@dataclass(frozen=True)
class ColumnGuess:
    """What a column seems to be.

    means       the meaning in words, '' where the kind says it all
    sure        sure, likely or unsure
    reason      one sentence with the numbers behind it
    kind, role  what would fit better; '' where nothing is proposed
    """

    means: str
    sure: str
    reason: str
    kind: str = ""
    role: str = ""


def column_guesses(
    frame: pd.DataFrame, kinds: Mapping[str, str], facts: Mapping[str, Facts]
) -> dict[str, ColumnGuess]:
    """Guess what every column is.

    >>> import pandas as pd
    >>> from types import SimpleNamespace
    >>> frame = pd.DataFrame({"key": [f"C{n}" for n in range(30)]})
    >>> facts = {"key": SimpleNamespace(distinct=30, rows=30, missing_share=0.0)}
    >>> guess = column_guesses(frame, {"key": "text"}, facts)["key"]
    >>> guess.role, guess.reason
    ('id', '30 different values in 30 rows: names a row.')
    """
    meanings = meanings_of(frame, kinds)
    return {
        name: _of_meaning(meanings[name], kinds[name])
        if name in meanings
        else _of_kind(kinds[name], facts[name])
        for name in kinds
    }


def _of_meaning(meaning: Meaning, kind: str) -> ColumnGuess:
    role = "ignore" if meaning.personal and meaning.name != "postcode" else ""
    role = {"id": "id", "uuid": "id", "constant": "ignore", "text": "ignore", "url": "ignore"}.get(
        meaning.name, role
    )
    wanted = {"date": "date", "birth_date": "date" if kind in ("category", "text") else ""}
    if kind == "number" and meaning.name in ("postcode", "phone", "national_id", "card"):
        wanted[meaning.name] = "category"
    fresh = wanted.get(meaning.name, "")
    if meaning.sure == "unsure":
        return ColumnGuess(meaning.label, meaning.sure, meaning.reason)
    return ColumnGuess(
        meaning.label, meaning.sure, meaning.reason, fresh if fresh != kind else "", role
    )


def _of_kind(kind: str, facts: Facts) -> ColumnGuess:
    different = count(facts.distinct, "different value")
    if facts.missing_share >= 1:
        return ColumnGuess("nothing", "sure", "No value at all.", role="ignore")
    if facts.missing_share >= MOSTLY_MISSING:
        share = percent(facts.missing_share)
        return ColumnGuess("", "unsure", f"{share} of the rows have no value to judge by.")
    if kind == "date":
        return ColumnGuess("dates", "sure", f"Read as dates, {different}.")
    if kind == "number":
        if 2 < facts.distinct <= CODES < facts.rows:
            return ColumnGuess("", "unsure", f"Only {different}: amounts, or codes of categories?")
        return ColumnGuess("", "sure", f"Numbers, {different}.")
    if kind == "category" and facts.distinct <= MAX_CATEGORIES:
        return ColumnGuess("", "sure", f"{different} in {count(facts.rows, 'row')}.")
    if kind == "category":
        return ColumnGuess("", "likely", f"{different}: many for a category.")
    return ColumnGuess("free text", "likely", f"{different}: hardly repeated.", role="ignore")
