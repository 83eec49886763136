"""Point at a last row that sums up the rows above it; it is kept, as it may be a real one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import partial
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.text import shown

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

_NONE = ("None", "nan", "NaT", "<NA>")
_LABELS = 3
_LEAST_ROWS = 3
_ROUNDED, _EXACT = 0.02, 1e-9
_WORDS = (
    r"(?:sub|grand)?-?tot(?:als?|aux|ale[sn]?|ali|aal|alt)|\w*summen?|gesamt|gesamt(?:betrag|ergebnis"
    r"|wert|zahl)|insgesamt|sums?|sommes?|somat?|suma|sumă|summa|somma|sammanlagt|yhteensä"
    r"|razem|ogółem|łącznie|celkem|spolu|összesen|ukupno|skupaj|toplam|jumlah|kokku|kopā|viso"
    r"|итого|всего|сумма|сума|разом|усього|общо|укупно|σύνολο|المجموع|الإجمالي|إجمالي"
    r'|סה["״]כ|कुल|योग|tổng(?: cộng)?|i alt'
)
_SIGNS = "合計|合计|总计|總計|総計|总和|小计|小計|합계|총계|소계|รวม"
_BARE = re.compile(rf"\W*(?:(?:{_WORDS})\W*|(?:{_SIGNS})\W*)", re.I)
_TOTAL = re.compile(
    rf"\W*(?:\w+\s+)?(?:{_WORDS})(?:\W+\w+){{0,2}}\W*|\W*\w{{0,4}}(?:{_SIGNS})\w{{0,6}}\W*", re.I
)
_SAID = "looks like a total{}: leave it out if it is."
Column = tuple[Any, Callable[[], float]]


def total_note(rows: pd.DataFrame) -> tuple[str, ...]:
    """Say so when the last row of a table in memory is named a total, or holds the sums."""
    if len(rows) < _LEAST_ROWS:
        return ()
    for at in range(min(_LABELS, rows.shape[1])):
        column = rows.iloc[:, at]
        if _is_label(column.iloc[-1], partial(_times, column)):
            return _note(column.iloc[-1])
    columns = ((rows.iloc[-1, at], _above(rows, at)) for at in range(rows.shape[1]))
    return _note() if _sums_up(columns, len(rows) - 1) else ()


def total_note_in(table: Path) -> tuple[str, ...]:
    """Say so of a table file; only as many of its columns are read as it takes to know."""
    from pyarrow import parquet

    with parquet.ParquetFile(table) as file:
        rows, names = file.metadata.num_rows, file.schema_arrow.names
        if rows < _LEAST_ROWS:
            return ()
        for name in names[:_LABELS]:
            column = _part(file, name, file.num_row_groups - 1)
            last = column[-1].as_py()
            if _is_label(last, partial(_times_in, column)):
                return _note(last)
        return _note() if _sums_up(_columns(file, names), rows - 1) else ()


def _note(label: str = "") -> tuple[str, ...]:
    how = f" ('{shown(label)}')" if label else ", as its numbers are the sums of the rows above"
    return (f"The last row {_SAID.format(how)}",)


def _is_label(cell: object, times: Callable[[str], int]) -> bool:
    """Say whether a cell names a total; words beside it may be a category that comes again."""
    if not isinstance(cell, str):
        return False
    text = cell.strip()
    return bool(_BARE.fullmatch(text) or (_TOTAL.fullmatch(text) and times(cell) == 1))


def _times(column: pd.Series[Any], cell: str) -> int:
    return int((column == cell).sum())


def _times_in(column: pa.ChunkedArray, cell: str) -> int:
    cells: list[object] = column.to_pylist()
    return cells.count(cell)


def _sums_up(columns: Iterator[Column], rows: int) -> bool:
    """Say whether a row has no label, and each of its numbers is the sum of those above."""
    unnamed = adds = False
    for last, above in columns:
        if _is_blank(last):
            unnamed = True
        elif _is_number(last) and _is_sum(float(last), above(), rows):
            adds = adds or float(last) != 0
        else:
            return False
    return unnamed and adds


def _is_blank(cell: Any) -> bool:
    return not cell.strip() if isinstance(cell, str) else str(cell) in _NONE


def _is_number(cell: Any) -> bool:
    return isinstance(cell, Real) and not isinstance(cell, bool)


def _is_sum(last: float, above: float, rows: int) -> bool:
    """Say whether a number is a sum, as far as rounding of each row and of the sum goes."""
    if not math.isfinite(last):
        return False
    _, point, decimals = f"{last:.10f}".rstrip("0").partition(".")
    rounding = 0.5 * 10.0 ** -len(decimals if point else "") * math.sqrt(rows)
    return abs(last - above) <= min(rounding, _ROUNDED * abs(above)) + _EXACT * abs(above)


def _above(rows: pd.DataFrame, at: int) -> Callable[[], float]:
    def added() -> float:
        column = rows.iloc[:-1, at]
        mixed = column.dtype.kind not in "iuf"
        return math.nan if mixed else _sum(column.to_numpy("float64", na_value=math.nan))

    return added


def _columns(file: Any, names: list[str]) -> Iterator[Column]:
    for name in names:
        last = _part(file, name, file.num_row_groups - 1)[-1].as_py()
        yield last, partial(_above_in, file, name, last)


def _above_in(file: Any, name: str, last: float) -> float:
    parts = (_part(file, name, at).to_numpy() for at in range(file.num_row_groups))
    return sum(_sum(part.astype("float64")) for part in parts) - float(last)


def _part(file: Any, name: str, group: int) -> pa.ChunkedArray:
    return file.read_row_group(group, columns=[name]).column(name)


def _sum(cells: NDArray[np.float64]) -> float:
    import numpy as np

    with np.errstate(all="ignore"):
        return float(np.nansum(cells))
