"""Bring any pandas frame into the few types that every part can rely on."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.column_names import check_width, clean_names
from core.errors import DataError
from core.pictures import LOOKED_AT, refuse_pictures
from core.text import count, listed, shown

LARGEST_SINGLE = float(np.finfo("float32").max)
LARGEST_EXACT = 2**53  # models, joins and gaps make floats of whole numbers: no more fits exactly
_FIRST_YEAR, _LAST_YEAR = 1, 9999
_CONTROLS = r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]"
_CONTROL = re.compile(rf"\x00|{_CONTROLS}")
_FEW = 10_000
_NESTED = (list, dict, set, tuple, np.ndarray)
_BINARY = (bytes, bytearray, memoryview)

_TOO_LONG = "Integers too long to calculate with were kept as text"

Converted = tuple[pd.Series, str]


def canonical(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the frame with clean names and canonical types, and notes on what changed."""
    check_width(frame.shape[1])
    names, notes = clean_names(frame.columns)
    columns: dict[str, pd.Series | npt.NDArray[Any]] = {}
    changed: dict[str, list[str]] = {}
    for name, (_, raw) in zip(names, frame.items(), strict=True):
        numbers = _plain_numbers(raw)
        if numbers is not None:
            columns[name] = numbers
            continue
        values, note = _convert(raw.rename(name))
        columns[name] = values.reset_index(drop=True).rename(None)
        for part in (note, _remark(values)):
            if part:
                changed.setdefault(part, []).append(name)
    clean = pd.DataFrame(columns, index=pd.RangeIndex(len(frame)), columns=names)
    notes += [f"{note}: {listed(where)}." for note, where in changed.items()]
    return clean, notes


def _plain_numbers(values: pd.Series) -> npt.NDArray[Any] | None:
    """Return the numbers of a column that needs no change: most of a wide table."""
    if values.dtype not in (np.int64, np.float64) or not len(values):
        return None
    numbers: npt.NDArray[Any] = values.to_numpy()
    if numbers.dtype.kind == "i" and _is_too_long(values):
        return None
    if numbers.dtype.kind == "f":
        size = np.abs(numbers)
        if np.isnan(size).all() or np.fmax.reduce(size) > LARGEST_SINGLE:
            return None
    return numbers


def _convert(values: pd.Series) -> Converted:
    """Convert one column; its name is only used in errors."""
    if isinstance(values.dtype, pd.SparseDtype):
        values = values.sparse.to_dense()
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(values.cat.categories.dtype if _plain(values) else object)
    if isinstance(values.dtype, pd.ArrowDtype):
        values = _from_arrow(values)
    for applies, convert in _BY_TYPE:
        if applies(values):
            return convert(values)
    return _as_text(values), f"Values of type {values.dtype} became text"


def _remark(values: pd.Series) -> str:
    """Return a note on a converted column that is easily overlooked."""
    if len(values) and not values.notna().any():
        return "Columns without any value"
    if values.dtype.kind == "f" and float(values.abs().max()) > LARGEST_SINGLE:
        return "Values too large for some models (over 3.4e38)"
    return ""


def _plain(values: pd.Series) -> bool:
    return isinstance(values.cat.categories.dtype, pd.StringDtype)


def _from_arrow(values: pd.Series) -> pd.Series:
    import pyarrow as pa

    kind = values.dtype.pyarrow_dtype
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return values.astype(object)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return values.astype("str")
    return pd.Series(values.array.__arrow_array__().to_pandas(), name=values.name)


def nested_error(name: object) -> DataError:
    """Return the refusal of a column whose cells are lists or records."""
    return DataError(
        f"Column '{shown(name)}' holds lists or nested values instead of single ones.",
        "Leave the column out, or expand it before loading.",
    )


def _is_object(values: pd.Series) -> bool:
    return bool(values.dtype == object)


def _is_text(values: pd.Series) -> bool:
    return isinstance(values.dtype, pd.StringDtype)


def _text(values: pd.Series) -> Converted:
    try:
        plain = values.astype("str")
        broken = False
    except UnicodeEncodeError:
        plain = values.map(_whole_characters, na_action="ignore").astype("str")
        broken = True
    if not len(plain):
        return plain, ""
    first = plain.iloc[: 10 * LOOKED_AT]
    refuse_pictures(values.name, first[first.notna()])
    if not broken and len(plain) <= _FEW and not _has_controls(plain):
        return plain, ""
    cleaned = plain.str.replace("\x00", "", regex=False)
    if not cleaned.equals(plain):
        return cleaned, "NUL characters were removed"
    if plain.str.contains(_CONTROLS, regex=True, na=False).any():
        return plain.str.replace(_CONTROLS, " ", regex=True), "Control characters were replaced"
    return plain, "Broken characters were replaced" if broken else ""


def _has_controls(texts: pd.Series) -> bool:
    """Tell for a few texts in one look: for these, the way through Arrow costs more."""
    return _CONTROL.search("".join(texts.dropna().tolist())) is not None


