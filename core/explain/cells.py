"""Cells in original units: as text for people, as numbers for colour."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.table import broad_kind_of
from core.text import number, shown

MISSING = "missing"


def cells_of(frame: pd.DataFrame) -> NDArray[np.str_]:
    """Return every cell as short text, shape (rows, columns)."""
    words = [[cell_text(value) for value in frame[column]] for column in frame.columns]
    return np.array(words, dtype=np.str_).reshape(frame.shape[1], len(frame)).T


def cell_text(value: object) -> str:
    """Return one cell as short text.

    >>> cell_text(3.0), cell_text(24360.75), cell_text(0.21), cell_text(float("nan"))
    ('3', '24,361', '0.21', 'missing')
    """
    if pd.isna(value):
        return MISSING
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value == value.normalize() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float | int) and float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value)}" if abs(value) < 10_000 else f"{int(value):,}"
    if not isinstance(value, float):
        return shown(value, 40)
    words = number(float(value), 5)
    return words.rstrip("0").rstrip(".") if "." in words and "e" not in words else words


def numbers_of(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Return cells as numbers, shape (rows, columns): dates as days, categories as NaN."""
    result = np.full(frame.shape, np.nan)
    for place, column in enumerate(frame.columns):
        values = frame[column]
        kind = broad_kind_of(values)
        if kind == "number":
            result[:, place] = values.to_numpy(dtype=np.float64)
        elif kind == "date":
            days = (values - pd.Timestamp(0)) / pd.Timedelta(days=1)
            result[:, place] = days.to_numpy(dtype=np.float64)
    return result
