"""Two versions of a table, compared by content and told in words."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from core.profile.difference import ColumnChange, Difference, difference
from core.table import Dataset


def table(**columns: Any) -> Dataset:
    return Dataset.of(pd.DataFrame(columns), "table")


def only(found: Difference) -> ColumnChange:
    (column,) = found.changed
    return column


def test_the_order_of_rows_and_columns_does_not_count() -> None:
    found = difference(table(a=[1, 2], b=["x", "y"]), table(b=["y", "x"], a=[2, 1]))
    assert found.is_same
    assert found.sentences == ("Both tables hold the same rows and columns.",)


def test_rows_are_counted_by_content_and_copies_count_each() -> None:
    found = difference(table(a=[1, 1, 2, 3]), table(a=[1, 2, 2, 4, 5]))
    assert (found.added_rows, found.gone_rows) == (3, 2)
    assert found.sentences[0] == "5 rows now, 4 before."
    assert found.sentences[1] == (
        "3 rows are new, 2 are gone, 2 are the same in the columns of both."
    )


def test_copies_are_told_apart_from_rows_never_seen() -> None:
    found = difference(table(a=[1, 1, 1, 2, 3]), table(a=[1, 2, 2, 2, 4]))
    assert (found.added_rows, found.gone_rows) == (3, 3)
    assert (found.more_copies, found.fewer_copies) == (2, 2)
    assert found.sentences[2:4] == (
        "2 of the new rows are copies of rows that both tables have.",
        "2 of the gone rows are copies of rows that both tables have.",
    )


def test_tables_that_differ_in_copies_alone_are_not_the_same() -> None:
    found = difference(table(a=[1, 2], b=["x", "y"]), table(a=[1, 2, 2], b=["x", "y", "y"]))
    assert not found.is_same
    assert found.sentences[:3] == (
        "3 rows now, 2 before.",
        "1 row is new, 0 are gone, 2 are the same in the columns of both.",
        "1 of the new rows is a copy of rows that both tables have.",
    )


def test_whole_numbers_and_decimals_are_the_same_numbers() -> None:
    assert difference(table(a=[1, 2]), table(a=[1.0, 2.0])).is_same


def test_a_gap_is_another_value_and_its_share_is_told() -> None:
    found = difference(table(a=[1, 2, 3, 4]), table(a=[1, 2, 3, np.nan]))
    assert only(found).missing == (0.0, 0.25)
    assert "missing in 25.0 % of the rows (before: 0.0 %)" in only(found).sentence


def test_columns_come_go_and_change_their_kind() -> None:
    found = difference(table(a=[1, 2], b=[1, 2], c=[5, 7]), table(a=[1, 2], b=["x", "y"], d=[8, 9]))
    assert (found.added, found.removed) == (("d",), ("c",))
    assert found.retyped == (("b", "number", "category"),)
    assert "'b' was read as number and is read as category now." in found.sentences
    assert "New columns: 'd'." in found.sentences
    assert "Columns that are gone: 'c'." in found.sentences


def test_a_new_name_for_the_same_content_is_recognised() -> None:
    found = difference(table(a=[1, 2], b=[3, 4]), table(a=[1, 2], c=[3, 4]))
    assert found.renamed == (("b", "c"),)
    assert (found.added, found.removed) == ((), ())
    assert "'b' is now called 'c': its content is equal." in found.sentences


def test_the_shift_of_a_mean_is_in_old_standard_deviations() -> None:
    found = only(difference(table(a=[1.0, 2.0, 3.0]), table(a=[2.0, 3.0, 4.0])))
    assert (found.mean, found.median, found.shift) == ((2.0, 3.0), (2.0, 3.0), 1.0)
    assert found.span == ((1.0, 3.0), (2.0, 4.0))


def test_categories_that_come_and_go_are_named() -> None:
    found = only(difference(table(a=["x", "y", "y"]), table(a=["y", "z", "z"])))
    assert (found.new, found.vanished) == (("z",), ("x",))
    assert found.sentence == "'a': new: 'z'; no longer there: 'x'."


def test_a_change_too_small_to_tell_is_still_named() -> None:
    old = [0.0, 100.0, *range(10, 90)]
    new = [0.0, 100.0, 10.5, *range(11, 90)]
    found = difference(table(a=old), table(a=new))
    assert only(found).sentence == ""
    assert "Values changed without a notable shift in 'a'." in found.sentences


def test_dates_are_told_as_days() -> None:
    days = pd.to_datetime(["2024-01-01", "2024-02-01"])
    found = only(difference(table(a=days), table(a=days + pd.Timedelta(days=1))))
    assert found.sentence == (
        "'a': values from 2024-01-02 to 2024-02-02 (before: 2024-01-01 to 2024-02-01)."
    )


def test_tables_without_a_common_column_share_no_row() -> None:
    found = difference(table(a=[1, 5]), table(b=["x", "y", "z"]))
    assert (found.added_rows, found.gone_rows) == (3, 2)
    assert "No row is the same in both tables." in found.sentences


def test_an_empty_table_is_compared_too() -> None:
    found = difference(table(a=[1, 2]), table(a=[1, 2]).__class__(pd.DataFrame({"a": []}), "t"))
    assert (found.added_rows, found.gone_rows) == (0, 2)


def test_a_difference_is_json() -> None:
    found = difference(table(a=[1, 2], b=["x", "y"]), table(a=[1, 9], b=["x", "z"]))
    kept = json.loads(json.dumps(found.to_json()))
    assert kept["rows"] == [2, 2]
    assert kept["sentences"] == list(found.sentences)
