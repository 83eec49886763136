"""Any pandas column becomes a number, a text or a date, or is refused by name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from core.errors import DataError, LimitError
from core.table import Dataset


def column(values: Any) -> tuple[list[Any], str, tuple[str, ...]]:
    table = Dataset.of(pd.DataFrame({"a": values}), "t")
    cells = [None if pd.isna(cell) else cell for cell in table.frame["a"].tolist()]
    return cells, str(table.frame["a"].dtype), table.notes


def objects(*values: Any) -> pd.Series:
    return pd.Series(list(values), dtype=object)


def arrow(kind: pa.DataType, *values: Any) -> pd.Series:
    return pd.Series(pd.array(pa.array(list(values), type=kind), dtype=pd.ArrowDtype(kind)))


DAY = dt.datetime(2024, 1, 31)


@pytest.mark.parametrize(
    ("values", "cells", "kind"),
    [
        ([1, 2], [1, 2], "int64"),
        (pd.Series([1, None], dtype="Int64"), [1.0, None], "float64"),
        (objects(Decimal("1.5"), None), [1.5, None], "float64"),
        (objects(True, None), ["True", None], "str"),
        (pd.Series([True, None], dtype="boolean"), ["True", None], "str"),
        (objects(1, "x", None), ["1", "x", None], "str"),
        (pd.Categorical(["a", "b"], ["a", "b", "c"]), ["a", "b"], "str"),
        (pd.cut([1, 5], [0, 2, 5]), ["(0, 2]", "(2, 5]"], "str"),
        (pd.arrays.SparseArray([0, 1]), [0, 1], "int64"),
        (pd.Series([2**63 + 1, 1], dtype="uint64"), [str(2**63 + 1), "1"], "str"),
        (objects(2**70, 1), [str(2**70), "1"], "str"),
        ([dt.timedelta(minutes=1), None], [60.0, None], "float64"),
        (objects(dt.date(2024, 1, 31), None), [pd.Timestamp(DAY), None], "datetime64[us]"),
        (arrow(pa.int64(), 1, None), [1.0, None], "float64"),
        (arrow(pa.string(), "a", None), ["a", None], "str"),
        (arrow(pa.timestamp("ns"), DAY), [pd.Timestamp(DAY)], "datetime64[us]"),
        (arrow(pa.decimal128(5, 2), Decimal("1.25")), [1.25], "float64"),
        (objects("a\ud800", "b"), ["a?", "b"], "str"),
        (["a\x01b", "c"], ["a b", "c"], "str"),
        (objects(None, None), [None, None], "float64"),
    ],
)
def test_a_column_becomes_one_of_three_types(values: Any, cells: list[Any], kind: str) -> None:
    found = column(values)
    assert found[:2] == (cells, kind)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (objects([1], [2]), "'a' holds lists or nested values"),
        (objects({"x": 1}), "'a' holds lists or nested values"),
        (arrow(pa.list_(pa.int64()), [1]), "'a' holds lists or nested values"),
        (objects(b"a", b"b"), "'a' holds binary data"),
        ([1j, 2], "'a' holds complex numbers"),
    ],
)
def test_what_is_no_value_is_refused_by_name(values: Any, message: str) -> None:
    with pytest.raises(DataError, match=message) as error:
        column(values)
    assert error.value.hint


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ([1.0, np.inf, -np.inf], "2 infinite values became missing: 'a'."),
        ([1.0, 1e300], "Values too large for some models (over 3.4e38): 'a'."),
        ([np.nan, np.nan], "Columns without any value: 'a'."),
        ([dt.datetime(1, 1, 1), DAY], "1 placeholder date (year 1 or 9999) became missing: 'a'."),
        (pd.to_datetime(["2024-01-31T10:00Z"]), "Times were converted to UTC: 'a'."),
        (["a\x00", "b"], "NUL characters were removed: 'a'."),
    ],
)
def test_a_change_is_noted(values: Any, note: str) -> None:
    assert column(values)[2] == (note,)


def test_names_and_index_are_made_plain() -> None:
    names = pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])
    table = Dataset.of(pd.DataFrame([[1, 2]], columns=names, index=[7]), "t")
    assert table.columns == ("a / 1", "b / 2")
    assert table.frame.index.tolist() == [0]


def test_numbers_and_texts_as_names_are_told_apart() -> None:
    table = Dataset.of(pd.DataFrame([[1, 2, 3]], columns=[1, "1", " "]), "t")
    assert table.columns == ("1", "1 (2)", "column 3")


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(LimitError, match="10,001 columns"):
        Dataset.of(pd.DataFrame(np.zeros((1, 10_001))), "t")


def test_the_given_frame_is_not_changed() -> None:
    frame = pd.DataFrame({"a": [1.0, np.inf]})
    Dataset.of(frame, "t")
    assert np.isinf(frame["a"]).sum() == 1