def _whole_characters(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _number(values: pd.Series) -> Converted:
    if values.dtype.kind in "iu" and _is_too_long(values):
        return _as_text(values), _TOO_LONG
    if values.isna().any() or values.dtype.kind not in "iu":
        plain = pd.Series(values.to_numpy(dtype="float64", na_value=np.nan), index=values.index)
    else:
        plain = pd.Series(values.to_numpy(dtype="int64"), index=values.index)
    if plain.dtype.kind == "f":
        infinite = int(np.isinf(plain.to_numpy()).sum())
        if infinite:
            plain = plain.replace([np.inf, -np.inf], np.nan)
            return plain, f"{count(infinite, 'infinite value')} became missing"
    return plain, ""


def _is_too_long(values: pd.Series) -> bool:
    """Tell whether some whole number would be another one as a float."""
    known = values.dropna()
    return bool(len(known)) and max(int(known.max()), -int(known.min())) > LARGEST_EXACT


def _boolean(values: pd.Series) -> Converted:
    words = {True: "True", False: "False"}
    return values.astype(object).map(words).astype("str"), ""


def _date(values: pd.Series) -> Converted:
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        moved = values.dt.tz_convert("UTC").dt.tz_localize(None)
        plain, note = moved.astype("datetime64[us]"), "Times were converted to UTC"
    else:
        plain, note = pd.Series(values, dtype="datetime64[us]"), ""
    years = plain.dt.year
    placeholder = (years <= _FIRST_YEAR) | (years >= _LAST_YEAR)
    if placeholder.any():
        lost = count(int(placeholder.sum()), "placeholder date")
        return plain.mask(placeholder), f"{lost} (year 1 or 9999) became missing"
    return plain, note


def _timedelta(values: pd.Series) -> Converted:
    return values.dt.total_seconds(), "Durations became seconds"


def _period(values: pd.Series) -> Converted:
    return values.dt.to_timestamp().astype("datetime64[us]"), "Periods became their first day"


def _interval(values: pd.Series) -> Converted:
    return _as_text(values), "Intervals became text"


def _complex(values: pd.Series) -> Converted:
    raise DataError(
        f"Column '{shown(values.name)}' holds complex numbers, which no model can use.",
        "Leave the column out of the file.",
    )


def _objects(values: pd.Series) -> Converted:
    known = values.dropna()
    if known.empty:
        return pd.Series(np.nan, index=values.index, dtype="float64"), ""
    types = {type(value) for value in known}
    if any(issubclass(kind, _NESTED) for kind in types):
        raise nested_error(values.name)
    if all(issubclass(kind, _BINARY) for kind in types):
        raise DataError(
            f"Column '{shown(values.name)}' holds binary data, which is not a table value.",
            "Leave the column out of the file.",
        )
    if types & {complex, np.complex64, np.complex128}:
        return _complex(values)
    if types <= {bool, np.bool_}:
        return _boolean(values)
    if types <= {str}:
        return _text(values)
    return _mixed(values, known)


def _mixed(values: pd.Series, known: pd.Series) -> Converted:
    inferred = pd.api.types.infer_dtype(known, skipna=True)
    if inferred in ("integer", "floating", "mixed-integer-float", "decimal"):
        numbers = pd.to_numeric(values.astype(object), errors="coerce")
        exact = inferred != "integer" or bool((known.map(abs) <= LARGEST_EXACT).all())
        if exact and numbers.dtype.kind in "iuf":
            return _number(numbers)
        return _as_text(values), _TOO_LONG
    if inferred in ("datetime", "datetime64", "date"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dates = pd.to_datetime(values, errors="coerce", utc=True).dt.tz_localize(None)
        lost = int(dates.isna().sum() - values.isna().sum())
        plain, note = _date(dates)
        return plain, f"{count(lost, 'impossible date')} became missing" if lost else note
    if inferred in ("timedelta", "timedelta64"):
        return _timedelta(pd.to_timedelta(values))
    types = listed(dict.fromkeys(known.map(lambda value: type(value).__name__)))
    return _as_text(values), f"Values of type {types} became text"


def _as_text(values: pd.Series) -> pd.Series:
    present = values.notna()
    words = values.astype(object).where(present, None)
    return _text(words.map(lambda value: None if value is None else str(value)).astype(object))[0]


_BY_TYPE: tuple[tuple[Callable[[pd.Series], bool], Callable[[pd.Series], Converted]], ...] = (
    (_is_text, _text),
    (pd.api.types.is_bool_dtype, _boolean),
    (lambda values: values.dtype.kind == "c", _complex),
    (pd.api.types.is_numeric_dtype, _number),
    (pd.api.types.is_datetime64_any_dtype, _date),
    (pd.api.types.is_timedelta64_dtype, _timedelta),
    (lambda values: isinstance(values.dtype, pd.PeriodDtype), _period),
    (lambda values: isinstance(values.dtype, pd.IntervalDtype), _interval),
    (_is_object, _objects),
)
