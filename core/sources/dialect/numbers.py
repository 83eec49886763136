"""Turn texts such as "1.234,5", "$3" and "12 %" into numbers, all of a column or none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.sources.dialect.cells import CURRENCY, SOFT_MISSING
from core.sources.dialect.flags import NOTHING, unflagged, without_flag
from core.text import cells, listed

_PLAIN = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?(?:[iI]nf(?:inity)?|INF)"
_IS_PLAIN = re.compile(_PLAIN)
SHORT = 10_000
"""So many texts are looked at one by one: for a few, the way through Arrow costs more."""
_CODES = (
    "EUR|USD|GBP|CHF|JPY|CNY|INR|AUD|CAD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|ZAR"
    r"|Rs\.?|kr\.?|zł|Kč|Ft|руб\.?|р\.|грн\.?"
)
_SIGN = re.compile(rf"R\$|[{CURRENCY}]|(?<![^\W\d_])(?:{_CODES})(?![^\W\d_])")
_GAPS = "\u00a0\u202f\u2009 "
_NARROW = str.maketrans("\u2212\u2013￥￦", "--¥₩")
_GROUP_MARKS = {"guess": f"{_GAPS}'\u2019", " ": _GAPS, "'": "'\u2019"}
LONG_DIGITS = 16
TAKEN_OFF = "taken off"
DOUBT, COMMAS, GROUPED = "Could be thousands", "Decimal commas were read", "Thousands marks"
_DOUBTFUL = 3
_PROBE = 5
_LETTER = re.compile(r"[A-Za-z](?<![eEiInNfFtTyY])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]|$)")
_NOTHING = re.compile(NOTHING)
_TOO_LONG = "Numbers too long to calculate with stay text"


@dataclass(frozen=True)
class Numbers:
    """Parsed numbers (NaN for soft missing ones) and what had to be done."""

    values: npt.NDArray[np.float64]
    whole: bool
    notes: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()


@dataclass(frozen=True)
class Marks:
    """The decimal mark, and the marks that may stand between groups of digits."""

    decimal: str
    groups: str

    @classmethod
    def of(cls, decimal: str, thousands: str) -> Marks:
        """Return the marks for a setting: any that fit the decimal mark for `guess`."""
        groups = _GROUP_MARKS.get(thousands, thousands)
        if thousands == "guess":
            groups += "," if decimal == "." else "."
        return cls(decimal, groups.replace(decimal, ""))


def to_numbers(
    texts: pd.Series, decimal: str, thousands: str = "guess", keep_signs: bool = False
) -> Numbers | str:
    """Parse stripped, distinct, non-missing texts; a reason (or "") when they are not numbers."""
    soft = texts.isin(SOFT_MISSING) | texts.str.fullmatch(rf"\*+|\.+|{NOTHING}")
    hard = texts[~soft]
    if hard.empty:
        return ""
    if codes := _codes(hard, decimal, thousands):
        return codes
    parsed = _parse(hard, decimal, thousands)
    if parsed is None and not keep_signs:
        parsed = _parse_unflagged(hard, decimal, thousands)
    if parsed is None:
        return ""
    if isinstance(parsed, str):
        return parsed
    values, notes = parsed
    if keep_signs and any(note.endswith(TAKEN_OFF) for note in notes):
        return "Signs of currency or percent were kept, so these stay text"
    if _loses_digits(hard, values):
        return _TOO_LONG
    result = np.full(len(texts), np.nan)
    result[~soft.to_numpy()] = values
    found = tuple(texts[soft])
    whole = bool(hard.str.fullmatch(rf"[-+\u2212]?[\d.,'\u2019{_GAPS}]+-?").all()) and _whole(
        values
    )
    whole = whole and not (hard.str.contains(r"\.\d*$").any() and not notes)
    return Numbers(result, whole, notes, found)


def _codes(texts: pd.Series, decimal: str, thousands: str) -> str:
    """Return why texts of digits are codes rather than numbers, "" when they are none."""
    if texts.str.fullmatch(r"-?0\d+").any() and _parse(texts, decimal, thousands) is not None:
        return "Leading zeros were kept, so these stay text"
    whole = texts.str.fullmatch(r"-?\d+").all()
    if whole and texts.str.fullmatch(rf"-?\d{{{LONG_DIGITS},}}").any():
        return _TOO_LONG
    if _are_phones(texts):
        return "A plus before every number was kept, so these stay text"
    return ""


def _are_phones(texts: pd.Series) -> bool:
    """Say whether texts are numbers to dial from abroad, of which the plus is a part."""
    if not texts.iloc[0].startswith("+"):
        return False
    return bool(texts.str.fullmatch(r"\+[1-9]\d{6,14}").all())


def are_words(texts: pd.Series) -> bool:
    """Tell at little cost that texts cannot all be numbers, as those of most other columns."""
    return any(map(_is_no_number, texts.iloc[:_PROBE]))


def _is_no_number(text: str) -> bool:
    """Tell that a text is a word or a day, and no mark of a gap among numbers."""
    if _DAY.match(text):
        return True
    if text in SOFT_MISSING or _NOTHING.fullmatch(text):
        return False
    bare = without_flag(_SIGN.sub("", text).strip())
    if _LETTER.search(bare):
        return True
    if bare == "-":
        return False
    if any(map(str.isdigit, text)) or "inf" in text.casefold():
        return False
    return text.strip("*") != "" and text.strip(".") != ""


def doubt(texts: Iterable[str], mark: str) -> str:
    """Return what makes a decimal mark doubtful: all numbers could be grouped by it.

    >>> doubt(["609.087", "3.755", "-12.001", "88"], ".")
    'Could be thousands (“609.087” as “609087”): if so, choose the decimal comma'
    >>> doubt(["609.087", "3.755", "12.001", "1088"], "."), doubt(["1.25", "3.755"], ".")
    ('', '')
    """
    grouped = re.compile(rf"[-+]?[1-9]\d{{0,2}}{re.escape(mark)}\d{{3}}")
    marked = {text: None for text in texts if mark in text}
    if len(marked) < _DOUBTFUL or not all(map(grouped.fullmatch, marked)):
        return ""
    if not all(mark in text or len(text.lstrip("-+")) <= 3 for text in texts):
        return ""
    first = next(iter(marked))
    both = f"{cells([first])} as {cells([first.replace(mark, '')])}"
    other = "comma" if mark == "." else "point"
    return f"{DOUBT} ({both}): if so, choose the decimal {other}"


def _loses_digits(texts: pd.Series, values: npt.NDArray[np.float64]) -> bool:
    """Say whether a large number has more digits than a number can hold, as long codes do."""
    large = texts[(np.abs(values) >= 10 ** (LONG_DIGITS - 1)) & np.isfinite(values)]
    digits = large[~large.str.contains("[eE]")].str.replace(r"\D", "", regex=True)
    return bool((digits.str.strip("0").str.len() >= LONG_DIGITS).any())


def share_of_numbers(texts: pd.Series) -> float:
    """Return the share of texts that are plain numbers."""
    if not len(texts):
        return 0.0
    if len(texts) > SHORT:
        return float(texts.str.fullmatch(_PLAIN).mean())
    return sum(_IS_PLAIN.fullmatch(text) is not None for text in texts.tolist()) / len(texts)


def _whole(values: npt.NDArray[np.float64]) -> bool:
    known = values[~np.isnan(values)]
    return bool(np.all(np.abs(known) < 2**53) and np.all(known == np.floor(known)))


def _parse(
    texts: pd.Series, decimal: str, thousands: str
) -> tuple[npt.NDArray[np.float64], tuple[str, ...]] | str | None:
    plain = texts.str.fullmatch(_PLAIN)
    dots_group = decimal == "," and thousands in ("guess", ".")
    if plain.all() and not (dots_group and _dots_group(texts)):
        return pd.to_numeric(texts).to_numpy(dtype="float64"), ()
    other = ("," if decimal == "." else ".",) if thousands == "guess" else ()
    for mark in (decimal, *other):
        attempt = _decorated(texts, Marks.of(mark, thousands))
        if attempt is not None:
            return attempt
    return None


def _parse_unflagged(
    texts: pd.Series, decimal: str, thousands: str
) -> tuple[npt.NDArray[np.float64], tuple[str, ...]] | None:
    found = unflagged(texts)
    parsed = None if found is None else _parse(found.texts, decimal, thousands)
    if found is None or parsed is None or isinstance(parsed, str):
        return None
    values, notes = parsed
    return values, (*notes, f"Marks behind numbers ({listed(found.flags)}) were {TAKEN_OFF}")


def _dots_group(texts: pd.Series) -> bool:
    """Say whether every dot stands before groups of three digits, as in 1.234."""
    dotted = texts[texts.str.contains(".", regex=False)]
    if dotted.empty:
        return False
    return bool(dotted.str.fullmatch(r"[-+]?[1-9]\d{0,2}(?:\.\d{3})+").all())


def _decorated(
    texts: pd.Series, marks: Marks
) -> tuple[npt.NDArray[np.float64], tuple[str, ...]] | str | None:
    values = np.empty(len(texts))
    signs: set[str] = set()
    seen: set[str] = set()
    percents = 0
    for position, text in enumerate(texts):
        body, negative = _bare(text.translate(_NARROW))
        seen.update({"brackets"} if negative else ())
        found = _SIGN.findall(body)
        signs.update(found)
        percents += body.endswith("%")
        body = _SIGN.sub("", body).removesuffix("%").strip() if found or "%" in body else body
        if found and body == "-":
            seen.add("dash")
            body = "0"
        if found and not negative:
            body, negative = _bare(body)
            seen.update({"brackets"} if negative else ())
        body, minus, behind = _signed(body)
        seen.update({"behind"} if behind else ())
        number = _number(body, marks)
        if number is None:
            return None
        if not body.replace(marks.decimal, "", 1).isdigit():
            seen.add("groups")
        values[position] = -number if negative != minus else number
    if len(signs) > 1:
        return f"Kept as text because of several currency signs: {' and '.join(sorted(signs))}"
    if percents and percents < len(texts):
        return "Kept as text because only some cells have a percent sign"
    if marks.decimal == "," and any("," in text for text in texts):
        seen.add("commas")
    return values, tuple(_done(signs, percents, seen))


def _done(signs: set[str], percents: int, seen: set[str]) -> list[str]:
    notes = [f"The currency sign {next(iter(signs))} was {TAKEN_OFF}"] if signs else []
    if percents:
        notes.append(f"Percent signs (12 % becomes 12) were {TAKEN_OFF}")
    if "commas" in seen:
        notes.append(f"{COMMAS} (1,5 is one and a half)")
    if "brackets" in seen:
        notes.append("Numbers in brackets were read as negative")
    if "behind" in seen:
        notes.append("A minus behind a number was read as its sign")
    if "dash" in seen:
        notes.append("A dash beside a currency sign was read as 0, which spreadsheets show so")
    if "groups" in seen and not signs:
        notes.append(f"{GROUPED} were taken out")
    return notes


def _signed(body: str) -> tuple[str, bool, bool]:
    """Take a sign off, before or (as bookkeepers write) behind; say whether it is a minus."""
    if body[:1] in ("-", "+"):
        return body[1:].strip(), body[0] == "-", False
    if len(body) > 1 and body[-1] == "-" and body[-2].isdigit():
        return body[:-1].strip(), True, True
    return body, False, False


def _bare(text: str) -> tuple[str, bool]:
    """Take bookkeepers' brackets off: (5) is -5."""
    if text.startswith("(") and text.endswith(")") and len(text) > 2:
        return text[1:-1].strip(), True
    return text, False


