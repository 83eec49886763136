"""What columns mean: found where it is there, and not where it is not."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.loading import load
from core.meaning import MEANINGS, Meaning, meaning_of, meanings_of
from core.meaning.check_digits import is_card, is_iban, national_id
from core.meaning.words import said_by
from tests.architecture.sources import ROOT
from tests.meaning.columns import NEGATIVE, POSITIVE, frame_of

DATA = ROOT.parent / "shared" / "data"
PRECISION = RECALL = 0.97
TRULY_PERSONAL = {("titanic.csv", "Name")}
TABLES = (
    *("adult_income_test.csv.gz", "ames_housing.csv", "annthyroid.csv", "bank_marketing.csv"),
    *("birdstrikes.csv", "california_housing.csv", "german_credit.csv", "horse_colic.csv"),
    *("penguins.csv", "sms_spam.tsv", "telco_churn.csv", "titanic.csv", "wholesale_customers.csv"),
)


def guess(name: str, values: list[object]) -> Meaning | None:
    column, kind = frame_of(values)
    return meaning_of(column, name, kind)


def test_precision_and_recall_on_columns_of_known_meaning() -> None:
    found = {case: guess(name, values) for case, (name, _, values) in POSITIVE.items()}
    missed = [
        case
        for case, (_, meaning, _) in POSITIVE.items()
        if (one := found[case]) is None or one.name != meaning
    ]
    wrong = [
        case
        for case, (name, values) in NEGATIVE.items()
        if (one := guess(name, values)) is not None and one.personal
    ]
    recall = 1 - len(missed) / len(POSITIVE)
    hits = len(POSITIVE) - len(missed)
    precision = hits / (hits + len(wrong))
    assert len(POSITIVE) >= 40
    assert len(NEGATIVE) >= 55
    assert recall >= RECALL, missed
    assert precision >= PRECISION, wrong


@pytest.mark.skipif(not DATA.is_dir(), reason="the data sets are not beside the checkout")
@pytest.mark.parametrize("file", TABLES)
def test_real_tables_hold_personal_data_only_where_they_do(file: str) -> None:
    table = load(Path(DATA / file))
    found = meanings_of(table.frame, table.kinds)
    personal = {(file, name) for name, one in found.items() if one.personal}
    assert personal == {pair for pair in TRULY_PERSONAL if pair[0] == file}


@pytest.mark.parametrize(
    ("values", "name", "meaning"),
    [
        (["$1,200", "$900", "$5", "$70", "$8"] * 5, "fee", "currency"),
        (["12 %", "3.5%", "7 %", "9 %", "1%"] * 5, "rate", "percentage"),
        (["Norway", "Peru", "Chad", "Oman", "Mali"] * 5, "where", "country"),
        (["yes", "no"] * 10, "left", "flag"),
        (["kg"] * 20, "unit", "constant"),
        ([7.0] * 20, "unit", "constant"),
        ([f"C{n}" for n in range(40)], "customer", "id"),
        ([f"note {n} about the visit of today" for n in range(40)], "x", "text"),
        ([48.1, 48.2, 48.3] * 9, "latitude", "coordinate"),
        ([f"https://site.example/{n}" for n in range(9)], "x", "url"),
    ],
)
def test_meanings_that_point_at_nobody(values, name, meaning) -> None:
    found = guess(name, values)
    assert found is not None
    assert (found.name, found.personal) == (meaning, False)
    assert found.reason.endswith(".")
    assert found.sure in ("sure", "likely", "unsure")
    assert found.label == MEANINGS[meaning].label


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("GB82 WEST 1234 5698 7654 32", True),
        ("GB82 WEST 1234 5698 7654 33", False),
        ("FR1420041010050500013M02606", True),
        ("NO9386011117947", True),
        ("XX00", False),
        ("ＤＥ89370400440532013000", False),
    ],
)
def test_account_numbers_are_checked(text, valid) -> None:
    assert is_iban(text) is valid


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("4111 1111 1111 1111", True),
        ("5500-0000-0000-0004", True),
        ("340000000000009", True),
        ("4111 1111 1111 1112", False),
        ("1234567812345670", False),
        ("4444444444444444", False),
        ("411111111111", False),
    ],
)
def test_card_numbers_are_checked(text, valid) -> None:
    assert is_card(text) is valid


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("12345678Z", "Spain"),
        ("X1234567L", "Spain"),
        ("RSSMRA85T10A562S", "Italy"),
        ("86095742719", "Germany"),
        ("111222333", "Netherlands"),
        ("85.07.30-033.28", "Belgium"),
        ("131052-308T", "Finland"),
        ("44051401359", "Poland"),
        ("811218-9876", "Sweden"),
        ("111.444.777-35", "Brazil"),
        ("11010519491231002X", "China"),
        ("756.9217.0769.85", "Switzerland"),
        ("12345678A", ""),
        ("RSSMRA85T10A562T", ""),
        ("86095742718", ""),
        ("131052-308U", ""),
        ("000-12-3456", ""),
        ("111.111.111-11", ""),
    ],
)
def test_identity_numbers_are_checked(text, country) -> None:
    assert national_id(text) == country


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("customerEmail", "email"),
        ("E-Mail", "email"),
        ("Passenger Name", "person"),
        ("file_name", ""),
        ("platform", ""),
        ("Fecha_Nacimiento", "birth_date"),
        ("long", "longitude"),
        ("Straße", "address"),
    ],
)
def test_names_of_columns_tell_a_meaning(name, meaning) -> None:
    assert said_by(name) == meaning


def test_hostile_texts_do_not_slow_the_search() -> None:
    cells = ["1-" * 300, "a@" * 300, "(" * 500, "1 " * 400, "x." * 400, "+1" * 400, "9" * 5_000]
    column = pd.Series([cell + str(n) for n in range(60) for cell in cells], dtype="str")
    began = time.process_time()
    meaning_of(column, "x", "text")
    assert time.process_time() - began < 3


def test_a_column_without_values_means_nothing() -> None:
    for kind, dtype in (("number", "float64"), ("category", "str"), ("date", "datetime64[us]")):
        assert meaning_of(pd.Series([None, None], dtype=dtype), "x", kind) is None


def test_wide_tables_of_numbers_are_looked_at_quickly() -> None:
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 3_000)))
    frame.columns = [f"g{n}" for n in range(3_000)]
    began = time.process_time()
    assert meanings_of(frame, dict.fromkeys(frame.columns, "number")) == {}
    assert time.process_time() - began < 3


def test_one_value_is_told_as_one() -> None:
    values = pd.Series(["020 7215 5000"] * 30)
    meaning = meaning_of(values, "Contact Phone", "category")
    assert meaning is not None
    assert meaning.reason == "The only value has the form of phone numbers."
