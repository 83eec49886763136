"""Turn texts such as "1.234,5", "$3" and "12 %" into numbers, all of a column or none."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.sources.dialect.cells import SOFT_MISSING

_PLAIN = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:[iI]nf(?:inity)?|INF)"
_SIGNS = "$£€¥₹₽₩฿¢"
_SIGN = re.compile(rf"[{_SIGNS}]|\b(?:EUR|USD|GBP|CHF)\b")
_SPACES = re.compile(r"[\u00a0\u202f\u2009 ']")
_GROUPS = re.compile(r"\d{1,3}(?:[\u00a0\u202f\u2009 ']\d{3})+(?:[.,]\d*)?|[\d.,]+")
_STARS = re.compile(r"\*+")
LONG_DIGITS = 16


@dataclass(frozen=True)
class Numbers:
    """Parsed numbers (NaN for soft missing ones) and what had to be done."""

    values: npt.NDArray[np.float64]
    whole: bool
    notes: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()


def to_numbers(texts: pd.Series, decimal: str) -> Numbers | str:
    """Parse stripped, distinct, non-missing texts; a reason (or "") when they are not numbers."""
    soft = texts.isin(SOFT_MISSING) | texts.str.fullmatch(r"\*+|\.+")
    hard = texts[~soft]
    if hard.empty:
        return ""
    if hard.str.fullmatch(r"-?0\d+").any() and hard.str.fullmatch(r"-?\d+").all():
        return "Leading zeros were kept, so these stay text"
    if hard.str.fullmatch(r"-?\d+").all() and hard.str.fullmatch(rf"-?\d{{{LONG_DIGITS},}}").any():
        return "Numbers too long to calculate with stay text"
    parsed = _parse(hard, decimal)
    if parsed is None:
        return ""
    values, notes = parsed
    result = np.full(len(texts), np.nan)
    result[~soft.to_numpy()] = values
    found = tuple(texts[soft])
    whole = bool(hard.str.fullmatch(r"[-+]?[\d., \u00a0\u202f']+").all()) and _whole(values)
    whole = whole and not (hard.str.contains(r"\.\d*$").any() and not notes)
    return Numbers(result, whole, notes, found)


def share_of_numbers(texts: pd.Series) -> float:
    """Return the share of texts that are plain numbers."""
    return float(texts.str.fullmatch(_PLAIN).mean()) if len(texts) else 0.0


def _whole(values: npt.NDArray[np.float64]) -> bool:
    known = values[~np.isnan(values)]
    return bool(np.all(np.abs(known) < 2**53) and np.all(known == np.floor(known)))


def _parse(
    texts: pd.Series, decimal: str
) -> tuple[npt.NDArray[np.float64], tuple[str, ...]] | None:
    plain = texts.str.fullmatch(_PLAIN)
    if plain.all() and (decimal == "." or not _dots_group(texts)):
        return pd.to_numeric(texts).to_numpy(dtype="float64"), ()
    for mark in (decimal, "," if decimal == "." else "."):
        attempt = _decorated(texts, mark)
        if attempt is not None:
            return attempt
    return None


def _dots_group(texts: pd.Series) -> bool:
    """Say whether every dot stands before groups of three digits, as in 1.234."""
    dotted = texts[texts.str.contains(".", regex=False)]
    if dotted.empty:
        return False
    return bool(dotted.str.fullmatch(r"[-+]?[1-9]\d{0,2}(?:\.\d{3})+").all())


def _decorated(
    texts: pd.Series, mark: str
) -> tuple[npt.NDArray[np.float64], tuple[str, ...]] | None:
    values = np.empty(len(texts))
    signs: set[str] = set()
    percents = 0
    grouped = bracketed = False
    for position, text in enumerate(texts):
        body, negative = _bare(text)
        bracketed |= negative
        found = _SIGN.findall(body)
        signs.update(found)
        percents += body.endswith("%")
        body = _SIGN.sub("", body).removesuffix("%").strip()
        if body[:1] in "-+" and body:
            negative, body = negative != (body[0] == "-"), body[1:].strip()
        number = _number(body, mark)
        if number is None:
            return None
        grouped |= not body.replace(mark, "", 1).isdigit()
        values[position] = -number if negative else number
    if len(signs) > 1 or (percents and percents < len(texts)):
        return None
    notes = [f"The currency sign {next(iter(signs))} was taken off"] if signs else []
    if percents:
        notes.append("Percent signs were taken off (12 % became 12)")
    if mark == "," and any("," in text for text in texts):
        notes.append("Decimal commas were read (1,5 is one and a half)")
    if bracketed:
        notes.append("Numbers in brackets were read as negative")
    if grouped and not signs:
        notes.append("Thousands marks were taken out")
    return values, tuple(notes)


def _bare(text: str) -> tuple[str, bool]:
    """Take bookkeepers' brackets off: (5) is -5."""
    if text.startswith("(") and text.endswith(")") and len(text) > 2:
        return text[1:-1].strip(), True
    return text, False


def _number(body: str, mark: str) -> float | None:
    if not body or not _GROUPS.fullmatch(body):
        return float(body) if re.fullmatch(_PLAIN, body) and mark == "." else None
    body = _SPACES.sub("", body)
    group = "," if mark == "." else "."
    whole, _, rest = body.partition(mark)
    if group in whole:
        if not re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+", whole):
            return None
        whole = whole.replace(group, "")
    if not (whole + rest).isdigit() or not (whole + rest).isascii():
        return None
    return float(f"{whole or '0'}.{rest or '0'}")
