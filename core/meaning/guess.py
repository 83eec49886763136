"""Guess what the values of a column mean, how sure the guess is, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.meaning import forms
from core.meaning.check_digits import is_card, is_iban, national_id
from core.meaning.countries import is_country
from core.meaning.kinds import MEANINGS
from core.meaning.words import said_by
from core.text import count, percent, shown

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

LOOKED_AT = 300
MOSTLY = 0.8
HALF = 0.5
FEW = 5
SPARSE = 0.02
LONGEST = 400
MIN_ROWS = 20
FREE_WORDS = 4
EXACT = 1e-6
DAY = 5  # digits of a day, month and short year


@dataclass(frozen=True)
class Meaning:
    """A meaning by its name in `MEANINGS`, how sure (sure, likely, unsure), and why."""

    name: str
    sure: str
    reason: str

    @property
    def label(self) -> str:
        """The words for it."""
        return MEANINGS[self.name].label

    @property
    def personal(self) -> bool:
        """Whether such values point at a person."""
        return MEANINGS[self.name].personal


# In this order: the first form that most values have is taken.
_CHECKED: Mapping[str, Callable[[str], bool]] = {
    "email": forms.is_email,
    "uuid": forms.is_uuid,
    "url": forms.is_url,
    "ip": forms.is_ip,
    "iban": is_iban,
    "card": is_card,
    "national_id": lambda text: bool(national_id(text)),
    "date": forms.is_date,
    "percentage": forms.is_percent,
    "currency": forms.is_money,
    "position": forms.is_pair_of_degrees,
    "phone": forms.is_phone,
    "address": forms.is_address,
    "country": is_country,
}
_LONG_ENOUGH = {
    "postcode": (100, 1e10, "whole numbers that are no amounts"),
    "phone": (1e6, 1e15, "numbers of the right length"),
    "birth_date": (1e7, 1e8, "numbers of eight digits"),
    "national_id": (1e6, 1e19, "long whole numbers"),
    "card": (1e12, 1e19, "long whole numbers"),
}
# Told by their form even where only some cells hold them; without the trace, in capitals, none can.
_HIDDEN = {
    "email": re.compile(r"@"),
    "iban": re.compile(r"[A-Z]-*\d-*\d(?:-*[A-Z\d]){11}"),
    "card": re.compile(r"[3-6](?:-*\d){12}"),
}
_SAID = "The name of the column says so"


def meaning_of(values: pd.Series, name: str, kind: str) -> Meaning | None:
    """Return what a column means, None where its kind says it all.

    At most 300 different values are looked at, spread over the rows.
    """
    if kind == "date":
        return _of_dates(name)
    if kind == "number":
        return _of_numbers(values.to_numpy(dtype="float64"), name)
    known = values.dropna()
    if not len(known):
        return None
    cells = _cells(known)
    found = _by_form(cells, name) or _by_name(cells, name)
    return found or _within(known) or _plain(known, cells)


def meanings_of(frame: pd.DataFrame, kinds: Mapping[str, str]) -> dict[str, Meaning]:
    """Return the meaning of each column that has one worth telling."""
    found = {str(name): meaning_of(frame[name], str(name), kinds[str(name)]) for name in frame}
    return {name: meaning for name, meaning in found.items() if meaning is not None}


def _cells(known: pd.Series) -> list[str]:
    distinct = known.iloc[: LOOKED_AT * 20].unique()
    step = max(len(distinct) // LOOKED_AT, 1)
    return [str(cell).strip()[:LONGEST] for cell in distinct[::step][:LOOKED_AT].tolist()]


def _by_form(cells: list[str], name: str) -> Meaning | None:
    said = said_by(name)
    for meaning, check in _CHECKED.items():
        named = said == meaning
        hits = _hits(check, cells, HALF if named else MOSTLY)
        share = hits / len(cells)
        if share >= MOSTLY and (len(cells) >= FEW or named):
            sure = "sure" if share >= 0.95 or named else "likely"
            if meaning == "date" and said == "birth_date":
                return Meaning("birth_date", sure, _why(hits, len(cells), "dates"))
            return Meaning(meaning, sure, _why(hits, len(cells), MEANINGS[meaning].label))
        if named and share >= HALF:
            return Meaning(meaning, "likely", _why(hits, len(cells), MEANINGS[meaning].label))
    return None


def _hits(check: Callable[[str], bool], cells: list[str], least: float) -> int:
    """Count the cells of a form; 0 as soon as they can no longer be the least share of all."""
    misses = 0
    for cell in cells:
        if not check(cell):
            misses += 1
            if (len(cells) - misses) / len(cells) < least:
                return 0
    return len(cells) - misses


def _why(hits: int, cells: int, what: str) -> str:
    if cells == 1:
        return f"The only value has the form of {what}."
    share = percent(hits / cells)
    return f"{share} of {count(cells, 'different value')} have the form of {what}."


def _by_name(cells: list[str], name: str) -> Meaning | None:
    said = said_by(name)
    if said == "person" and _like_names(cells):
        return Meaning("person", "likely", f"{_SAID}, and the values look like names.")
    if said == "address" and _mostly(cells, lambda t: " " in t and any(c.isalpha() for c in t)):
        return Meaning("address", "likely", f"{_SAID}.")
    if said == "phone" and _mostly(cells, lambda t: 7 <= sum(c.isdigit() for c in t) <= 15):
        return Meaning("phone", "likely", f"{_SAID}, and the values have 7 to 15 digits.")
    if said == "postcode" and _mostly(cells, lambda t: 3 <= len(t) <= 10 and _has_digit(t)):
        return Meaning("postcode", "likely", f"{_SAID}.")
    if said == "birth_date" and _mostly(cells, lambda t: sum(c.isdigit() for c in t) >= DAY):
        return Meaning("birth_date", "likely", f"{_SAID}.")
    if said in ("national_id", "iban", "card") and _mostly(cells, _has_digit) and len(cells) >= FEW:
        return Meaning(said, "likely", f"{_SAID}.")
    return None


def _like_names(cells: list[str]) -> bool:
    """Tell whether texts could be names of people: letters, a few words, most different."""
    fit = _mostly(
        cells,
        lambda t: (
            2 <= len(t) <= 90
            and t[0].isalpha()
            and t[0].isupper()
            and sum(c.isdigit() for c in t) <= 1
            and len(t.split()) <= 12
        ),
    )
    return fit and len(cells) >= FEW


def _within(known: pd.Series) -> Meaning | None:
    """Find addresses and numbers of people that stand inside some cells of a text column."""
    cells = [str(cell)[:LONGEST] for cell in known.iloc[: LOOKED_AT * 2].tolist()]
    times_of = Counter(cells)
    capitals = "\n".join(times_of).upper()
    hidden = [meaning for meaning, trace in _HIDDEN.items() if trace.search(capitals)]
    sizes = [(cell.split(), times) for cell, times in times_of.items()] if hidden else []
    for meaning in hidden:
        check, fewest = _CHECKED[meaning], 1 if meaning == "email" else 2
        hits = sum(
            times
            for words, times in sizes
            if len(words) >= fewest and any(check(word.strip(".,;:()<>")) for word in words)
        )
        if hits and hits >= SPARSE * len(cells):
            what = MEANINGS[meaning].label
            why = f"{count(hits, 'cell')} of {len(cells):,} looked at hold {what}."
            return Meaning(meaning, "unsure", why)
    return None


def _plain(known: pd.Series, cells: list[str]) -> Meaning | None:
    distinct = int(known.nunique())
    if distinct == 1 and len(known) > 1:
        return Meaning("constant", "sure", f"Only '{shown(cells[0], 30)}' in every row.")
    if {cell.lower() for cell in cells} <= _FLAGS and distinct == 2:
        return Meaning("flag", "sure", f"Two values: '{shown(cells[0])}' and '{shown(cells[1])}'.")
    if distinct == len(known) >= MIN_ROWS:
        words = sum(len(cell.split()) for cell in cells) / len(cells)
        if words < FREE_WORDS:
            rows = count(len(known), "row")
            why = f"{count(distinct, 'different value')} in {rows}: names a row."
            return Meaning("id", "sure", why)
    words = sum(len(cell.split()) for cell in cells) / len(cells)
    if words >= FREE_WORDS and distinct > HALF * len(known):
        return Meaning("text", "likely", f"{words:.0f} words on average, hardly repeated.")
    return None


_FLAGS = frozenset(
    ("yes", "no", "true", "false", "y", "n", "t", "f", "ja", "nein", "oui", "non", "si", "0", "1")
)


def _of_dates(name: str) -> Meaning | None:
    if said_by(name) != "birth_date":
        return None
    return Meaning("birth_date", "sure", "Dates, and the name of the column says so.")


def _of_numbers(values: NDArray[np.float64], name: str) -> Meaning | None:
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = float(known.min()), float(known.max())
    if low == high and len(known) > 1:
        return Meaning("constant", "sure", f"Only {low:,.10g} in every row.")
    said = said_by(name)
    some = known[:LOOKED_AT]
    edge = {"latitude": 90.0, "longitude": 180.0}.get(said)
    if (some % 1 == 0).all():
        return _of_whole_numbers(known, said, high) if edge is None else None
    if edge is not None and -edge <= low and high <= edge:
        exact = np.abs(some * 1000 - np.rint(some * 1000)) > EXACT
        where = "position" if exact.mean() > HALF else "coordinate"
        return Meaning(where, "sure", f"Degrees from {low:,.4g} to {high:,.4g}.")
    return None


def _of_whole_numbers(known: NDArray[np.float64], said: str, high: float) -> Meaning | None:
    for meaning, (low, most, why) in _LONG_ENOUGH.items():
        if said == meaning and low <= high < most:
            return Meaning(meaning, "likely", f"{_SAID}: {why}.")
    if high < 1e8 or high > 1e15:
        return None
    cells = [str(int(cell)) for cell in np.unique(known[: LOOKED_AT * 20])[:LOOKED_AT]]
    for meaning in ("card", "national_id"):
        hits = sum(map(_CHECKED[meaning], cells))
        if len(cells) >= 10 and hits >= 0.95 * len(cells):
            what = f"{MEANINGS[meaning].label} with the right check digit"
            return Meaning(meaning, "sure", _why(hits, len(cells), what))
    return None


def _mostly(cells: list[str], test: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(bool(cell) and test(cell) for cell in cells) >= MOSTLY * len(cells)


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)
