"""The names of months in the languages that tables are often written in."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

WORD = r"[^\W\d_]{3,12}"
_DAYS = (
    *("mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so"),
    *("lun", "mar", "mer", "jeu", "ven", "sam", "dim", "jue", "vie", "sab", "sáb", "gio", "dom"),
    *("seg", "ter", "qua", "qui", "sex", "ma", "wo", "vr", "za", "zo"),
    *("mån", "tis", "ons", "tor", "lör", "sön"),
)
WEEKDAY = rf"(?:(?i:{'|'.join(_DAYS)})[^\W\d_]*(?:-feira)?\.?,? )?"
"""The name of a weekday before a date that names its month, whole or shortened."""
BETWEEN = r"\.?[-/ .]+(?:de )?"
"""What stands between the parts of a date that names its month: 5 de mayo de 2024."""
_WEEKDAY, _BEGIN_DAYS = re.compile(WEEKDAY), frozenset(day[:2] for day in _DAYS)
_NAMED = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th|er)?{BETWEEN}({WORD})(?:\.?,? de |\.?[-/ ,.]+)\d{{2,4}}"
    rf"|\d{{1,2}}({WORD})\d{{4}}(?!\d)"
    rf"|({WORD})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}",
    re.IGNORECASE,
)


def month_names() -> tuple[str, ...]:
    """Return the months of one language each, in small letters without accents."""
    return (
        "january february march april may june july august september october november december",
        "januar februar marz april mai juni juli august september oktober november dezember",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
        "dicembre",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
        "januari februari mars april maj juni juli augusti september oktober november december",
    )


def month_numbers() -> dict[str, int]:
    """Return every beginning of a name, from three letters on, that means one month only."""
    found: dict[str, set[int]] = {}
    for names in month_names():
        for number, name in enumerate(names.split(), start=1):
            for size in range(3, len(name) + 1):
                found.setdefault(name[:size], set()).add(number)
    other = {"sept": 9, "mrz": 3, "mrt": 3, "maerz": 3, "jaenner": 1, "janner": 1, "feber": 2}
    return {word: numbers.pop() for word, numbers in found.items() if len(numbers) == 1} | other


def plain_letters(word: str) -> str:
    """Return a word in small letters without accents."""
    import unicodedata

    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def months_in_english(texts: pd.Series, full: bool = False) -> pd.Series:
    """Write the names of months, whole or shortened, as Jan to Dec or as January to December."""
    numbers = month_numbers()
    english = [name.capitalize() for name in month_names()[0].split()]

    def written(word: str) -> str:
        number = numbers.get(plain_letters(word.removesuffix(".")))
        return word if number is None else english[number - 1][: None if full else 3]

    return texts.str.replace(r"[^\W\d_]{3,12}\.?", lambda found: written(found[0]), regex=True)


def month_of(word: str) -> int | None:
    """Return the number of a month by its name or the beginning of it, None for other words.

    >>> [month_of(word) for word in ("Mar", "März", "août", "juil", "jui", "dic", "mars", "foo")]
    [3, 3, 8, 7, None, 12, 3, None]
    """
    return _numbers().get(plain_letters(word))


def names_month(text: str) -> re.Match[str] | None:
    """Return the beginning of a text that is a date with the name of a month, else None."""
    found = _NAMED.match(text)
    if found is None and text[:2].lower() in _BEGIN_DAYS and (led := _WEEKDAY.match(text)):
        found = _NAMED.match(text, led.end())
    if found is None or month_of(found[found.lastindex or 0]) is None:
        return None
    return found


@cache
def _numbers() -> dict[str, int]:
    return month_numbers()
