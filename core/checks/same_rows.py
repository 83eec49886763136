"""Rows that are equal in every column, found by few columns first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

FIRST = 8
WIDER = 8


def repeated(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which rows equal an earlier one in every column; there must be a column.

    >>> import pandas as pd
    >>> repeated(pd.DataFrame({"a": [1, 2, 1], "b": ["x", "y", "x"]})).tolist()
    [False, False, True]
    """
    places = alike(frame)
    found = np.zeros(len(frame), dtype=bool)
    if len(places):
        found[places] = frame.iloc[places].duplicated().to_numpy()
    return found


def alike(frame: pd.DataFrame) -> NDArray[np.int64]:
    """Return the places of all rows that may equal another one: few of them do not.

    The first columns tell most rows apart, so that the others are looked at in few rows.
    """
    places, width = np.arange(len(frame)), FIRST
    while width < frame.shape[1] and len(places):
        few = frame.iloc[:, :width].iloc[places]
        places = places[few.duplicated(keep=False).to_numpy()]
        width *= WIDER
    return places