def _number(body: str, marks: Marks) -> float | None:
    if not body or not body.isascii() and not any(gap in body for gap in _GAPS + "\u2019"):
        return None
    whole, dot, rest = body.partition(marks.decimal)
    if not whole.isdigit():
        if not whole and rest:
            whole = "0"
        elif (whole := _ungrouped(whole, marks.groups)) == "":
            return float(body) if re.fullmatch(_PLAIN, body) and marks.decimal == "." else None
    if dot and rest and not rest.isdigit():
        return float(body) if re.fullmatch(_PLAIN, body) and marks.decimal == "." else None
    return float(f"{whole}.{rest or '0'}") if whole.isascii() and rest.isascii() else None


def _ungrouped(whole: str, marks: str) -> str:
    """Return the digits without marks between groups, empty when they are not groups.

    Groups have three digits; in India those above the last have two, as in 12,34,567.
    """
    group = next((char for char in whole if not char.isdigit()), "")
    if not group or group not in marks:
        return ""
    mark = rf"[{_GAPS}]" if group in _GAPS else re.escape(group)
    western, indian = rf"\d{{1,3}}(?:{mark}\d{{3}})+", rf"\d{{1,2}}(?:{mark}\d{{2}})+{mark}\d{{3}}"
    if not re.fullmatch(f"{western}|{indian}", whole):
        return ""
    return re.sub(r"\D", "", whole)
