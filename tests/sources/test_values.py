"""Texts become numbers, dates and categories, with a note for every doubt."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from core.sources.dialect.values import Rules, typed_column

NAN = math.nan


def typed(*cells: str, **rules: Any) -> tuple[list[Any], tuple[str, ...]]:
    column = typed_column(pd.Series(cells, dtype="str"), Rules(**rules))
    values = [None if pd.isna(value) else value for value in column.values.tolist()]
    return values, column.notes


@pytest.mark.parametrize(
    ("cells", "decimal", "values"),
    [
        (("1", "2"), ".", [1, 2]),
        (("1", "", "2"), ".", [1.0, None, 2.0]),
        (("1,234", "5"), ".", [1234, 5]),
        (("1.234,5", "2"), ",", [1234.5, 2.0]),
        (("1.234", "23.456"), ",", [1234, 23456]),
        (("1.25", "2,5"), ",", ["1.25", "2,5"]),
        (("1 234", "5"), ".", [1234, 5]),
        (("$3", "-$1,200.50"), ".", [3.0, -1200.5]),
        (("3 €", "4,5 €"), ",", [3.0, 4.5]),
        (("$3", "€4"), ".", ["$3", "€4"]),
        (("12%", "3.5 %"), ".", [12.0, 3.5]),
        (("(5)", "6"), ".", [-5, 6]),
        (("007", "12"), ".", ["007", "12"]),
        (("12345678901234567", "1"), ".", ["12345678901234567", "1"]),
        (("1e3", "2.5E-1"), ".", [1000.0, 0.25]),
        (("12,34,567", "1"), ".", [1234567, 1]),
        (("1,23,45", "1"), ".", ["1,23,45", "1"]),
        (("1'234.5", "2"), ".", [1234.5, 2.0]),
        (("1 234,5", "2"), ",", [1234.5, 2.0]),
        (("1,234-", "5"), ".", [-1234, 5]),
        (("(1,234)", "5"), ".", [-1234, 5]),
        (("\u22125", "6"), ".", [-5, 6]),
        (("1.234,5 €", "-2 €"), ".", [1234.5, -2.0]),
        (("R$ 3,50", "R$ 4"), ",", [3.5, 4.0]),
        (("2024-", "-"), ".", [-2024.0, None]),
        (("1", ".5"), ".", [1.0, 0.5]),
        (("1", "\u0663"), ".", ["1", "\u0663"]),
        (("1\n2", "3"), ".", ["1\n2", "3"]),
        (("$(1.25)", "$3"), ".", [-1.25, 3.0]),
        (("(2,50) €", "3 €"), ",", [-2.5, 3.0]),
        (("￥1,200", "¥300"), ".", [1200.0, 300.0]),
        (("1 200,50 руб.", "3 руб."), ",", [1200.5, 3.0]),
        (("10.2", "11.3 p", ": c", "12.0", "13.5 bp"), ".", [10.2, 11.3, None, 12.0, 13.5]),
        (("83019213", "82 905 782 e", "82792351"), ".", [83019213, 82905782, 82792351]),
        (("1,200*", "30", "45[1]", "46", "47"), ".", [1200, 30, 45, 46, 47]),
        (("12", "14 b", "16"), ".", ["12", "14 b", "16"]),
        (("1.5 s", "2.5 s"), ".", ["1.5 s", "2.5 s"]),
        (("+491511000000", "+4930123456"), ".", ["+491511000000", "+4930123456"]),
        (("+1500000", "-20"), ".", [1500000, -20]),
    ],
)
def test_numbers_are_read_all_or_none(
    cells: tuple[str, ...], decimal: str, values: list[Any]
) -> None:
    assert typed(*cells, decimal=decimal)[0] == values


def test_a_dash_beside_a_currency_sign_is_zero_and_told() -> None:
    values, notes = typed("$ 1,200.00", "$ -", "$ 5.00")
    assert values == [1200.0, 0.0, 5.0]
    assert "A dash beside a currency sign was read as 0, which spreadsheets show so" in notes


@pytest.mark.parametrize("cells", [("5", "-0"), ("5", "-0", ""), ("-0", "1,000", "")])
def test_minus_zero_is_zero_among_whole_numbers(cells: tuple[str, ...]) -> None:
    values = typed(*cells)[0]
    assert [str(value) for value in values if value == 0] in (["0"], ["0.0"])


@pytest.mark.parametrize(
    ("cells", "decimal", "thousands", "values"),
    [
        (("1,234", "5"), ".", "", ["1,234", "5"]),
        (("1,234", "5"), ".", ",", [1234, 5]),
        (("1.234", "5"), ",", "", [1.234, 5.0]),
        (("1.234", "5.678"), ",", ".", [1234, 5678]),
        (("1'234", "5"), ".", " ", ["1'234", "5"]),
        (("1 234", "5"), ".", " ", [1234, 5]),
    ],
)
def test_the_thousands_mark_can_be_decided(
    cells: tuple[str, ...], decimal: str, thousands: str, values: list[Any]
) -> None:
    assert typed(*cells, decimal=decimal, thousands=thousands)[0] == values


def test_a_blank_cell_among_numbers_is_missing_and_counted() -> None:
    values, notes = typed("1.5", " ", "2.5", " ")
    assert values == [1.5, None, 2.5, None]
    assert notes == ("2 blank cells became missing",)


def test_missing_words_are_a_visible_choice() -> None:
    assert typed("a", "?", "n/a")[0] == ["a", None, None]
    assert typed("a", "?", "n/a", missing=("",))[0] == ["a", "?", "n/a"]


def test_a_dash_is_missing_among_numbers_and_a_value_among_words() -> None:
    assert typed("1", "-", "2")[0] == [1.0, None, 2.0]
    assert typed("a", "-", "b")[0] == ["a", "-", "b"]


@pytest.mark.parametrize("word", ["NAN", "N.A.", ":", "…", "no data", "(null)"])
def test_words_for_no_value_are_missing_among_numbers_only(word: str) -> None:
    values, notes = typed("1.5", word, "2.5")
    assert values == [1.5, None, 2.5]
    assert notes == (f"Read as missing: '{word}' in",)
    assert typed("a", word, "b")[0] == ["a", word, "b"]


def test_the_class_none_is_kept_and_named() -> None:
    values, notes = typed("None", "Minor", "None")
    assert values == ["None", "Minor", "None"]
    assert notes == ("'None' was kept as a value, not read as missing",)


def test_na_among_country_codes_is_namibia() -> None:
    assert typed("NA", "DE", "FR", "IT", "US", "GB")[0][0] == "NA"
    assert typed("NA", "yes", "no", "yes", "no", "yes")[0][0] is None


def test_one_word_among_many_numbers_is_named() -> None:
    cells = [str(at) for at in range(30)]
    assert "because of “many” among the numbers" in typed(*cells, "many")[1][0]


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (("2024-01-31", "2024-02-01"), "2024-01-31"),
        (("2024-1-5", "2024-2-1"), "2024-01-05"),
        (("2024/01/31", "2024/02/01"), "2024-01-31"),
        (("31/01/2024", "02/03/2024"), "2024-01-31"),
        (("02/03/2024", "01/31/2024"), "2024-02-03"),
        (("02.03.24", "31.01.24"), "2024-03-02"),
        (("5 Jan 2024", "31 December 2023"), "2024-01-05"),
        (("Jan 5, 2024", "Dec 31, 2023"), "2024-01-05"),
        (("Mar 5, 2024", "March 31, 2023"), "2024-03-05"),  # mar is a weekday, too
        (("1949-01", "1949-02"), "1949-01-01"),
        (("2024-01-31 10.30.00", "2024-01-31 11.00.00"), "2024-01-31 10:30:00"),
        (("1/31/2024 1:05 PM", "1/31/2024 12:05 AM"), "2024-01-31 13:05:00"),
        (("31. 1. 2024", "1. 12. 2023"), "2024-01-31"),
        (("31.  1. 2024", "-", "1.12.2023"), "2024-01-31"),
        (("31.01.2024.", "01.12.2023."), "2024-01-31"),
        (("31. 01. 2024. 7:05", "01. 12. 2023. 17:05"), "2024-01-31 07:05:00"),
        (("2024.01.31.", "2023.12.01."), "2024-01-31"),
        (("2024. 01. 31.", "2023. 12. 1."), "2024-01-31"),
        (("2024. 01. 31. 10:30:00", "2023. 12. 01. 9:00:00"), "2024-01-31 10:30:00"),
        (("1/31/2024, 7:01:22 AM", "2/1/2024, 12:30:00 PM"), "2024-01-31 07:01:22"),
        (("Jan 31, 2024, 7:01:22 PM", "Feb 1, 2024, 6:12:02 AM"), "2024-01-31 19:01:22"),
        (("2024年1月31日", "2024年12月1日"), "2024-01-31"),
        (("2024年 1月 31日 10:30", "2023年12月1日 9:00"), "2024-01-31 10:30:00"),
        (("2024년 1월 31일", "2024년 12월 1일"), "2024-01-31"),
        (("2024-01-31T10:00:00+02:00", "2024-01-31T10:00:00Z"), "2024-01-31 08:00:00"),
        (("2024/01/31 1:45:12 PM GMT+1", "2024/02/01 9:05:00 AM GMT+1"), "2024-01-31 12:45:12"),
        (("2024-01-31 12:05 AM", "2024-02-01 12:05 PM"), "2024-01-31 00:05:00"),
        (("2024/1/31 1:05 p.m.", "2024/2/1 12:05 a.m."), "2024-01-31 13:05:00"),
        (("31/01/2024 1:05:00 p. m.", "01/02/2024 12:05:00 a. m."), "2024-01-31 13:05:00"),
        (("Jan 31, 2024, 7:01 P.M.", "Feb 1, 2024, 6:12 A.M."), "2024-01-31 19:01:00"),
        (("Jan 2024", "February 2024", "Mar. 2024"), "2024-01-01"),
        (("janvier 2024", "-", "août 2023"), "2024-01-01"),
        (("enero de 2024", "marzo de 2023"), "2024-01-01"),
        (("01/2024", "12/2023"), "2024-01-01"),
        (("2024M01", "2024M12"), "2024-01-01"),
        (("31jan2024", "01feb2024"), "2024-01-31"),
        (("31JAN2024:10:30:00", "01FEB2024:00:00:00"), "2024-01-31 10:30:00"),
        (("31/Jan/2024:10:30:00 +0530", "01/Feb/2024:00:00:00 +0530"), "2024-01-31 05:00:00"),
        (("31.01.2024 10:30 -0100", "01.02.2024 00:00 +0100"), "2024-01-31 11:30:00"),
        (("2024-01-31:10:30", "2024-02-01:00:00"), "2024-01-31 10:30:00"),
        (("sáb, 2 mar 2024", "lun, 4 mar 2024"), "2024-03-02"),
        (("sábado, 2 de março de 2024", "terça-feira, 5 de março de 2024"), "2024-03-02"),
        (("lör 2 mars 2024", "tis 5 mars 2024"), "2024-03-02"),
        (("Fri, 01 Mar 2024 10:30:00 +0100", "Sat, 2 Mar 2024 00:00:00 GMT"), "2024-03-01 09:30"),
        (("Freitag, 1. März 2024", "Sa. 2. März 2024"), "2024-03-01"),
        (("vendredi 1 mars 2024", "samedi 2 mars 2024"), "2024-03-01"),
        (("Friday, March 1, 2024", "Sat, Mar 2, 2024 10:30 PM"), "2024-03-01"),
    ],
)
def test_dates_are_read(cells: tuple[str, ...], first: str) -> None:
    assert typed(*cells)[0][0] == pd.Timestamp(first)


@pytest.mark.parametrize("cell", ["31/01/2024 10:30 +0100", "2024/01/31 1:45 PM GMT+1"])
def test_a_zone_that_was_taken_into_account_is_told(cell: str) -> None:
    assert "Times were converted to UTC" in typed(cell, cell)[1]


def test_a_dash_among_dates_is_missing_and_told() -> None:
    values, notes = typed("2024-01-31", "-", "2024-02-01", "2024-02-02")
    assert values[1] is None
    assert notes == ("Read as missing: '-' in",)


@pytest.mark.parametrize(
    "error", ["#NV", "#WERT!", "#VALEUR!", "#¡VALOR!", "#N/D", "#NÚM!", "#WAARDE!", "#SPILL!"]
)
def test_the_errors_of_spreadsheets_in_other_languages_are_no_numbers(error: str) -> None:
    assert typed("1,5", error, error, decimal=",")[0] == [1.5, None, None]
    assert typed("ja", error, "nein")[0] == ["ja", error, "nein"]


def test_dates_with_spaces_after_points_are_as_ambiguous_as_others() -> None:
    assert typed("1. 2. 2024", "3. 4. 2024") == typed("1.2.2024", "3.4.2024")
    assert "please check" in typed("1. 2. 2024.", "3. 4. 2024.")[1][0]
    assert "month/day/year" in typed("1. 31. 2024", "3. 4. 2024")[1][0]


@pytest.mark.parametrize(
    "cells",
    [
        ("1. 2.", "31. 12."),
        ("1.2.24.", "1.2.25."),
        ("1. 2. 24", "1. 2. 25"),
        ("2024. 1.", "2024. 2."),
        ("1.2.2024.5", "1.2.2024.6"),
        ("41. 13. 2024", "42. 13. 2024"),
        ("1. Mai 2024.", "vom 1. 5. 2024"),
    ],
)
def test_points_alone_make_no_date(cells: tuple[str, ...]) -> None:
    assert typed(*cells)[0] == list(cells)


def test_ambiguous_dates_are_named_and_can_be_decided() -> None:
    values, notes = typed("01/02/2024", "03/04/2024")
    assert values[0] == pd.Timestamp("2024-02-01")
    assert "please check" in notes[0]
    assert typed("01/02/2024", "03/04/2024", day_first=False)[0][0] == pd.Timestamp("2024-01-02")


def test_times_of_day_and_version_numbers_stay_text() -> None:
    assert typed("07:30", "08:00")[0] == ["07:30", "08:00"]
    assert typed("1.2.3", "1.2.4")[0] == ["1.2.3", "1.2.4"]


@pytest.mark.parametrize("odd", ["0.5", "$3", "inf"])
def test_a_code_with_leading_zeros_keeps_them_beside_a_number(odd: str) -> None:
    values, notes = typed("00007", "00012", odd)
    assert values == ["00007", "00012", odd]
    assert any("Leading zeros were kept" in note for note in notes)


ISO = tuple(f"2024-01-{day:02}" for day in range(1, 29))
SLASHED = tuple(f"{day:02}/01/2024" for day in range(1, 29))


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ((*ISO, "pending"), "“pending” among the dates"),
        ((*ISO, "05/06/2024"), "“05/06/2024” among the dates"),
        ((*ISO, "2024-01-05 x"), "“2024-01-05 x” among the dates"),
        ((*SLASHED, "soon", "later"), "“soon” and “later” among the dates"),
        ((*SLASHED, "01/25/2024"), "both orders (“13/01/2024” and “01/25/2024”) stay text"),
    ],
    ids=["word", "other form", "more behind", "two words", "both orders"],
)
def test_no_cell_of_a_column_of_dates_is_lost(cells: tuple[str, ...], named: str) -> None:
    values, notes = typed(*cells)
    assert values == list(cells)
    assert any(named in note for note in notes)


@pytest.mark.parametrize(
    "impossible",
    ["2024-02-30", "2023-02-29", "0000-00-00", "2024-13-01 10:00"],
)
def test_only_what_no_calendar_has_becomes_missing(impossible: str) -> None:
    values, notes = typed(*ISO, impossible)
    assert values[-1] is None and values[0] == pd.Timestamp("2024-01-01")
    assert notes == ("1 impossible date became missing",)


@pytest.mark.parametrize("day_first", [True, False])
def test_an_order_that_was_chosen_costs_no_cell(day_first: bool) -> None:
    cells = (*SLASHED[:12], "01/25/2024" if day_first else "25/01/2024")
    values, notes = typed(*cells, day_first=day_first)
    assert values == list(cells)
    assert notes == (f"Dates in the other order (“{cells[-1]}”) stay text",)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3. März 2021", "2021-03-03"),
        ("24 Dez. 2020", "2020-12-24"),
        ("4 août 2021", "2021-08-04"),
        ("2 févr. 2019 08:30", "2019-02-02 08:30"),
        ("1er juillet 2020", "2020-07-01"),
        ("5 de mayo de 2024", "2024-05-05"),
        ("9 settembre 1999", "1999-09-09"),
        ("7 mei 2022", "2022-05-07"),
        ("8 de março de 2021", "2021-03-08"),
        ("3 maj 2020", "2020-05-03"),
        ("1st March 2024", "2024-03-01"),
        ("Juli 4, 2024", "2024-07-04"),
    ],
)
def test_months_are_known_by_name_in_several_languages(text: str, day: str) -> None:
    assert typed(text, text)[0][0] == pd.Timestamp(day)


@pytest.mark.parametrize(
    "text",
    ["12abc2020", "3mar20201", "3 jui 2020", "12 apples 2020", "5 marbles 20", "May 2020 12"],
)
def test_words_that_name_no_month_are_no_dates(text: str) -> None:
    assert typed(text, f"{text}1")[0] == [text, f"{text}1"]


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (("10000000000000001.0", "10000000000000002.0"), True),
        (("12345678901234567.89", "1.5"), True),
        (("1 234 567 890 123 456 789", "2"), True),
        (("100000000000000000000.0", "1e300"), False),
        (("0.12345678901234567", "0.30000000000000004"), False),
        (("123456789012345.5", "2"), False),
    ],
)
def test_long_codes_stay_apart(cells: tuple[str, ...], kept: bool) -> None:
    values, notes = typed(*cells)
    assert (values == list(cells)) == kept
    assert any("too long to calculate with" in note for note in notes) == kept


@pytest.mark.parametrize(
    ("cells", "decimal", "said"),
    [
        (
            ("609.087", "3.755", "12.001"),
            ".",
            "“609.087” as “609087”): if so, choose the decimal comma",
        ),
        (
            ("503", "22,558", "1,201", "4,100"),
            ",",
            "“22,558” as “22558”): if so, choose the decimal point",
        ),
        (("1.201 €", "22.558 €", "3.001 €"), ".", "“1.201” as “1201”"),
        (("609.087", "3.75", "12.001", "4.111"), ".", ""),
        (("0.087", "3.755", "12.001", "4.111"), ".", ""),
        (("1088", "3.755", "12.001", "4.111"), ".", ""),
        (("1,088", "3,755.5", "12,001", "4,111"), ".", ""),
    ],
    ids=["points", "commas", "currency", "other lengths", "below one", "ungrouped", "both marks"],
)
def test_what_could_be_thousands_is_said(cells: tuple[str, ...], decimal: str, said: str) -> None:
    notes = [n for n in typed(*cells, decimal=decimal, doubtful=True)[1] if "Could be" in n]
    assert bool(notes) == bool(said)
    assert all(said in note for note in notes)
    assert not any("Could be" in note for note in typed(*cells, decimal=decimal)[1])


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (("$3.50", "€4.20"), "several currency signs: $ and €"),
        (("12%", "0.5"), "only some cells have a percent sign"),
    ],
)
def test_signs_that_differ_keep_a_column_text_and_are_named(
    cells: tuple[str, ...], why: str
) -> None:
    values, notes = typed(*cells)
    assert values == list(cells)
    assert any(why in note for note in notes)


@pytest.mark.parametrize("cells", [("$3.50", "$4.20"), ("12%", "5 %")])
def test_signs_are_kept_where_that_is_chosen(cells: tuple[str, ...]) -> None:
    assert typed(*cells)[0] != list(cells)
    values, notes = typed(*cells, keep_signs=True)
    assert values == list(cells)
    assert notes == ("Signs of currency or percent were kept, so these stay text",)
    assert typed("3.50", "4.20", keep_signs=True)[0] == [3.5, 4.2]


def test_flags_behind_numbers_are_told_and_can_be_kept() -> None:
    cells = ("10.2", "11.3 p", "12.4", "13.5 e")
    values, notes = typed(*cells)
    assert values == [10.2, 11.3, 12.4, 13.5]
    assert notes == ("Marks behind numbers ('e' and 'p') were taken off",)
    assert typed(*cells, keep_signs=True) == (list(cells), ())


def test_phone_numbers_keep_their_plus_and_say_so() -> None:
    notes = typed("+491511000000", "+4930123456")[1]
    assert notes == ("A plus before every number was kept, so these stay text",)


def test_months_are_told_and_numbers_of_cases_stay_text() -> None:
    assert typed("Jan 2024", "Feb 2024")[1] == ("Months were read as their first days",)
    cases = ("12/2024", "13/2024", "7/2023")
    assert typed(*cases) == (list(cases), ())
    words = ("Model 2024", "May 2024")
    assert typed(*words) == (list(words), ())


YEARS_TOLD = "Years of two digits were read as 1930 to 2029, as in spreadsheets"


@pytest.mark.parametrize(
    ("cells", "days", "told"),
    [
        (("13/05/49", "14/06/82"), ["1949-05-13", "1982-06-14"], True),
        (("13/05/29", "14/06/82"), ["2029-05-13", "1982-06-14"], False),
        (("3 May 30", "4 Jun 68"), ["1930-05-03", "1968-06-04"], True),
        (("Jan-49", "Feb-50"), ["1949-01-01", "1950-02-01"], True),
        (("Jan-24", "Dec-23"), ["2024-01-01", "2023-12-01"], False),
        (("janv. '24", "déc. '23"), ["2024-01-01", "2023-12-01"], False),
    ],
)
def test_years_of_two_digits_are_read_as_spreadsheets_do(
    cells: tuple[str, ...], days: list[str], told: bool
) -> None:
    column = typed_column(pd.Series(cells, dtype="str"), Rules())
    assert column.values.dt.strftime("%Y-%m-%d").tolist() == days
    assert (YEARS_TOLD in column.notes) is told


@pytest.mark.parametrize(
    "cells", [("Jan-24", "12-Feb"), ("Jan 24", "Feb 12"), ("Foo-24", "Bar-25")]
)
def test_what_may_be_a_day_of_a_month_is_no_month_of_a_year(cells: tuple[str, ...]) -> None:
    assert typed_column(pd.Series(cells, dtype="str"), Rules()).values.tolist() == list(cells)


@pytest.mark.parametrize(
    ("cells", "days", "open_ones"),
    [
        (("Jan-05", "Jan-12", "Jan-19", "Feb-02"), [], False),
        (("Jan-05", "Jan-12", "Jan-00", "Feb-02"), ["2005", "2012", "2000", "2002"], False),
        (("Jan-24", "Feb-24", "Dec-23"), ["2024", "2024", "2023"], True),
        (("Jan '05", "Jan '12", "Jan '30"), ["2005", "2012", "1930"], False),
    ],
)
def test_more_numbers_than_months_behind_a_dash_are_days(
    cells: tuple[str, ...], days: list[str], open_ones: bool
) -> None:
    column = typed_column(pd.Series(cells, dtype="str"), Rules())
    if not days:
        assert column.values.tolist() == list(cells)
        return
    assert column.values.dt.strftime("%Y").tolist() == days
    assert ("is a day" in column.notes[0]) is open_ones


def test_a_word_among_many_months_is_named() -> None:
    cells = [f"{month:02}/2024" for month in range(1, 13)]
    column = typed_column(pd.Series([*cells, "Total"], dtype="str"), Rules())
    assert column.notes == ("Kept as text because of “Total” among the dates",)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("20240131", "20231224"), True),
        (("20240131", "", "20231224"), True),
        (("20240131", "20241324"), False),
        (("20240131", "20240200"), False),
        (("20240131", "99999999"), False),
        (("20240131.5", "20231224.5"), False),
    ],
)
def test_numbers_that_could_be_days_stay_numbers_and_are_named(
    cells: tuple[str, ...], said: bool
) -> None:
    column = typed_column(pd.Series(cells, dtype="str"), Rules())
    assert column.values.dtype.kind in "if"
    assert (
        any(note.startswith("Could be days (“20240131” as 2024-01-31)") for note in column.notes)
        is said
    )
