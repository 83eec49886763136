"""Flags behind numbers, as offices of statistics and authors of tables set them: 12.3 p, 45*.

`p` is provisional, `e` estimated, `: c` no value as it is confidential; `*`, `†` and `[1]`
point at a footnote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

_OF_EUROSTAT = "bcdefinprsuz"
_LETTERS = f"[{_OF_EUROSTAT}]{{1,2}}"
_ENDS = frozenset(f"{_OF_EUROSTAT}*†‡]")
_FOOTNOTE = r"\s?(?:\*{1,3}|[†‡]|\[\w{1,2}\])"
_FLAGGED = re.compile(rf"(?P<number>.*\d)(?:{_FOOTNOTE}| (?P<letters>{_LETTERS}))")
NOTHING = rf": ?{_LETTERS}"
"""A missing value with a flag."""
_MOST_FLAGGED = 0.5
_SHORT = re.compile(r"[-+]?\d{1,4}")


@dataclass(frozen=True)
class Unflagged:
    """The texts without their flags, and the flags."""

    texts: pd.Series
    flags: tuple[str, ...]


def unflagged(texts: pd.Series) -> Unflagged | None:
    """Take flags off the numbers of a column; None where none or most have one.

    What stands behind every number is its unit. A letter behind a short whole number is no flag:
    12 b may be the number of a house.

    >>> found = unflagged(pd.Series(["10.2", "11.3 p", "4*", "5"]))
    >>> found.texts.tolist(), found.flags
    (['10.2', '11.3', '4', '5'], ('*', 'p'))
    >>> unflagged(pd.Series(["10", "12 b", "14"])), unflagged(pd.Series(["1.5 p", "2.5 p"]))
    (None, None)
    """
    bare: list[str] = []
    flags: list[str] = []
    for text in texts:
        ends = text[-1:] in _ENDS
        number = without_flag(text) if ends else text
        if ends:
            if number == text:
                return None
            flags.append(text[len(number) :].strip())
        bare.append(number)
    if not flags or len(flags) > _MOST_FLAGGED * len(texts):
        return None
    return Unflagged(pd.Series(bare, texts.index, dtype="str"), tuple(sorted(set(flags))))


def without_flag(text: str) -> str:
    """Return a text without the flag that it may have behind a number."""
    found = _FLAGGED.fullmatch(text)
    if found is None or (found["letters"] and _SHORT.fullmatch(found["number"])):
        return text
    return found["number"]
