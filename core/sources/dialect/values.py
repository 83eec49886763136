"""Turn columns of text into numbers, dates and categories, noting every decision."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from core.sources.dialect.cells import MISSING, SOFT_MISSING
from core.sources.dialect.dates import Dates, doubt_of_days, to_dates
from core.sources.dialect.numbers import (
    COMMAS,
    GROUPED,
    SHORT,
    Numbers,
    are_words,
    doubt,
    share_of_numbers,
    to_numbers,
)
from core.text import cells, count, listed

_SHORT = 200_000
_UNSIGNED = partial(re.compile(r"[^\d.,+-]").sub, "")
_MOST_NUMBERS = 0.9
_PLAIN = r"-?(?:(?:0|[1-9]\d{0,14})(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?"
_ALL_PLAIN = re.compile(rf"{_PLAIN}(?:\n{_PLAIN})*+")
_DAY = re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}")
_DAY_OR_EMPTY = re.compile(rf"(?:{_DAY.pattern})?")
_PLAIN_OR_EMPTY = re.compile(rf"(?:{_PLAIN})?+(?:\n(?:{_PLAIN})?+)*+")


@dataclass(frozen=True)
class Rules:
    """How texts become values: what means missing, the decimal mark, the order in dates.

    `thousands` is the mark between groups of digits, empty for none, or "guess". With
    `keep_signs`, cells with a sign of currency or percent stay text. `doubtful` says that
    nothing in the text tells a decimal mark from one between thousands.
    """

    missing: tuple[str, ...] = MISSING
    decimal: str = "."
    day_first: bool | None = None
    thousands: str = "guess"
    keep_signs: bool = False
    doubtful: bool = False


@dataclass(frozen=True)
class Column:
    """A converted column and what was done to it."""

    values: pd.Series
    notes: tuple[str, ...] = ()


def typed_frame(frame: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, list[str]]:
    """Convert every column of texts (names may repeat); return notes grouped by what was done."""
    found: dict[str, list[str]] = {}
    columns = []
    for position, (name, raw) in enumerate(frame.items()):
        column = typed_column(raw, rules)
        columns.append(column.values)
        for note in column.notes:
            found.setdefault(note, []).append(str(name) or f"column {position + 1}")
    typed = pd.concat(columns, axis=1) if columns else frame
    typed.columns = frame.columns
    return typed, [f"{note}: {listed(where)}." for note, where in found.items()]


def typed_column(raw: pd.Series, rules: Rules) -> Column:
    """Convert one column of texts; work is done once for each distinct text."""
    plain = plain_numbers(raw, rules)
    if plain is not None:
        doubts = _doubts(raw, rules, ".") if plain.dtype.kind == "f" else ()
        return Column(plain, (*doubts, *_doubts_of_days(plain)))
    days = plain_days(raw, rules)
    if days is not None:
        return Column(days)
    codes, distinct = pd.factorize(raw)
    texts = pd.Series(distinct, dtype="str")
    stripped = _stripped(texts)
    gone = _among(stripped, rules.missing)
    known = stripped[~gone]
    blank = gone & (stripped == "") & (texts != "")
    notes = list(_missing_notes(codes, blank, stripped[gone]))
    if known.empty:
        return Column(pd.Series(np.nan, index=raw.index), tuple(notes))
    numbers: Numbers | str = ""
    if not are_words(known):
        numbers = to_numbers(known, rules.decimal, rules.thousands, rules.keep_signs)
    if isinstance(numbers, Numbers):
        if not any(note.startswith(GROUPED) for note in numbers.notes):
            comma = any(note.startswith(COMMAS) for note in numbers.notes)
            notes += _doubts(known.map(_UNSIGNED), rules, "," if comma else ".")
        return _as_numbers(raw, codes, known, numbers, notes)
    hard = _hard(known)
    dates = to_dates(hard, rules.day_first)
    if isinstance(dates, Dates):
        notes += _soft_notes(known.drop(hard.index))
        return _as_dates(raw, codes, texts, dates, notes)
    reasons = [reason for reason in (numbers, dates) if reason]
    return _as_text(raw, codes, texts, gone, [*notes, *reasons])


def plain_numbers(raw: pd.Series, rules: Rules) -> pd.Series | None:
    """Convert a short column of nothing but plain numbers and empty cells at little cost."""
    if not 0 < len(raw) <= _SHORT:
        return None
    cells = raw.tolist()
    try:
        text = "\n".join(cells)
    except TypeError:
        return None
    kind = _PLAIN_OR_EMPTY if "" in rules.missing else _ALL_PLAIN
    if text.count("\n") != len(cells) - 1 or not kind.fullmatch(text):
        return None
    if rules.decimal == "," and "." in text:
        return None
    whole = not any(sign in text for sign in ".eE")
    values = np.array([float(cell) if cell else np.nan for cell in cells])
    values = values + 0.0 if whole else values  # among whole numbers, -0 is 0, gaps or not
    gaps = np.isnan(values)
    if gaps.all():
        return None
    whole = whole and not gaps.any()
    return pd.Series(values.astype("int64") if whole else values, index=raw.index)


def plain_days(raw: pd.Series, rules: Rules) -> pd.Series | None:
    """Convert a short column of nothing but days such as 2024-01-31 and empty cells."""
    if not 0 < len(raw) <= _SHORT or any(map(_DAY.fullmatch, rules.missing)):
        return None
    cells = raw.tolist()
    kind = _DAY_OR_EMPTY if "" in rules.missing else _DAY
    if not all(isinstance(cell, str) and kind.fullmatch(cell) for cell in cells) or not any(cells):
        return None
    try:
        days = np.array([cell or "NaT" for cell in cells], dtype="datetime64[us]")
    except ValueError:
        return None
    return pd.Series(days, index=raw.index)


def _doubts(texts: pd.Series, rules: Rules, mark: str) -> tuple[str, ...]:
    said = doubt(texts.tolist(), mark) if rules.doubtful and rules.thousands == "guess" else ""
    return (said,) if said else ()


def _doubts_of_days(numbers: pd.Series) -> tuple[str, ...]:
    said = doubt_of_days(numbers)
    return (said,) if said else ()


def _stripped(texts: pd.Series) -> pd.Series:
    """Return the texts without spaces around them: the very same where there are none."""
    few = len(texts) <= SHORT
    return texts if few and all(t == t.strip() for t in texts.tolist()) else texts.str.strip()


def _among(texts: pd.Series, words: Collection[str]) -> pd.Series:
    """Tell for each text whether it is one of some words."""
    if len(texts) > SHORT:
        return texts.isin(words)
    wanted = frozenset(words)
    return pd.Series([text in wanted for text in texts.tolist()], texts.index, dtype="bool")


def _hard(known: pd.Series) -> pd.Series:
    if not SOFT_MISSING.intersection(known.tolist()):
        return known
    hard = known[~known.isin(SOFT_MISSING)]
    return known if hard.empty else hard


def _missing_notes(codes: Any, blank: pd.Series, gone: pd.Series) -> Iterable[str]:
    spaces = int(np.isin(codes, np.flatnonzero(blank.to_numpy())).sum())
    if spaces:
        yield f"{count(spaces, 'blank cell')} became missing"
    tokens = sorted({token for token in gone if token})
    if tokens:
        yield f"Read as missing: {listed(tokens, 6)} in"


def _soft_notes(gone: Iterable[str]) -> list[str]:
    """Say which texts mean missing only because all others are numbers or dates."""
    words = sorted(gone)
    return [f"Read as missing: {listed(words, 6)} in"] if words else []


def _spread(codes: Any, positions: Iterable[int], values: Any, size: int) -> Any:
    """Lay values of distinct texts out over the rows; the others stay NaN."""
    table = np.full(size + 1, np.nan)
    table[list(positions)] = values
    return table[codes]


def _as_numbers(
    raw: pd.Series, codes: Any, known: pd.Series, numbers: Numbers, notes: list[str]
) -> Column:
    size = int(codes.max()) + 1
    values = pd.Series(_spread(codes, known.index, numbers.values, size), index=raw.index)
    if numbers.whole:
        values = values.astype("int64") if values.notna().all() else values + 0.0
    days = _doubts_of_days(values) if not numbers.notes else ()
    return Column(values, (*numbers.notes, *days, *notes, *_soft_notes(numbers.soft)))


def _as_dates(
    raw: pd.Series, codes: Any, texts: pd.Series, dates: Dates, notes: list[str]
) -> Column:
    table = pd.Series(pd.NaT, index=range(-1, len(texts)), dtype="datetime64[us]")
    table.loc[dates.values.index] = dates.values
    values = pd.Series(table.to_numpy()[np.asarray(codes) + 1], index=raw.index)
    return Column(values, (*dates.notes, *notes))


def _as_text(
    raw: pd.Series, codes: Any, texts: pd.Series, gone: pd.Series, notes: list[str]
) -> Column:
    stripped = _stripped(texts)
    if "NA" in set(stripped[gone]) and _country_codes(stripped[~gone]):
        gone = gone & (stripped != "NA")
        notes = [note for note in notes if "'NA'" not in note]
        notes.append("'NA' was kept, as the other values look like two-letter codes")
    elif "None" in set(stripped):
        notes = [*notes, "'None' was kept as a value, not read as missing"]
    known = stripped[~gone]
    if stripped is not texts and (known != texts[~gone]).any():
        notes = ["Spaces around values were removed", *notes]
    if _MOST_NUMBERS <= share_of_numbers(known) < 1:
        odd = known[~known.str.fullmatch(r"[-+]?[\d.]+(?:[eE][-+]?\d+)?")]
        notes = [*notes, f"Kept as text because of {cells(odd.iloc[:3])} among the numbers"]
    if stripped is texts and raw.dtype == texts.dtype and not gone.any() and codes.min() >= 0:
        return Column(raw, tuple(notes))
    cleaned = stripped.where(~gone)
    values = cleaned.take(np.where(codes < 0, 0, codes)).set_axis(raw.index)
    if (codes < 0).any():
        values = values.where(codes >= 0)
    return Column(values, tuple(notes))


def _country_codes(known: pd.Series) -> bool:
    return len(known) >= 5 and float(known.str.fullmatch(r"[A-Z]{2}").mean()) >= 0.8
