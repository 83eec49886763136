"""Judged rows as a table to read: true, predicted, how far off, and the row as it was loaded."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.judged_rows import JudgedRows
from core.table import whole_days, with_columns
from core.text import unique_names

if TYPE_CHECKING:
    import pandas as pd

IN_FRONT = 4  # number of the row, truth, prediction, error or probability


def rows_table(
    judged: JudgedRows, places: NDArray[np.int64], loaded: pd.DataFrame, target: str
) -> pd.DataFrame:
    """Return the judged rows at some places, in that order.

    `loaded` holds the same rows as they stand in the table; its own column of the target gives
    way to the true value. Rows are counted from 1, as a person counts them in the table.
    """
    import pandas as pd

    found = {"row": judged.rows[places] + 1, **_answers(judged, places, target)}
    rest = loaded.drop(columns=target, errors="ignore").reset_index(drop=True)
    table = pd.concat([pd.DataFrame(found), rest], axis=1)
    table.columns = pd.Index(unique_names([str(name) for name in table.columns]))
    return table


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """Return judged rows as a person reads them: answers rounded, days without midnight."""
    import pandas as pd

    types = pd.api.types
    days = {name: table[name].dt.date for name in whole_days(table)}
    rounded = {
        name: column.round(_decimals(column))
        for name, column in table.iloc[:, :IN_FRONT].items()
        if types.is_float_dtype(column)
    }
    return with_columns(table, days | rounded)


def _decimals(column: pd.Series) -> int:
    """Return how many decimals the largest value is read with: about four digits in all."""
    largest = float(column.abs().max())
    return max(0, 3 - math.floor(math.log10(largest))) if largest > 0 else 0


def _answers(judged: JudgedRows, places: NDArray[np.int64], target: str) -> dict[str, Any]:
    truth, predicted = judged.truth[places], judged.predicted[places]
    names = (f"true {target}", f"predicted {target}")
    if not judged.classes:
        return {names[0]: truth, names[1]: predicted, "error": truth - predicted}
    classes = np.array(judged.classes, dtype=object)
    of = judged.classes[1] if len(judged.classes) == 2 else "prediction"
    return {
        names[0]: classes[truth.astype("int64")],
        names[1]: classes[predicted.astype("int64")],
        f"probability of {of}": judged.score[places],
    }
