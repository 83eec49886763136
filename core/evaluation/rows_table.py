"""Judged rows as a table to read: true, predicted, how far off, and the row as it was loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.judged_rows import JudgedRows
from core.text import unique_names

if TYPE_CHECKING:
    import pandas as pd


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
