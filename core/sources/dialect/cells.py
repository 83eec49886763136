"""What a single cell looks like: a number, a date, a time, empty, or text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.months import names_month
from core.sources.dialect.clock import HALF, ZONE

MISSING = (
    *("", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "Null", "<NA>", "#N/A", "?", "\\N"),
    *("#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"),
)
"""Texts that mean "no value" everywhere, unless the person changes the list."""

SOFT_MISSING = frozenset(
    ("-", "--", "---", "–", "—", "−", ".", "..", "...", "…", ":", "none", "None", "NONE", "na")
    + ("NAN", "N.A.", "n.a.", "N/D", "n/d", "missing", "nil", "no data", "No data", "(null)")
    + ("#NV", "#WERT!", "#BEZUG!", "#ZAHL!", "#ÜBERLAUF!")  # German Excel
    + ("#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!")  # French
    + ("#¡VALOR!", "#¡REF!", "#¿NOMBRE?", "#¡NUM!", "#¡DIV/0!", "#¡NULO!")  # Spanish
    + ("#N/D", "#VALORE!", "#RIF!", "#NOME?", "#NULLO!")  # Italian
    + ("#VALOR!", "#NÚM!", "#NULO!")  # Portuguese
    + ("#N/B", "#WAARDE!", "#VERW!", "#NAAM?", "#GETAL!", "#DEEL/0!", "#LEEG!")  # Dutch
    + ("#SPILL!", "#CALC!")
)
"""Texts that mean "no value" only in a column whose other cells are numbers or dates."""

CURRENCY = "$£€¥￥₹₽₩￦฿¢₺₴₫₪"
"""Signs of currency, in the width of Latin letters and of East Asian ones."""
_BEGINS = f"-+.,({CURRENCY}"
_NUMBER = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:[,. '\u00a0\u202f]\d{3})+(?:[.,]\d+)?")
_DECORATED = re.compile(
    rf"\(?[-+]?(?:[{CURRENCY}]|EUR|USD|GBP|CHF)?\s?\(?[-+]?[\d., '\u00a0\u202f]*\d[.,]?\d*\)?"
    rf"\s?(?:[{CURRENCY}%]|EUR|USD|GBP|CHF)?\)?"
)
_TIME = rf"\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}}(?:[.,]\d+)?)?(?:\s?{HALF})?"
_ZONE = rf"(?:\s?(?:{ZONE}))?"
_CLOCK = re.compile(_TIME + _ZONE)
_POINT = r"\.[ \u00a0\u202f]{0,2}"
_AIRY = (
    rf"(?:\d{{1,2}}{_POINT}\d{{1,2}}{_POINT}\d{{4}}|\d{{4}}{_POINT}\d{{1,2}}{_POINT}\d{{1,2}})\.?"
)
_AIRY_DATE = re.compile(rf"{_AIRY}(?=$|[T ]\s*\d)")
_EAST_ASIAN = r"(\d{4})[年년]\s?(\d{1,2})[月월]\s?(\d{1,2})[日일号號]"
_EAST_ASIAN_DATE = re.compile(_EAST_ASIAN)
_HOUR = rf"(?:(?:[T :]|, )\s*{_TIME}{_ZONE})?"
_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    rf"|{_EAST_ASIAN}|{_AIRY}){_HOUR}"
)
_AFTER_DATE = re.compile(_HOUR)
_WORDS = re.compile(r"[\w][\w .\-'/()&+:#@!%*=’]*", re.UNICODE)
_FLAGGED = re.compile(r": ?[a-z]{1,3}")
_GLUED = re.compile(r"[\w)%][!@^~=¦|;\t\x1f][\w($-]|\w::\w")
_LINK = re.compile(r"(?:https?://|www\.|[\w.+-]+@[\w-]+\.)\S+", re.I)
_BOOLEAN = frozenset(("true", "false", "yes", "no", "t", "f", "y", "n"))
_MISSING = frozenset(MISSING)


def type_of(cell: str) -> str:
    """Return empty, number, date, time, boolean or text.

    >>> [type_of(cell) for cell in ("1,5", "$3", "2024-01-31", "07:30", "Yes", "a b", " ")]
    ['number', 'number', 'date', 'time', 'boolean', 'text', 'empty']
    """
    text = cell.strip()
    if text in _MISSING or text in SOFT_MISSING:
        return "empty"
    if text[0].isdigit() or text[0] in _BEGINS:
        if _NUMBER.fullmatch(text):
            return "number"
        if _is_date(text):
            return "date"
        if _CLOCK.fullmatch(text):
            return "time"
        return "number" if len(text) < 40 and _is_decorated(text) else "text"
    if (text[-1].isdigit() or text[-1] in "mM.TCZ") and names_date(text):
        return "date"
    return "boolean" if text.lower() in _BOOLEAN else "text"


def names_date(text: str) -> bool:
    """Say whether a text is a date with the name of a month, and perhaps a time."""
    found = names_month(text)
    return found is not None and _AFTER_DATE.fullmatch(text, found.end()) is not None


def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None or names_date(text)


def closed_up(cell: str) -> str:
    """Return a cell whose date has spaces after its points, or a point at its end, without them.

    One with the characters for year, month and day has dashes in their place.

    A year of two digits could be a chapter or a version as well, so that such cells stay.

    >>> [closed_up(cell) for cell in ("31. 1. 2024", "2024.01.31. 10:30", "1. 2. 24", "1. 2.")]
    ['31.1.2024', '2024.01.31 10:30', '1. 2. 24', '1. 2.']
    """
    found = _AIRY_DATE.match(cell) if "." in cell else None
    if found is None:
        return _EAST_ASIAN_DATE.sub(r"\1-\2-\3", cell, count=1)
    return ".".join(re.findall(r"\d+", found.group())) + cell[found.end() :]


def is_tidy(cell: str) -> bool:
    """Say whether a cell looks like one value, rather than several that were not cut apart."""
    text = cell.strip()
    if type_of(text) != "text":
        return True
    if is_link(text) or _FLAGGED.fullmatch(text):
        return True
    return bool(_WORDS.fullmatch(text)) and not _GLUED.search(text)


def is_link(cell: str) -> bool:
    """Say whether a cell is the address of a page or a mailbox."""
    return _LINK.fullmatch(cell.strip()) is not None


def column_type(cells: Iterable[str], share: float = 0.8) -> str:
    """Return the type that most filled cells of a column have; `text` when none has."""
    found: dict[str, int] = {}
    for cell in cells:
        kind = type_of(cell)
        if kind != "empty":
            found[kind] = found.get(kind, 0) + 1
    total = sum(found.values())
    if not total:
        return "empty"
    best = max(found, key=lambda kind: found[kind])
    return best if found[best] >= share * total else "text"


def _is_decorated(text: str) -> bool:
    if _GROUPED.fullmatch(text):
        return True
    marked = any(char in text for char in CURRENCY + "%(") or text[-3:].isalpha()
    return marked and bool(_DECORATED.fullmatch(text))
