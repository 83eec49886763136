"""Stand-ins for missing, categories that mean the same, and duplicate rows."""

from __future__ import annotations

import pandas as pd

from core.steps.drop_columns import DropColumns
from core.steps.drop_duplicates import DropDuplicates
from core.steps.merge_categories import MergeCategories
from core.steps.treat_as_missing import TreatAsMissing


def words(*values: str | None) -> pd.DataFrame:
    return pd.DataFrame({"a": pd.Series(list(values), dtype="str")})


def test_numbers_are_missing_by_value_and_texts_letter_by_letter() -> None:
    step = TreatAsMissing(("a",), ("-1", "?", "999"))
    numbers = step.apply(pd.DataFrame({"a": [-1.0, 0.0, 999.0, 99.9]}))
    assert numbers["a"].isna().tolist() == [True, False, True, False]
    texts = step.apply(words("-1", "-1.0", "?", "a?"))
    assert texts["a"].isna().tolist() == [True, False, True, False]


def test_dates_are_missing_by_day() -> None:
    frame = pd.DataFrame({"a": pd.to_datetime(["1900-01-01", "2024-01-01"])})
    missing = TreatAsMissing(("a",), ("1900-01-01", "?")).apply(frame)["a"].isna()
    assert missing.tolist() == [True, False]


def test_spaces_and_capitals_no_longer_tell_categories_apart() -> None:
    step = MergeCategories(("a",), fold_case=True)
    merged = step.apply(words(" New  York", "new york\t", "NEW YORK", "  ", None))["a"]
    assert merged.tolist()[:3] == ["new york"] * 3
    assert merged.isna().tolist() == [False, False, False, True, True]


def test_capitals_count_unless_told_otherwise() -> None:
    assert MergeCategories(("a",)).apply(words("A1 ", "a1"))["a"].tolist() == ["A1", "a1"]


def test_listed_categories_become_one() -> None:
    step = MergeCategories(("a",), trim=False, values=("x", "y"), into="z")
    assert step.apply(words("x", " x", "y", "w"))["a"].tolist() == ["z", " x", "z", "w"]


def test_numbers_are_left_alone_by_merging() -> None:
    frame = pd.DataFrame({"a": [1, 2]})
    pd.testing.assert_frame_equal(MergeCategories(("a",), values=("1",)).apply(frame), frame)


def test_the_first_of_equal_rows_stays() -> None:
    frame = pd.DataFrame({"order": [7, 7, 8], "amount": [5.0, 6.0, 5.0]})
    assert DropDuplicates().apply(frame).index.tolist() == [0, 1, 2]
    assert DropDuplicates(("order",)).apply(frame).index.tolist() == [0, 2]


def test_missing_values_count_as_equal_among_duplicates() -> None:
    assert len(DropDuplicates().apply(words(None, None, "x"))) == 2


def test_dropped_columns_are_gone_and_others_stay() -> None:
    frame = pd.DataFrame({"a": [1], "b": [2]})
    assert list(DropColumns(("a", "not there")).apply(frame)) == ["b"]
