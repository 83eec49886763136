"""Joins and appends: what they do, what they say before, and that they are run again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.errors import (
    DataError,
    LimitError,
    RecipeError,
    SettingError,
    SourceError,
    UnknownNameError,
)
from core.loading import load_again
from core.sources import source_from_json, source_to_json
from core.sources.append import Append
from core.sources.csv import Csv
from core.sources.join import Join
from core.sources.joining import matching
from core.sources.joining.below import below_each_other
from core.sources.joining.checking import inspect
from core.sources.joining.joined import join_frames
from core.sources.joining.propose import proposals
from core.sources.joining.side import Side, placed
from core.sources.sample import SampleSource

PEOPLE = pd.DataFrame({"id": [1, 2, 3], "name": ["Ann", "Bob", "Cy"], "left": ["no", "yes", "no"]})
TOWNS = pd.DataFrame({"id": [3, 1, 9], "town": ["Rome", "Oslo", "Bern"]})
ORDERS = pd.DataFrame(
    {
        "id": [1, 1, 2, 1],
        "amount": [10.0, 20.0, 5.0, 60.0],
        "day": pd.to_datetime(["2024-01-02", "2024-01-05", "2024-01-03", "2024-02-01"]),
    }
)
MOMENTS = PEOPLE.assign(asked=pd.to_datetime(["2024-01-05", "2024-01-01", "2024-01-09"]))


def by(*keys: str, right: tuple[str, ...] = (), **more: Any) -> Join:
    return Join(left_keys=keys, right_keys=right or keys, **more)


def done(left: pd.DataFrame, right: pd.DataFrame, join: Join) -> pd.DataFrame:
    return join_frames(left, right, join)[0]


def codes(left: pd.DataFrame, right: pd.DataFrame, join: Join, moment: str = "") -> set[str]:
    return {remark.code for remark in inspect(left, right, join, moment).remarks}


# ---- rows --------------------------------------------------------------------------


def test_a_left_join_keeps_all_rows_in_order() -> None:
    frame = done(PEOPLE, TOWNS, by("id"))
    assert list(frame.columns) == ["id", "name", "left", "town"]
    assert list(frame["id"]) == [1, 2, 3]
    assert frame["town"].tolist()[0::2] == ["Oslo", "Rome"]
    assert pd.isna(frame["town"][1])


def test_an_inner_join_keeps_rows_found_in_both() -> None:
    frame = done(PEOPLE, TOWNS, by("id", how="inner"))
    assert frame[["id", "town"]].to_numpy().tolist() == [[1, "Oslo"], [3, "Rome"]]


def test_a_missing_key_finds_no_partner() -> None:
    left = pd.DataFrame({"k": ["a", None], "n": [1, 2]})
    right = pd.DataFrame({"k": [None, "a"], "v": [7, 8]})
    frame = done(left, right, by("k"))
    assert frame["v"].tolist()[0] == 8
    assert pd.isna(frame["v"][1])


def test_columns_that_collide_get_an_ending() -> None:
    right = TOWNS.assign(name=["x", "y", "z"])
    assert list(done(PEOPLE, right, by("id")).columns) == [
        *("id", "name", "left", "town", "name_right"),
    ]


def test_a_key_of_two_columns() -> None:
    left = pd.DataFrame({"shop": ["a", "a", "b"], "year": [1, 2, 1]})
    right = pd.DataFrame({"shop": ["b", "a", "a"], "year": [1, 2, 3], "v": [10, 20, 30]})
    frame = done(left, right, by("shop", "year"))
    assert frame["v"].isna().tolist() == [True, False, False]
    assert frame["v"].tolist()[1:] == [20, 10]


def test_numbers_and_texts_are_compared_as_text() -> None:
    left = pd.DataFrame({"k": [1, 2, 123]})
    right = pd.DataFrame({"k": ["1", "2.5", "00123"], "v": [1, 2, 3]})
    assert done(left, right, by("k"))["v"].isna().tolist() == [False, True, True]
    assert done(left, right, by("k", zeros=True))["v"].isna().tolist() == [False, True, False]


def test_case_and_spaces_are_ignored_when_asked() -> None:
    left = pd.DataFrame({"k": ["New  York", "oslo"]})
    right = pd.DataFrame({"k": ["new york ", "Oslo"], "v": [1, 2]})
    assert done(left, right, by("k"))["v"].isna().all()
    assert done(left, right, by("k", fold=True))["v"].tolist() == [1, 2]


def test_an_earlier_row_is_joined_in_time() -> None:
    """Ann's last order up to 5 January is that of the 5th; Bob's comes too late; Cy has none."""
    frame = done(MOMENTS, ORDERS, by("id", left_time="asked", right_time="day"))
    assert frame["amount"].tolist()[0] == 20
    assert frame["amount"].isna().tolist() == [False, True, True]
    assert frame["day"][0] == pd.Timestamp("2024-01-05")


def test_summing_up_makes_one_row_for_each_key() -> None:
    ways = ("count", "mean", "sum", "min", "max", "last")
    frame = done(PEOPLE, ORDERS, by("id", ways=ways, right_time="")).set_index("id")
    assert frame["rows"].tolist() == [3, 1, 0]
    assert frame.loc[1, "amount (mean)"] == 30
    assert frame.loc[1, "amount (sum)"] == 90
    assert (frame.loc[1, "amount (min)"], frame.loc[1, "amount (max)"]) == (10, 60)
    assert frame.loc[1, "amount (last)"] == 60
    assert frame.loc[1, "day (max)"] == pd.Timestamp("2024-02-01")
    assert frame["amount (sum)"].isna().tolist() == [False, False, True]


def test_summing_up_stops_at_the_moment() -> None:
    """Up to 5 January Ann ordered 10 and 20; the 60 of February is the future."""
    ways = ("count", "mean", "sum", "min", "max", "last")
    join = by("id", ways=ways, left_time="asked", right_time="day")
    frame = done(MOMENTS, ORDERS, join).set_index("id")
    assert frame["rows"].tolist() == [2, 0, 0]
    found = [frame.loc[1, f"amount ({way})"] for way in ways[1:]]
    assert found == [15, 30, 10, 20, 20]


def test_what_is_missing_does_not_count_in_sums() -> None:
    right = pd.DataFrame({"id": [1, 1, 1, 2], "v": [np.nan, 4.0, np.nan, np.nan]})
    frame = done(PEOPLE, right, by("id", ways=("mean", "last", "count")))
    assert frame["v (mean)"].tolist()[0] == 4
    assert frame["v (last)"].tolist()[0] == 4
    assert frame["v (mean)"].isna().tolist() == [False, True, True]
    assert frame["rows"].tolist() == [3, 1, 0]


# ---- against pandas ----------------------------------------------------------------

KEYS = some.lists(some.integers(0, 4), max_size=12)


@settings(max_examples=60, deadline=None)
@given(KEYS, KEYS, some.sampled_from(["left", "inner"]))
def test_a_join_gives_what_pandas_gives(left: list[int], right: list[int], how: str) -> None:
    one = pd.DataFrame({"k": np.array(left, dtype="int64"), "a": np.arange(len(left))})
    two = pd.DataFrame({"k": np.array(right, dtype="int64"), "b": np.arange(len(right)) + 0.5})
    wanted = one.merge(two, on="k", how=how)  # type: ignore[arg-type]
    found = done(one, two, by("k", how=how))
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False)


@settings(max_examples=60, deadline=None)
@given(KEYS, some.permutations(range(5)))
def test_a_join_that_does_not_fan_out_keeps_rows_and_order(
    left: list[int], right: tuple[int, ...]
) -> None:
    one = pd.DataFrame({"k": np.array(left, dtype="int64"), "a": np.arange(len(left))})
    two = pd.DataFrame({"k": right[:3], "b": [1.0, 2.0, 3.0]})
    found = done(one, two, by("k"))
    pd.testing.assert_frame_equal(found[["k", "a"]], one)


@settings(max_examples=60, deadline=None)
@given(
    some.lists(some.tuples(some.integers(0, 2), some.integers(0, 9)), max_size=10),
    some.lists(some.tuples(some.integers(0, 2), some.integers(0, 9)), max_size=10),
)
def test_a_join_in_time_gives_what_pandas_gives(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    one = pd.DataFrame(sorted(left, key=lambda pair: pair[1]), columns=["k", "t"], dtype="int64")
    two = pd.DataFrame(sorted(right, key=lambda pair: pair[1]), columns=["k", "u"], dtype="int64")
    two["v"] = np.arange(len(two), dtype="float64")
    wanted = pd.merge_asof(one, two, left_on="t", right_on="u", by="k")
    found = done(one, two, by("k", left_time="t", right_time="u"))
    np.testing.assert_array_equal(found["v"].to_numpy(), wanted["v"].to_numpy())


# ---- what is said before -----------------------------------------------------------


def test_a_clean_join_has_nothing_to_say() -> None:
    right = pd.DataFrame({"id": [3, 1, 2], "town": ["Rome", "Oslo", "Bern"]})
    facts = inspect(PEOPLE, right, by("id"))
    assert facts.remarks == ()
    assert (facts.rows, facts.left.is_unique, facts.right.is_unique) == (3, True, True)


def test_a_fan_out_is_counted_with_its_worst_keys() -> None:
    facts = inspect(PEOPLE, ORDERS, by("id"))
    assert (facts.rows, facts.grows) == (5, True)
    assert facts.worst == (("1", 1, 3),)
    remark = next(one for one in facts.remarks if one.code == "fan_out")
    assert remark.text == (
        "1 row of the first table would stand there several times: 3 rows become 5. "
        "Worst: ‘1’ has 3 rows there."
    )
    (_, change), *_ = remark.remedies
    mended = by("id").edit(**change)
    assert not inspect(PEOPLE, ORDERS, mended).grows
    assert len(done(PEOPLE, ORDERS, mended)) == 3


def test_rows_without_a_partner_are_counted_on_both_sides() -> None:
    facts = inspect(PEOPLE, TOWNS, by("id"))
    assert (facts.left.unmatched, facts.left.examples) == (1, ("2",))
    assert (facts.right.unmatched, facts.right.examples) == (1, ("9",))
    assert {"unmatched_first", "unmatched_second"} <= {one.code for one in facts.remarks}


def test_rows_without_a_key_are_said() -> None:
    left = pd.DataFrame({"k": ["a", None, "b"]})
    right = pd.DataFrame({"k": ["a", "b"], "v": [1, 2]})
    facts = inspect(left, right, by("k"))
    assert (facts.left.missing, facts.left.unmatched, facts.left.examples) == (1, 1, ())


def test_names_that_collide_are_said() -> None:
    right = pd.DataFrame({"id": [1, 2, 3], "name": ["x", "y", "z"]})
    facts = inspect(PEOPLE, right, by("id"))
    assert facts.renamed == {"name": "name_right"}
    assert {one.code for one in facts.remarks} == {"collision"}


def test_leading_zeros_are_said_and_mended() -> None:
    left = pd.DataFrame({"k": [123, 45, 7]})
    right = pd.DataFrame({"k": ["00123", "00045", "00007"], "v": [1, 2, 3]})
    facts = inspect(left, right, by("k"))
    remark = next(one for one in facts.remarks if one.code == "loose_zeros")
    assert "100 % more rows" in remark.text
    mended = by("k").edit(**remark.remedies[0][1])
    assert codes(left, right, mended) == {"key_kinds"}
    assert inspect(left, right, mended).left.unmatched == 0


def test_case_is_said_and_mended() -> None:
    left = pd.DataFrame({"k": ["Ann", "BOB"]})
    right = pd.DataFrame({"k": ["ann", "bob "], "v": [1, 2]})
    assert "loose_fold" in codes(left, right, by("k"))
    assert codes(left, right, by("k", fold=True)) == set()


def test_the_future_is_said_and_mended() -> None:
    facts = inspect(MOMENTS, ORDERS, by("id"), "asked")
    remark = next(one for one in facts.remarks if one.code == "future")
    assert "‘day’ is later than ‘asked’ in 50 %" in remark.text
    mended = by("id").edit(**remark.remedies[0][1])
    assert "future" not in codes(MOMENTS, ORDERS, mended, "asked")
    assert "fan_out" not in codes(MOMENTS, ORDERS, mended, "asked")


def test_the_only_date_of_the_first_table_is_taken_as_its_moment() -> None:
    assert "future" in codes(MOMENTS, ORDERS, by("id"))


def test_sums_over_the_future_are_said() -> None:
    assert "future" in codes(MOMENTS, ORDERS, by("id", ways=("mean",)))
    in_time = by("id", ways=("mean",), left_time="asked", right_time="day")
    assert "future" not in codes(MOMENTS, ORDERS, in_time)


def test_earlier_dates_are_no_future() -> None:
    late = MOMENTS.assign(asked=pd.Timestamp("2025-01-01"))
    assert "future" not in codes(late, ORDERS, by("id"), "asked")


def test_the_latest_value_of_all_is_doubted_where_no_moment_is_known() -> None:
    assert "latest" in codes(PEOPLE, ORDERS, by("id", ways=("last",)))
    assert "latest" not in codes(PEOPLE, ORDERS, by("id", ways=("mean",)))


# ---- refusals ----------------------------------------------------------------------


def test_a_join_that_grows_too_large_is_refused_before_it_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matching, "MAX_ROWS", 4)
    facts = inspect(PEOPLE, ORDERS, by("id"))
    assert facts.is_refused
    with pytest.raises(LimitError, match="would have 5 rows; the limit is 4"):
        done(PEOPLE, ORDERS, by("id"))
    assert not inspect(PEOPLE, TOWNS, by("id")).is_refused


def test_a_million_times_a_million_is_refused_at_once() -> None:
    same = pd.DataFrame({"k": np.zeros(1_000_000, dtype="int64")})
    with pytest.raises(LimitError, match="1,000,000,000,000 rows"):
        done(same, same, by("k"))


@pytest.mark.parametrize(
    ("join", "error", "words"),
    [
        (Join(), RecipeError, "No key is chosen"),
        (by("idd", right=("id",)), UnknownNameError, "no column of the first table named 'idd'"),
        (by("id", right=("no",)), UnknownNameError, "second table"),
        (Join(left_keys=("id",)), SettingError, "1 and 0 columns"),
        (by("id", ways=("median",)), SettingError, "'median' is no way"),
        (by("id", left_time="asked"), SettingError, "Only one table"),
        (by("id", left_time="name", right_time="day"), SettingError, "holds words"),
        (by("id", left_time="id", right_time="day"), SettingError, "cannot be compared"),
    ],
)
def test_a_join_that_cannot_be_done_is_refused(
    join: Join, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        done(MOMENTS, ORDERS, join)


# ---- proposals ---------------------------------------------------------------------


def test_the_key_is_proposed_by_name_and_values() -> None:
    right = TOWNS.rename(columns={"id": "ID"})
    best = proposals(PEOPLE, right)[0]
    assert (best.left, best.right) == (("id",), ("ID",))
    assert best.found == pytest.approx(2 / 3)
    assert best.unique == 1


def test_two_columns_are_proposed_where_one_does_not_name_a_row() -> None:
    left = pd.DataFrame({"shop": list("aabb"), "year": [1, 2, 1, 2], "sold": [5, 6, 7, 8]})
    right = pd.DataFrame({"shop": list("aabb"), "year": [1, 2, 1, 2], "rent": [1.5, 2.5, 3.5, 4.5]})
    best = proposals(left, right)[0]
    assert (best.left, best.unique) == (("shop", "year"), 1)


def test_a_key_written_in_two_ways_is_proposed_loosely() -> None:
    left = pd.DataFrame({"code": ["A1", "B2", "C3"]})
    right = pd.DataFrame({"code": ["a1 ", "b2", "c3"], "v": [1.5, 2.5, 3.5]})
    best = proposals(left, right)[0]
    assert best.alike.fold
    assert best.found == 1


def test_tables_without_anything_in_common_get_no_proposal() -> None:
    assert proposals(PEOPLE, pd.DataFrame({"x": ["p", "q"], "y": [0.5, 1.5]})) == ()


# ---- appends -----------------------------------------------------------------------

JANUARY = pd.DataFrame({"id": [1, 2], "price": [10.0, 20.0]})
FEBRUARY = pd.DataFrame({"price": [30.0, 20.0], "id": [3, 2], "note": ["new", None]})


def test_rows_come_below_each_other_by_name() -> None:
    frame, facts = below_each_other((("jan", JANUARY), ("feb", FEBRUARY)), Append())
    assert frame["id"].tolist() == [1, 2, 3, 2]
    assert frame["price"].tolist() == [10, 20, 30, 20]
    assert frame["note"].isna().tolist() == [True, True, False, True]
    assert facts.lacking == (("jan", ("note",)),)
    assert facts.across == 1
    assert facts.conflicts == ()


def test_only_shared_columns_are_kept_when_asked() -> None:
    frame, _ = below_each_other((("jan", JANUARY), ("feb", FEBRUARY)), Append(columns="shared"))
    assert list(frame.columns) == ["id", "price"]


def test_names_are_matched_loosely_when_asked() -> None:
    march = pd.DataFrame({"ID ": [4], "Price": [5.0]})
    with pytest.raises(DataError, match="no column in common"):
        below_each_other((("jan", JANUARY), ("mar", march)), Append())
    frame, _ = below_each_other((("jan", JANUARY), ("mar", march)), Append(fold=True))
    assert frame["id"].tolist() == [1, 2, 4]


def test_kinds_in_conflict_become_text_and_are_said() -> None:
    march = pd.DataFrame({"id": ["x"], "price": [5.0]})
    frame, facts = below_each_other((("jan", JANUARY), ("mar", march)), Append())
    assert facts.conflicts == ("id",)
    assert frame["id"].tolist() == ["1", "2", "x"]
    assert any("became text" in note for note in facts.notes)


def test_a_column_says_which_table_a_row_is_from() -> None:
    frame, _ = below_each_other((("t", JANUARY), ("t", FEBRUARY)), Append(origin="month"))
    assert frame["month"].tolist() == ["t", "t", "t (2)", "t (2)"]
    with pytest.raises(SettingError, match="'price' already"):
        below_each_other((("t", JANUARY), ("u", FEBRUARY)), Append(origin="price"))


def test_too_many_rows_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MAX_ROWS", 3)
    with pytest.raises(LimitError, match="4 rows"):
        below_each_other((("jan", JANUARY), ("feb", FEBRUARY)), Append())


def test_one_table_is_not_appended() -> None:
    with pytest.raises(RecipeError, match="only one table"):
        Append().load()


# ---- in a recipe -------------------------------------------------------------------

HASH = "a" * 64


def penguins(**more: Any) -> Side:
    return Side(SampleSource("penguins"), **more)


def test_a_join_survives_json_with_both_tables_inside() -> None:
    inner = Append((Side(Csv(delimiter="semicolon"), "b.csv", HASH), penguins(data=HASH)))
    join = by("id", left_side=penguins(), right_side=Side(inner), ways=("last",), zeros=True)
    text = json.dumps(source_to_json(join))
    assert source_from_json(json.loads(text)) == join


def test_what_a_recipe_says_about_its_own_table_is_a_side() -> None:
    facts = {**source_to_json(Csv()), "file": "a.csv", "upload": HASH, "data": HASH, "skipped": 3}
    join = Join.from_json({"left_side": facts, "right_side": {"source": "sample"}})
    assert join.left_side == Side(Csv(), "a.csv", HASH, HASH)
    assert join.right_side == Side(SampleSource("churn"))


@pytest.mark.parametrize(
    "side",
    [7, {"upload": "../../etc/passwd"}, {"data": 5}, {"source": "csv", "delimiter": "dot"}],
)
def test_a_side_that_is_no_table_is_refused(side: object) -> None:
    with pytest.raises((RecipeError, SettingError)):
        Join.from_json({"left_side": side})


def test_a_file_is_not_read_before_somebody_says_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    PEOPLE.to_csv(file, index=False)
    join = by("id", left_side=Side(Csv(), str(file)), right_side=penguins())
    with pytest.raises(SourceError, match="is not at hand"):
        join.load()


def test_a_join_is_run_again_from_files_beside_the_recipe(tmp_path: Path) -> None:
    PEOPLE.to_csv(tmp_path / "people.csv", index=False)
    TOWNS.to_csv(tmp_path / "towns.csv", index=False, sep=";")
    more = pd.DataFrame({"id": [2], "town": ["Bonn"]})
    more.to_csv(tmp_path / "more.csv", index=False)
    towns = Append((Side(Csv(delimiter="semicolon"), "towns.csv"), Side(Csv(), "more.csv")))
    join = by("id", left_side=Side(Csv(), "people.csv"), right_side=Side(towns))
    table = load_again(source_to_json(join), tmp_path)
    assert table.frame["town"].tolist() == ["Oslo", "Bonn", "Rome"]
    assert any("100 % of 3 rows" in note for note in table.notes)


def test_a_join_of_samples_needs_no_file() -> None:
    join = by("species", left_side=penguins(), right_side=penguins(), ways=("count",))
    frame = placed(join, lambda side: side.source.load()).load(rows=2).frame  # type: ignore[union-attr]
    assert frame["rows"].tolist() == [152, 152]
    assert len(join.load().frame) == 344
    assert join.describe() == "Penguins with Penguins, summed up, by 'species'."
