"""Turn the cells of a column, of whatever types, into one column of one type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.sources.sheet import CellError
from core.text import count, listed

if TYPE_CHECKING:
    import pandas as pd

    from core.sources.dialect.values import Column, Rules

LARGEST_EXACT = 2**53
LARGEST_INTEGER = 2**63
_TIME_NOTE = "Times of day became seconds since midnight"
_LONG_NOTE = "Integers too long to calculate with were kept as text"
_WORDS = {int: "numbers", float: "numbers", Decimal: "numbers", bool: "truth values", str: "texts"}

Typed = tuple["pd.Series", tuple[str, ...]]


def value_column(cells: list[Any], rules: Rules) -> Typed:
    """Return cells of mixed types as one column; texts among numbers make it text.

    None is missing; so is a cell that shows an error.
    """
    errors = [cell for cell in cells if isinstance(cell, CellError)]
    if errors:
        cells = [None if isinstance(cell, CellError) else cell for cell in cells]
    values, notes = _typed(cells, rules)
    if errors:
        kinds = listed(sorted(set(map(str, errors))))
        notes = (f"{count(len(errors), 'error cell')} ({kinds}) became missing", *notes)
    return values, notes


def shown_cell(cell: Any) -> str:
    """Return a cell as the text a person sees."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


def _typed(cells: list[Any], rules: Rules) -> Typed:
    import numpy as np
    import pandas as pd

    kinds = {type(cell) for cell in cells} - {type(None)}
    if not kinds:
        return pd.Series(np.full(len(cells), np.nan)), ()
    if kinds <= {int, float, Decimal}:
        return _numbers(cells)
    if kinds <= {datetime, date}:
        return _dates(cells)
    if kinds <= {timedelta, time}:
        return _lengths(cells, kinds)
    return _texts(cells, rules)


def _numbers(cells: Sequence[Any]) -> Typed:
    """Keep integers exact: where a gap would make them inexact they stay texts."""
    import numpy as np
    import pandas as pd

    gaps = any(cell is None for cell in cells)
    whole = [cell for cell in cells if isinstance(cell, int)]
    mixed = gaps or len(whole) < len(cells)
    largest = max((abs(number) for number in whole), default=0)
    if largest >= LARGEST_INTEGER or (mixed and largest > LARGEST_EXACT):
        texts = [None if cell is None else _plain(cell) for cell in cells]
        return pd.Series(texts, dtype="str"), (_LONG_NOTE,)
    if not mixed:
        return pd.Series(np.array(cells, dtype="int64")), ()
    floats = (np.nan if cell is None else float(cell) for cell in cells)
    return pd.Series(np.fromiter(floats, dtype="float64", count=len(cells))), ()


def _plain(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _dates(cells: Sequence[Any]) -> Typed:
    import pandas as pd

    zoned = any(isinstance(cell, datetime) and cell.tzinfo is not None for cell in cells)
    made = pd.to_datetime(pd.Series(cells, dtype=object), errors="coerce", utc=zoned)
    return made, ()


def _lengths(cells: Sequence[Any], kinds: set[type]) -> Typed:
    """Return durations as they are; times of day, or a mix of both, as seconds."""
    import pandas as pd

    if kinds == {timedelta}:
        return pd.Series(pd.to_timedelta(pd.Series(cells, dtype=object))), ()
    seconds = [None if cell is None else _seconds(cell) for cell in cells]
    return pd.Series(seconds, dtype="float64"), (_TIME_NOTE,)


def _seconds(cell: time | timedelta) -> float:
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    return cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6


def _read(cells: Sequence[Any], rules: Rules) -> Column:
    """Read cells as the texts a person sees; numbers among them keep their value.

    With decimal commas, 2.125 would be read as 2125 unless it is written as 2,125 first.
    """
    import pandas as pd

    from core.sources.dialect.numbers import COMMAS
    from core.sources.dialect.values import typed_column

    column = typed_column(pd.Series([shown_cell(cell) for cell in cells], dtype="str"), rules)
    commas = rules.decimal == "," or any(note.startswith(COMMAS) for note in column.notes)
    if commas and any(isinstance(cell, float) for cell in cells):
        texts = pd.Series([_with_comma(cell) for cell in cells], dtype="str")
        again = typed_column(texts, rules)
        return column if isinstance(again.values.dtype, pd.StringDtype) else again
    return column


def _with_comma(cell: Any) -> str:
    text = shown_cell(cell)
    return text.replace(".", ",") if isinstance(cell, float) else text


def _texts(cells: Sequence[Any], rules: Rules) -> Typed:
    import pandas as pd

    column = _read(cells, rules)
    dated = sum(isinstance(cell, datetime) for cell in cells)
    if dated and column.values.dtype.kind != "M":
        note = f"{count(dated, 'date')} among other values kept it text"
        return column.values, (*column.notes, note)
    mixed = dict.fromkeys(_WORDS[type(cell)] for cell in cells if type(cell) in _WORDS)
    if len(mixed) > 1 and isinstance(column.values.dtype, pd.StringDtype):
        words = [word for word in dict.fromkeys(_WORDS.values()) if word in mixed]
        note = f"{', '.join(words[:-1])} and {words[-1]} in one column became text"
        return column.values, (*column.notes, note[:1].upper() + note[1:])
    return column.values, column.notes
