"""Carry masks out: pure functions from rows to rows that say less."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from core.masking.masks import Mask, Masks
from core.text import count, listed, without_cells

if TYPE_CHECKING:
    import pandas as pd

    from core.table import Dataset

HIDDEN = "hidden"
MARK = "#"
CODE = re.compile(rf"{MARK}[0-9a-f]{{16}}")
_DOMAIN = re.compile(r"[^\s@]{1,190}\.[^\W\d_]{2,24}")
_YEAR = re.compile(r"(?<!\d)(1[6-9]\d\d|20\d\d|21\d\d)(?!\d)")
_FIRST_YEAR, _LAST_YEAR = 1600, 2199
_COMPACT = 1e7


def masked(frame: pd.DataFrame, masks: Masks) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return a masked copy of a frame, and a note that says which columns were masked.

    Columns that are not there are passed over; what is masked already stays as it is.
    """
    table = frame.copy(deep=False)
    done: list[Mask] = []
    for mask in masks.columns:
        if mask.column not in table.columns:
            continue
        done.append(mask)
        if mask.way == "drop":
            table = table.drop(columns=mask.column)
        else:
            table[mask.column] = _MASKED[mask.way](table[mask.column], mask, masks.salt)
    return table, _notes(done)


def masked_table(dataset: Dataset, masks: Masks) -> Dataset:
    """Return a masked copy of a table, with the note added: another data version."""
    if not masks.columns:
        return dataset
    frame, notes = masked(dataset.frame, masks)
    names = {mask.column for mask in masks.columns}
    infinite = tuple(pair for pair in dataset.infinite if pair[0] not in names)
    every = (*said_of_masked(dataset.notes, masks), *notes)
    return replace(dataset, frame=frame, notes=every, infinite=infinite, version="", part=None)


def said_of_masked(notes: Iterable[str], masks: Masks) -> tuple[str, ...]:
    """Return what was said on reading a table, without the cells that notes quote, if masked."""
    return tuple(map(without_cells, notes)) if masks.columns else tuple(notes)


def masked_rows(rows: Sequence[Mapping[str, Any]], masks: Masks) -> list[dict[str, Any]]:
    """Return masked copies of rows of plain values, as a request holds them."""
    import pandas as pd

    copies = [dict(row) for row in rows]
    for mask in masks.columns:
        places = [place for place, row in enumerate(copies) if mask.column in row]
        if mask.way == "drop":
            for place in places:
                del copies[place][mask.column]
            continue
        for place in places:
            cell = copies[place][mask.column]
            if cell is None or isinstance(cell, dict | list):
                continue
            text = cell if isinstance(cell, str | int | float) else str(cell)
            fresh = _MASKED[mask.way](pd.Series([text]), mask, masks.salt).iloc[0]
            copies[place][mask.column] = None if pd.isna(fresh) else _plain(fresh)
    return copies


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _notes(done: Sequence[Mask]) -> tuple[str, ...]:
    gone = [mask.column for mask in done if mask.way == "drop"]
    rest = [mask.column for mask in done if mask.way != "drop"]
    notes = []
    if rest:
        verb = "was" if len(rest) == 1 else "were"
        notes.append(f"{count(len(rest), 'column')} {verb} masked: {listed(rest, 5)}.")
    if gone:
        verb = "was" if len(gone) == 1 else "were"
        notes.append(f"{count(len(gone), 'column')} {verb} left out: {listed(gone, 5)}.")
    return tuple(notes)


def _texts(values: pd.Series) -> pd.Series:
    """Write values as the same text, whether a file holds them as numbers or as texts."""

    def word(value: Any) -> str:
        if isinstance(value, float | np.floating) and float(value).is_integer():
            return str(int(value))
        return str(value).removesuffix(" 00:00:00").strip()

    return values.map(word, na_action="ignore").astype("str")


def _hashed(values: pd.Series, _: Mask, salt: str) -> pd.Series:
    key = salt.encode()

    def code(text: str) -> str:
        if CODE.fullmatch(text):
            return text
        digest = hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return MARK + digest.hexdigest()[:16]

    texts = _texts(values)
    codes = {text: code(text) for text in texts.dropna().unique()}
    return texts.map(codes).astype("str")


def _years(values: pd.Series, _: Mask, __: str) -> pd.Series:
    """Return years as numbers: of dates, and of what is written like one."""
    if values.dtype.kind == "M":
        return values.dt.year.astype("float64")

    def year(value: Any) -> float:
        if isinstance(value, int | float) and value >= _COMPACT:
            value = f"{int(value)}"[:4]
        found = _YEAR.search(str(value)) or _YEAR.match(str(value)[:4])
        return float(found[0]) if found else float("nan")

    if values.dtype.kind in "iuf":
        numbers = values.astype("float64")
        if numbers.dropna().between(_FIRST_YEAR, _LAST_YEAR).all():
            return numbers
    return values.map(year, na_action="ignore").astype("float64")


def _domains(values: pd.Series, _: Mask, __: str) -> pd.Series:
    """Return the host of addresses; any other text says nothing."""

    def host(text: str) -> str:
        end = text.rpartition("@")[2].strip().lower()
        return end if _DOMAIN.fullmatch(end) else HIDDEN

    return _texts(values).map(host, na_action="ignore").astype("str")


def _beginnings(values: pd.Series, _: Mask, __: str) -> pd.Series:
    return _texts(values).str[:2]


def _binned(values: pd.Series, mask: Mask, _: str) -> pd.Series:
    """Round numbers down to steps; what is no number becomes missing."""
    import pandas as pd

    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    steps = np.floor((numbers / mask.width).round(9)) * mask.width
    return steps.round(9).where(np.isfinite(steps))


def _constant(values: pd.Series, _: Mask, __: str) -> pd.Series:
    import pandas as pd

    return pd.Series(HIDDEN, index=values.index, dtype="str").where(values.notna())


_MASKED: Mapping[str, Callable[[pd.Series, Mask, str], pd.Series]] = {
    "hash": _hashed,
    "year": _years,
    "domain": _domains,
    "first": _beginnings,
    "bins": _binned,
    "constant": _constant,
}
