"""The names of months in the languages that tables are often written in."""

from __future__ import annotations

import re
import unicodedata

_FULL = (
    "january february march april may june july august september october november december",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari mars april maj juni juli augusti september oktober november december",
)
_OTHER = {"sept": 9, "mrz": 3, "mrt": 3, "maerz": 3, "jaenner": 1, "janner": 1, "feber": 2}
_SHORTEST = 3
WORD = r"[^\W\d_]{3,12}"
BETWEEN = r"\.?[-/ .]+(?:de )?"
"""What stands between the parts of a date that names its month: 5 de mayo de 2024."""
_NAMED = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th|er)?{BETWEEN}({WORD})(?:\.?,? de |\.?[-/ ,.]+)\d{{2,4}}"
    rf"|({WORD})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}",
    re.IGNORECASE,
)


def month_of(word: str) -> int | None:
    """Return the number of a month by its name or the beginning of it, None for other words.

    >>> [month_of(word) for word in ("Mar", "März", "août", "juil", "jui", "dic", "mars", "foo")]
    [3, 3, 8, 7, None, 12, 3, None]
    """
    return _MONTHS.get(_plain(word))


def names_month(text: str) -> re.Match[str] | None:
    """Return the beginning of a text that is a date with the name of a month, else None."""
    found = _NAMED.match(text)
    if found is None or month_of(found.group(1) or found.group(2)) is None:
        return None
    return found


def _plain(word: str) -> str:
    """Return a word in small letters without accents."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _beginnings() -> dict[str, int]:
    """Return every beginning of a name that means one month only."""
    found: dict[str, set[int]] = {}
    for names in _FULL:
        for number, name in enumerate(names.split(), start=1):
            for size in range(_SHORTEST, len(name) + 1):
                found.setdefault(name[:size], set()).add(number)
    return {word: numbers.pop() for word, numbers in found.items() if len(numbers) == 1} | _OTHER


_MONTHS = _beginnings()
