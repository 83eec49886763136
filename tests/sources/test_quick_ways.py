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
    ("2024-01-03", "", "2024-12-31"),
    ("2024-01-03", "2024-01-03", "1066-10-14", "9999-12-31"),
    ("2024-01-03", "0000-01-01", "2024-12-31"),
    ("2024-02-29", "2023-02-29"),
    ("2024-01-03", " ", "2024-12-31"),
    ("2024-01-03", "NA", "2024-12-31"),
    ("", "", ""),
    ("red", "red", "green", "None"),
    ("red", "", "green", "NA", "red"),
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
    places = ((numbers, "SHORT"), (numbers, "_PROBE"), (values, "SHORT"), (values, "_SHORT"))
    for place, name in places:
        monkeypatch.setattr(place, name, 0)
    monkeypatch.setattr("core.canonical._FEW", 0)
    assert told(texts) == quick


def test_a_day_that_means_missing_is_missing_among_days() -> None:
    texts = pd.Series(["2024-01-03", "1900-01-01"], dtype="str")
    column = typed_column(texts, Rules(missing=("1900-01-01",)))
    assert column.values.isna().tolist() == [False, True]
    assert column.notes == ("Read as missing: '1900-01-01' in",)


def test_empty_cells_among_days_are_no_gaps_where_nothing_means_missing() -> None:
    texts = pd.Series(["2024-01-03", ""], dtype="str")
    assert typed_column(texts, Rules(missing=())).values.dtype.kind != "M"
