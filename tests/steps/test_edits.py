"""Table edits: texts, columns, numbers and rows, changed as a person would by hand."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from core.errors import RecipeError, SettingError
from core.recipe import Recipe
from core.steps.extract_number import ExtractNumber
from core.steps.filter_rows import FilterRows
from core.steps.first_known import FirstKnown
from core.steps.join_columns import JoinColumns
from core.steps.limit_numbers import LimitNumbers
from core.steps.map_values import MapValues
from core.steps.rename_column import RenameColumn
from core.steps.replace_text import ReplaceText
from core.steps.round_numbers import RoundNumbers
from core.steps.split_column import SplitColumn
from core.steps.take_text import TakeText
from core.steps.tidy_text import TidyText


def texts(*values: str | None) -> pd.DataFrame:
    return pd.DataFrame({"t": pd.Series(values, dtype="str")})


def cells(frame: pd.DataFrame, column: str = "t") -> list[object]:
    return [None if pd.isna(value) else value for value in frame[column]]


def test_spaces_of_every_kind_are_tidied_and_empty_texts_become_missing() -> None:
    frame = texts("  a\u00a0\u2003b ", "\u200b", None, "c")
    assert cells(TidyText(("t",)).apply(frame)) == ["a b", None, None, "c"]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"case": "lower"}, "straße é"),
        ({"case": "title"}, "Straße É"),
        ({"accents": False}, "Straße E"),
        ({"wide": True}, "Straße É"),
        ({"spaces": False}, "Straße  É"),
    ],
)
def test_capitals_accents_and_forms_are_each_a_choice(settings, told) -> None:
    frame = texts("Straße  E\u0301")
    assert cells(TidyText(("t",), **settings).apply(frame)) == [told]


def test_wide_letters_and_ligatures_become_plain() -> None:
    assert cells(TidyText(("t",), wide=True).apply(texts("ＡＢＣ ﬁ"))) == ["ABC fi"]


@pytest.mark.parametrize(
    ("matching", "left"),
    [
        ("anywhere", ["x x", "highx", None]),
        ("words", ["x x", "highway", None]),
        ("whole", ["way way", "highway", None]),
    ],
)
def test_a_text_is_replaced_where_it_is_asked_for(matching, left) -> None:
    step = ReplaceText(("t",), "way", "x", matching)
    assert cells(step.apply(texts("way way", "highway", None))) == left


def test_signs_of_patterns_are_found_as_they_stand() -> None:
    frame = texts("a.b", "axb", r"\1", "(a+)+$")
    assert cells(ReplaceText(("t",), ".", "-").apply(frame)) == ["a-b", "axb", r"\1", "(a+)+$"]
    assert cells(ReplaceText(("t",), "(a+)+$", r"\1").apply(frame))[3] == r"\1"


def test_no_text_makes_the_search_slow() -> None:
    frame = texts("a" * 50_000 + "!")
    began = time.process_time()
    ReplaceText(("t",), "(a+)+$", "", "words", same_case=False).apply(frame)
    assert time.process_time() - began < 1


def test_what_is_replaced_by_nothing_becomes_missing() -> None:
    assert cells(ReplaceText(("t",), "x").apply(texts("x", "xy"))) == [None, "y"]


@pytest.mark.parametrize(
    ("step", "kept"),
    [
        (TakeText(("t",), "first", 2), ["80", "ab", None]),
        (TakeText(("t",), "last", 3), ["331", "b@c", None]),
        (TakeText(("t",), "before", sign="@"), ["80331", "ab", None]),
        (TakeText(("t",), "after", sign="@"), ["80331", "c", None]),
    ],
)
def test_a_part_of_the_text_is_kept(step, kept) -> None:
    assert cells(step.apply(texts("80331", "ab@c", None))) == kept


def test_a_column_is_split_at_the_first_signs_and_the_last_part_holds_the_rest() -> None:
    frame = texts("a, b, c", "d", None)
    split = SplitColumn(("t",), parts=2).apply(frame)
    assert list(split.columns) == ["t (1)", "t (2)"]
    assert cells(split, "t (1)") == ["a", "d", None]
    assert cells(split, "t (2)") == ["b, c", None, None]


def test_a_split_never_overwrites_a_column() -> None:
    frame = texts("a,b").assign(**{"t (1)": 1})
    with pytest.raises(RecipeError, match=r"already has a column 't \(1\)'"):
        SplitColumn(("t",)).apply(frame)


def test_joining_leaves_gaps_out() -> None:
    frame = pd.DataFrame({"a": ["x", None, None], "b": [1.0, 2.0, np.nan]}).astype({"a": "str"})
    made = JoinColumns(("a", "b"), "-", "key").apply(frame)
    assert cells(made, "key") == ["x-1", "2", None]
    assert list(made.columns) == ["a", "b", "key"]


def test_the_first_known_number_stays_a_number() -> None:
    frame = pd.DataFrame({"a": [1.0, np.nan, np.nan], "b": [5, 6, 7]})
    made = FirstKnown(("a", "b"), "c").apply(frame)
    assert made["c"].tolist() == [1.0, 6.0, 7.0]
    assert list(made.columns) == ["c"]


def test_columns_of_different_kinds_give_texts() -> None:
    frame = texts("x", None).assign(n=[1, 2])
    assert cells(FirstKnown(("t", "n"), "c").apply(frame), "c") == ["x", "2"]


@pytest.mark.parametrize(
    ("text", "unit", "decimal", "number"),
    [
        ("12 kg", "any", ".", 12),
        ("12 kg", "g", ".", 12_000),
        ("500g", "kg", ".", 0.5),
        ("2 m", "kg", ".", None),
        ("7", "kg", ".", 7),
        ("1,234.5 €", "any", ".", 1234.5),
        ("1.234,5", "any", ",", 1234.5),
        ("1 234", "any", ".", 1234),
        ("~ -3.5 °C", "any", ".", -3.5),
        ("\u22124", "any", ".", -4),
        ("10–12", "any", ".", 10),
        ("A-12", "any", ".", 12),
        ("1.2k", "k", ".", 1200),
        ("3 bn", "k", ".", 3e9),
        ("1e3", "any", ".", 1000),
        ("5'11", "any", ".", 5),
        ("6 ft", "cm", ".", 182.88),
        ("90 min", "h", ".", 1.5),
        ("none", "any", ".", None),
        ("9" * 400, "any", ".", None),
    ],
)
def test_the_first_number_is_read_in_one_unit(text, unit, decimal, number) -> None:
    found = ExtractNumber(("t",), unit, decimal).apply(texts(text, None))["t"].tolist()
    assert found[0] == pytest.approx(number) if number is not None else np.isnan(found[0])
    assert np.isnan(found[1])


def test_reading_numbers_out_of_long_texts_stays_quick() -> None:
    began = time.process_time()
    ExtractNumber(("t",)).apply(texts("1" * 100_000, "1 " * 50_000, "-" * 100_000))
    assert time.process_time() - began < 2


def test_a_column_gets_another_name_once() -> None:
    frame = pd.DataFrame({"X3": [1], "X4": [2]})
    assert list(RenameColumn(("X3",), "age").apply(frame).columns) == ["age", "X4"]
    with pytest.raises(RecipeError, match="already has a column 'X4'"):
        RenameColumn(("X3",), "X4").apply(frame)


@pytest.mark.parametrize(
    ("rule", "values", "kept"),
    [
        ("known", (), [0, 1, 2]),
        ("missing", (), [3]),
        ("is", ("2",), [1]),
        ("above", ("1.5",), [1, 2]),
        ("below", ("2",), [0]),
        ("contains", ("0",), [2]),
    ],
)
def test_rows_are_filtered_by_a_number(rule, values, kept) -> None:
    frame = pd.DataFrame({"n": [1.0, 2.0, 30.0, np.nan]})
    step = FilterRows(("n",), "keep", rule, values)
    assert step.apply(frame).index.tolist() == kept
    rest = FilterRows(("n",), "remove", rule, values).apply(frame)
    assert sorted([*kept, *rest.index]) == [0, 1, 2, 3]


def test_rows_are_filtered_by_a_date() -> None:
    days = pd.to_datetime(["2024-01-01", "2024-06-01", None]).astype("datetime64[us]")
    frame = pd.DataFrame({"day": days})
    step = FilterRows(("day",), rule="above", values=("2024-03-01",))
    assert step.apply(frame).index.tolist() == [1]


def test_rows_to_predict_are_never_filtered() -> None:
    frame = pd.DataFrame({"n": [1.0, 2.0]})
    recipe = Recipe().add(FilterRows(("n",), rule="above", values=("1",)))
    assert len(recipe.prepare(frame)) == 1
    assert len(recipe.prepare(frame, predicting=True)) == 2


@pytest.mark.parametrize("values", [(), ("soon",)])
def test_a_limit_must_be_a_number_or_a_date(values) -> None:
    with pytest.raises(SettingError, match="'values' of Filter rows"):
        FilterRows(("n",), rule="above", values=values).check()


def test_values_are_mapped_and_the_rest_is_a_choice() -> None:
    frame = pd.DataFrame({"sex": [1.0, 2.0, 9.0, np.nan]})
    step = MapValues(("sex",), ("1", "2"), ("male", "female"))
    assert cells(step.apply(frame), "sex") == ["male", "female", "9", None]
    only = MapValues(("sex",), ("1", "2"), ("male", "female"), "missing")
    assert cells(only.apply(frame), "sex") == ["male", "female", None, None]


def test_a_mapping_needs_one_new_value_for_each_old_one() -> None:
    with pytest.raises(SettingError, match="Got 1 for 2"):
        MapValues(("t",), ("a", "b"), ("x",)).check()
    with pytest.raises(SettingError, match="names 'a' twice"):
        MapValues(("t",), ("a", "a"), ("x", "y")).check()


@pytest.mark.parametrize(
    ("way", "width", "numbers"),
    [
        ("nearest", 10.0, [40.0, 40.0, 50.0]),
        ("down", 10.0, [30.0, 40.0, 50.0]),
        ("up", 10.0, [40.0, 40.0, 60.0]),
        ("nearest", 0.5, [37.0, 40.0, 52.5]),
        ("down", 0.1, [37.0, 40.0, 52.5]),
    ],
)
def test_numbers_are_rounded_to_a_width(way, width, numbers) -> None:
    frame = pd.DataFrame({"n": [37.0, 40.0, 52.5]})
    assert RoundNumbers(("n",), width, way).apply(frame)["n"].tolist() == numbers


def test_numbers_outside_known_limits_become_missing_or_the_limit() -> None:
    frame = pd.DataFrame({"age": [-4, 31, 999]})
    made = LimitNumbers(("age",), 0.0, 120.0).apply(frame)["age"]
    assert made.isna().tolist() == [True, False, True]
    capped = LimitNumbers(("age",), None, 120.0, "cap").apply(frame)["age"]
    assert capped.tolist() == [-4.0, 31.0, 120.0]
    with pytest.raises(SettingError, match="must be at least 5"):
        LimitNumbers(("age",), 5.0, 1.0).check()
