"""Cells are read by the kind of their column, each by itself."""

from __future__ import annotations

import pandas as pd
import pytest

from core.serve.refusal import Refusal
from core.serve.rows import table_of
from core.training.schema import ColumnSchema, Schema

SCHEMA = Schema(
    (
        ColumnSchema("joined", "date", required=True),
        ColumnSchema("plan", "category", required=True),
        ColumnSchema("visits", "number", required=True),
        ColumnSchema("id", "number", required=False),
    )
)


def read(*rows: tuple[object, object, object]) -> pd.DataFrame:
    named = [dict(zip(("joined", "plan", "visits"), row, strict=True)) for row in rows]
    return table_of(named, SCHEMA, "left")[0].frame


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31T12:30", "2026-01-31 12:30"),
        ("2026-01-31T12:00:00Z", "2026-01-31 12:00"),
        ("2026-01-31T12:00:00+02:00", "2026-01-31 10:00"),
    ],
)
def test_dates_are_read_in_utc(sent, kept):
    frame = read((sent, "a", 1), ("2020-02-29", "a", 1))
    assert frame["joined"].tolist() == [pd.Timestamp(kept), pd.Timestamp("2020-02-29")]


@pytest.mark.parametrize("sent", ["31.01.2026", "2026-02-30", "", 20260131, 1.5, True, "0" * 500])
def test_what_is_no_date_is_refused_by_field(sent):
    with pytest.raises(Refusal, match=r"Row 1, field 'joined': .* is no date, such as 2026-01-31"):
        read((sent, "a", 1))


def test_categories_are_spelt_as_in_tables():
    rows = [(None, value, 1) for value in (1, 1.0, "1", 1.5, True, None)]
    assert read(*rows)["plan"].fillna("–").tolist() == ["1", "1", "1", "1.5", "True", "–"]


def test_numbers_keep_every_digit_whatever_stands_beside_them():
    values = (0.1 + 0.2, "0.30000000000000004", 5, "7", -1e-300)
    frame = read(*((None, "a", value) for value in values))
    assert frame["visits"].tolist() == [0.1 + 0.2, 0.1 + 0.2, 5.0, 7.0, -1e-300]


@pytest.mark.parametrize("sent", ["1_000", "0x10", "１２", "1,5", "inf", "nan", "1e400", "--1"])
def test_only_plain_numbers_count_as_numbers(sent):
    with pytest.raises(Refusal, match="is no number"):
        read((None, "a", sent))


def test_only_the_columns_of_the_model_are_read():
    frame = table_of([{"joined": None, "plan": "a", "visits": 1, "id": "x"}], SCHEMA, "left")[0]
    assert frame.columns == ("joined", "plan", "visits")
