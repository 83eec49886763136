"""A short column is typed by quick ways, which decide as the long ones do."""

from __future__ import annotations

import pandas as pd
import pytest

from core.canonical import canonical
from core.sources.dialect import numbers, values
from core.sources.dialect.values import Rules, typed_column

COLUMNS = (
    ("red", "green", "inf"),
    ("EUR", "5 EUR", "7"),
    ("5 EUR", "R$ 4", "none"),
    ("none", "-", "3"),
    ("none", "missing"),
    ("***", "4", "5"),
    ("w12", "7", "8"),
    ("1,5", "2,5", "1e"),
    ("2024-01-03", "2024-02-30", "2024-12-31"),
    ("2024-01-03", "2024-1-4"),
    ("2024-01-03T10:00:00Z", "2024-01-04"),
    ("2024-01-03", "5"),
    (" a", "b ", "NA"),
    ("US", "NA", "DE", "FR", "IT", "ES"),
    ("1", "2", "3", "4", "5", "6", "7", "8", "9", "x"),
    ("bell\x07", "plain"),
    ("nul\x00", "plain"),
)


def told(texts: tuple[str, ...]) -> tuple[object, ...]:
    column = typed_column(pd.Series(texts, dtype="str"), Rules())
    frame, notes = canonical(pd.DataFrame({"a": column.values}))
    return str(column.values.dtype), column.notes, frame["a"].astype("str").tolist(), notes


@pytest.mark.parametrize("texts", COLUMNS, ids=lambda texts: repr(texts[0]))
def test_quick_ways_decide_as_the_long_ones(
    texts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = told(texts)
    for place, name in ((numbers, "SHORT"), (numbers, "_PROBE"), (values, "SHORT")):
        monkeypatch.setattr(place, name, 0)
    monkeypatch.setattr("core.canonical._FEW", 0)
    assert told(texts) == quick
