"""Make texts harmless for spreadsheet programs, which run cells that look like formulas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# Characters that nobody sees may be dropped on reading, such as the mark of encoding.
_STARTS = re.compile(r"""^[\s"'\u200b-\u200f\u2060\ufeff]*[=+\-@\t\r\n＝＋－＠|]""")
_NUMBER = re.compile(r"^\s*[-+]?(\d+([.,]\d*)*|[.,]\d+)([eE][-+]?\d+)?\s*%?\s*$")


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy in which text cells and column names can start no formula.

    They get an apostrophe in front, which spreadsheet programs hide; numbers, also those
    in text columns, stay as they are.
    """
    safe = frame.copy()
    for place in range(frame.shape[1]):
        values = frame.iloc[:, place]
        if values.dtype.kind not in "iufbM":
            safe.isetitem(place, values.map(guarded, na_action="ignore").astype("str"))
    safe.columns = [guarded(str(name)) for name in frame.columns]
    return safe


def guarded(text: object) -> object:
    """Return a text with an apostrophe in front when it could be taken for a formula.

    >>> guarded("=1+1"), guarded("-5"), guarded("-5+cmd"), guarded("a=b")
    ("'=1+1", '-5', "'-5+cmd", 'a=b')
    """
    if not isinstance(text, str) or _NUMBER.match(text) or not _STARTS.match(text):
        return text
    return f"'{text}"
