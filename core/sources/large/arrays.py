"""Convert the texts of a column many at a time, and only where that cannot change a value.

What is accepted here becomes what the readers of small files make of it. Anything else is a
`Demotion`: the column is then read more patiently. A first look at lengths and first letters,
and what Arrow refuses to convert, settle most columns; the others are looked at cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.sources.large.kinds import (
    DATE,
    INTEGER,
    MOST_DIGITS,
    NUMBER,
    PATIENT,
    TEXT,
    Cells,
    Demotion,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ZERO, _MINUS, _SPACE, _DELETE = ord("0"), ord("-"), ord(" "), 127
_EXPONENTS = b"eE"
_WHOLE = r"^-?(?:0|[1-9][0-9]{0,14})$"
_POWER = "(?:[eE][-+]?[0-9]{1,3})?"
_NUMBER = rf"^[-+]?(?:(?:0|[1-9][0-9]{{0,14}}){_POWER}|(?:0|[1-9][0-9]*)?\.[0-9]*{_POWER})$"
_DATE = r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?$"
_DATE_LENGTHS = np.isin(np.arange(28), (0, 10, 16, 19, 21, 22, 23, 24, 25, 26))
_FIRST_DATE, _LAST_DATE = np.datetime64("0002-01-01", "us"), np.datetime64("9999-01-01", "us")


@dataclass(frozen=True)
class Texts:
    """The texts of one column of a block (missing where empty), with lengths and letters."""

    array: pa.StringArray
    starts: NDArray[np.int32]
    lengths: NDArray[np.int32]
    letters: NDArray[np.uint8]

    @classmethod
    def of(cls, array: pa.StringArray) -> Texts:
        """Look into an array without copying its letters."""
        _, offsets, data = array.buffers()
        edges = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
        letters = np.frombuffer(data or b"", np.uint8)[edges[0] : edges[-1]]
        return cls(array, edges[:-1] - edges[0], np.diff(edges), letters)

    def letter(self, at: int, rows: NDArray[np.intp] | None = None) -> NDArray[np.uint8]:
        """Return one letter of each text, or of some: 0 beyond its end; -1 is its last."""
        starts = self.starts if rows is None else self.starts[rows]
        lengths = self.lengths if rows is None else self.lengths[rows]
        places = starts + (lengths - 1 if at < 0 else at)
        inside = lengths > max(at, 0)
        if inside.all() and len(inside):
            return np.take(self.letters, places)
        found: NDArray[np.uint8] = np.zeros(len(places), np.uint8)
        found[inside] = self.letters[places[inside]]
        return found


def converted(array: pa.StringArray, place: int, kind: str, cells: Cells) -> pa.Array:
    """Convert one column of a block; a cell that does not fit raises a `Demotion`."""
    return _CONVERTERS[kind](Texts.of(array), place, cells)


def is_blank(array: pa.StringArray) -> NDArray[np.bool_]:
    """Tell for each text whether it is missing or nothing but white space."""
    texts = Texts.of(array)
    first = texts.letter(0)
    unsure = (first <= _SPACE) | (first >= _DELETE)
    if unsure.any():
        found = np.flatnonzero(unsure)
        trimmed = pc.utf8_trim_whitespace(array.take(pa.array(found))).fill_null("")
        unsure[found] = pc.equal(trimmed, "").to_numpy(zero_copy_only=False)
    return unsure


def _integer(texts: Texts, place: int, cells: Cells) -> pa.Array:
    if not _may_be_code(texts, b""):
        whole = _cast(texts.array, pa.int64())
        if whole is not None:
            return whole
    known = _without_gaps(texts.array, cells.gaps(place))
    odd = _misfits(known, _WHOLE)
    if not len(odd):
        return known.cast(pa.int64())
    pointed = _pointed(odd, cells.decimal)
    is_number = pointed is not None and not len(_misfits(pointed, _NUMBER))
    signed = pc.any(pc.starts_with(odd, "+")).as_py()
    raise Demotion(place, NUMBER if is_number and not signed else PATIENT)


def _number(texts: Texts, place: int, cells: Cells) -> pa.Array:
    mark = cells.decimal.encode()
    if not _may_be_code(texts, mark):
        values = _floats(texts.array, cells.decimal)
        if values is not None:
            return values
    known = _pointed(_without_gaps(texts.array, cells.gaps(place)), cells.decimal)
    values = None
    if known is not None and not len(_misfits(known, _NUMBER)):
        values = _floats(pc.replace_substring_regex(known, r"^\+", ""), ".")
    if values is None:
        raise Demotion(place, PATIENT)
    return values


def _may_be_code(texts: Texts, mark: bytes) -> bool:
    """Tell whether a text may be a code rather than a number: leading zeros, many digits."""
    first = texts.letter(0)
    after = mark + _EXPONENTS + b"\x00"
    zero, minus = np.flatnonzero(first == _ZERO), np.flatnonzero(first == _MINUS)
    if len(minus):
        below = minus[texts.letter(1, minus) == _ZERO]
        if texts.letter(2, below).tobytes().translate(None, after):
            return True
    if texts.letter(1, zero).tobytes().translate(None, after):
        return True
    long = texts.lengths > MOST_DIGITS
    if not long.any():
        return False
    return not mark or not pc.all(pc.match_substring(texts.array.filter(long), mark)).as_py()


def _floats(array: pa.StringArray, decimal: str) -> pa.Array | None:
    """Return the numbers, or None where a text is none or may have more digits than one."""
    pointed = _pointed(array, decimal)
    values = None if pointed is None else _cast(pointed, pa.float64())
    if values is None or values.null_count == len(array):
        return values
    largest = pc.max(pc.abs(values)).as_py()
    return values if largest < 10**MOST_DIGITS else None


def _pointed(array: pa.StringArray, decimal: str) -> pa.StringArray | None:
    """Return the texts with a point for the decimal mark; None where points mean another thing."""
    if decimal == ".":
        return array
    if pc.any(pc.match_substring(array, ".")).as_py():
        return None
    return pc.replace_substring(array, decimal, ".")


def _date(texts: Texts, place: int, cells: Cells) -> pa.Array:
    fits = _DATE_LENGTHS[np.minimum(texts.lengths, len(_DATE_LENGTHS) - 1)].all()
    if fits:
        values = _dates(texts.array)
        if values is not None:
            return values
    known = _without_gaps(texts.array, cells.gaps(place))
    values = None if len(_misfits(known, _DATE)) else _dates(known)
    if values is None:
        raise Demotion(place, PATIENT)
    return values


def _dates(array: pa.StringArray) -> pa.Array | None:
    """Return the moments, or None where a text is none, or one that stands for a gap."""
    values = _cast(array, pa.timestamp("us"))
    if values is None or values.null_count == len(values):
        return values
    ends = pc.min_max(values)
    first, last = (ends[name].cast(pa.int64()).as_py() for name in ("min", "max"))
    inside = _FIRST_DATE.astype("int64") <= first and last < _LAST_DATE.astype("int64")
    return values if inside else None


def _text(texts: Texts, place: int, cells: Cells) -> pa.Array:
    first, last = texts.letter(0), texts.letter(-1)
    known = texts.lengths > 0
    bare = (first > _SPACE) & (first < _DELETE) & (last > _SPACE) & (last < _DELETE)
    gaps = cells.gaps(place)
    if not (bare | ~known).all():
        return _without_gaps(pc.utf8_trim_whitespace(texts.array), ("", *gaps))
    if not gaps:
        return texts.array
    begins = np.isin(np.arange(256), [gap.encode()[0] for gap in gaps])
    longest = max(len(gap.encode()) for gap in gaps)
    unsure = np.flatnonzero(known & (texts.lengths <= longest) & begins[first])
    gone = pc.is_in(texts.array.take(pa.array(unsure)), value_set=pa.array(gaps))
    if not pc.any(gone).as_py():
        return texts.array
    mask = np.zeros(len(first), bool)
    mask[unsure] = gone.to_numpy(zero_copy_only=False)
    return _masked(texts.array, pa.array(mask))


def _patient(texts: Texts, place: int, cells: Cells) -> pa.Array:
    del place, cells
    return texts.array


def _without_gaps(array: pa.StringArray, gaps: tuple[str, ...]) -> pa.StringArray:
    """Return the texts, missing where they say that there is no value."""
    if not gaps:
        return array
    return _masked(array, pc.is_in(array, value_set=pa.array(gaps, pa.string())))


def _masked(array: pa.StringArray, mask: pa.BooleanArray) -> pa.StringArray:
    return pc.if_else(mask, pa.scalar(None, array.type), array)


def _misfits(array: pa.StringArray, pattern: str) -> pa.StringArray:
    """Return the texts that a pattern does not match."""
    return array.filter(pc.invert(pc.match_substring_regex(array, pattern))).drop_null()


def _cast(array: pa.StringArray, type_: pa.DataType) -> Any:
    try:
        return array.cast(type_)
    except pa.ArrowInvalid:
        return None


_CONVERTERS: Mapping[str, Callable[[Texts, int, Cells], pa.Array]] = {
    INTEGER: _integer,
    NUMBER: _number,
    DATE: _date,
    PATIENT: _patient,
    TEXT: _text,
}
