"""Bring any pandas frame into the few types that every part can rely on."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd

from core.errors import DataError, LimitError
from core.table import MAX_COLUMNS, clean_names
from core.text import count, listed, shown


def canonical(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the frame with clean names and canonical types, and notes on what changed."""
    if frame.shape[1] > MAX_COLUMNS:
        raise LimitError(
            f"The table has {frame.shape[1]:,} columns; the limit is {MAX_COLUMNS:,}.",
            "Keep only the columns you need.",
        )
    names, notes = clean_names(frame.columns)
    columns = {}
    changed: dict[str, list[str]] = {}
    for position, name in enumerate(names):
        values, note = _convert(frame.iloc[:, position], name)
        columns[name] = values.reset_index(drop=True)
        if note:
            changed.setdefault(note, []).append(name)
    clean = pd.DataFrame(columns, index=pd.RangeIndex(len(frame)), columns=names)
    notes += [f"{note}: {listed(where)}." for note, where in changed.items()]
    return clean, notes


def _convert(values: pd.Series, name: str) -> tuple[pd.Series, str]:
    if isinstance(values.dtype, pd.SparseDtype):
        values = values.sparse.to_dense()
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
    for applies, convert in _BY_TYPE:
        if applies(values):
            return convert(values, name)
    return _as_text(values, name)


def _is_object(values: pd.Series) -> bool:
    return values.dtype == object


def _is_text(values: pd.Series) -> bool:
    return isinstance(values.dtype, pd.StringDtype)


def _text(values: pd.Series, name: str) -> tuple[pd.Series, str]:
    plain = values.astype("str")
    if not len(plain):
        return plain, ""
    cleaned = plain.str.replace("\x00", "", regex=False)
    note = "" if cleaned.equals(plain) else "NUL characters were removed"
    return cleaned, note


def _number(values: pd.Series, name: str) -> tuple[pd.Series, str]:
    if values.isna().any() or values.dtype.kind not in "iu":
        plain = pd.Series(values.to_numpy(dtype="float64", na_value=np.nan), index=values.index)
    elif values.dtype.kind == "u" and len(values) and values.max() > np.iinfo("int64").max:
        return values.astype("str"), "Integers too large to calculate with were kept as text"
    else:
        plain = pd.Series(values.to_numpy(dtype="int64"), index=values.index)
    if plain.dtype.kind == "f":
        infinite = int(np.isinf(plain.to_numpy()).sum())
        if infinite:
            plain = plain.replace([np.inf, -np.inf], np.nan)
            return plain, f"{count(infinite, 'infinite value')} became missing"
    return plain, ""


def _boolean(values: pd.Series, name: str) -> tuple[pd.Series, str]:
    words = {True: "True", False: "False"}
    return values.astype(object).map(words).astype("str"), ""


def _date(values: pd.Series, name: str) -> tuple[pd.Series, str]:
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        moved = values.dt.tz_convert("UTC").dt.tz_localize(None)
        return moved.astype("datetime64[us]"), "Times were converted to UTC"
    return pd.Series(values, dtype="datetime64[us]"), ""


def _timedelta(values: pd.Series, name: str) -> tuple[pd.Series, str]:
    return values.dt.total_seconds(), "Durations became seconds"


def _period(values: pd.Series, name: str) -> tuple[pd.Series, str]:
    return values.dt.to_timestamp().astype("datetime64[us]"), "Periods became their first day"


def _complex(values: pd.Series, name: str) -> tuple[pd.Series, str]:
    raise DataError(
        f"Column '{shown(name)}' holds complex numbers, which no model can use.",
        "Leave the column out of the file.",
    )


def _objects(values: pd.Series, name: str) -> tuple[pd.Series, str]:
    known = values.dropna()
    if known.empty:
        return pd.Series(np.nan, index=values.index, dtype="float64"), ""
    types = {type(value) for value in known}
    if types & {list, dict, set, tuple, np.ndarray}:
        raise DataError(
            f"Column '{shown(name)}' holds lists or nested values instead of single ones.",
            "Leave the column out, or expand it before loading.",
        )
    if types & {bytes, bytearray} and len(types) == 1:
        raise DataError(
            f"Column '{shown(name)}' holds binary data, which is not a table value.",
            "Leave the column out of the file.",
        )
    if types <= {bool, np.bool_}:
        return _boolean(values, name)
    if types <= {str}:
        return _text(values, name)
    return _mixed(values, known)


def _mixed(values: pd.Series, known: pd.Series) -> tuple[pd.Series, str]:
    inferred = pd.api.types.infer_dtype(known, skipna=True)
    if inferred in ("integer", "floating", "mixed-integer-float", "decimal"):
        numbers = pd.to_numeric(values.astype(object), errors="coerce")
        exact = inferred != "integer" or bool((known.map(abs) < 2**63).all())
        if exact and numbers.dtype.kind in "iuf":
            return _number(numbers, "")
        return _as_text(values, "")[0], "Integers too large to calculate with were kept as text"
    if inferred in ("datetime", "datetime64", "date"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dates = pd.to_datetime(values, errors="coerce", utc=True).dt.tz_localize(None)
        lost = int(dates.isna().sum() - values.isna().sum())
        note = f"{count(lost, 'impossible date')} became missing" if lost else ""
        return dates.astype("datetime64[us]"), note
    return _as_text(values, "")[0], "Values of several types became text"


def _as_text(values: pd.Series, name: str) -> tuple[pd.Series, str]:
    present = values.notna()
    words = values.astype(object).where(present, None)
    return words.map(lambda value: None if value is None else str(value)).astype("str"), ""


_BY_TYPE: tuple[
    tuple[Callable[[pd.Series], bool], Callable[[pd.Series, str], tuple[pd.Series, str]]], ...
] = (
    (_is_text, _text),
    (pd.api.types.is_bool_dtype, _boolean),
    (lambda values: values.dtype.kind == "c", _complex),
    (pd.api.types.is_numeric_dtype, _number),
    (pd.api.types.is_datetime64_any_dtype, _date),
    (pd.api.types.is_timedelta64_dtype, _timedelta),
    (lambda values: isinstance(values.dtype, pd.PeriodDtype), _period),
    (_is_object, _objects),
)
