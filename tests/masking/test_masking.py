"""Masks make values say less, in the same way wherever rows come from."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import SettingError
from core.loading import load
from core.masking import (
    WAYS,
    Mask,
    Masks,
    masked,
    masked_rows,
    masked_table,
    masks_from,
    masks_in,
    masks_proposed,
    masks_to,
    new_salt,
    with_inner_masks,
)
from core.table import Dataset

SALT = "0123456789abcdef" * 2
DAYS = pd.to_datetime(["1980-05-01", "1991-12-24", None]).astype("datetime64[us]")


def people() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "mail": pd.Series(["Ann@Site.example", "bob@web.example", None], dtype="str"),
            "phone": [491701234567, 491707654321, 491701234567],
            "born": DAYS,
            "zip": pd.Series(["80331", "10115", None], dtype="str"),
            "lat": [48.137, -33.86, np.nan],
            "spend": [1.0, 2.0, 3.0],
            "share": [0.3, 0.7, 0.29],
        }
    )


def masking(column: str, way: str, width: float = 10.0) -> list[object]:
    frame, _ = masked(people(), Masks((Mask(column, way, width),), SALT))
    return [None if pd.isna(value) else value for value in frame[column]]


@pytest.mark.parametrize(
    ("column", "way", "width", "told"),
    [
        ("mail", "domain", 10, ["site.example", "web.example", None]),
        ("mail", "constant", 10, ["hidden", "hidden", None]),
        ("born", "year", 10, [1980.0, 1991.0, None]),
        ("zip", "first", 10, ["80", "10", None]),
        ("lat", "bins", 0.5, [48.0, -34.0, None]),
        ("share", "bins", 0.1, [0.3, 0.7, 0.2]),
        ("phone", "first", 10, ["49", "49", "49"]),
    ],
)
def test_a_mask_keeps_what_it_says_and_no_more(column, way, width, told) -> None:
    assert masking(column, way, width) == told


def test_a_column_can_be_left_out() -> None:
    frame, notes = masked(people(), Masks((Mask("mail", "drop"), Mask("gone", "drop"))))
    assert "mail" not in frame
    assert notes == ("1 column was left out: 'mail'.",)


def test_codes_are_equal_for_equal_values_and_differ_between_projects() -> None:
    codes = masking("phone", "hash")
    assert codes[0] == codes[2] != codes[1]
    other, _ = masked(people(), Masks((Mask("phone", "hash"),), new_salt()))
    assert other["phone"][0] != codes[0]
    as_text = people().assign(phone=["491701234567", "x", "y"])
    joined, _ = masked(as_text, Masks((Mask("phone", "hash"),), SALT))
    as_float = people().assign(phone=[491701234567.0, np.nan, 1.5])
    floated, _ = masked(as_float, Masks((Mask("phone", "hash"),), SALT))
    assert joined["phone"][0] == floated["phone"][0] == codes[0]
    assert pd.isna(floated["phone"][1])


@pytest.mark.parametrize("way", [way for way in WAYS if way != "drop"])
@pytest.mark.parametrize("column", list(people().columns))
def test_masking_twice_is_masking_once(way, column) -> None:
    masks = Masks((Mask(column, way, 0.5),), SALT)
    once, _ = masked(people(), masks)
    pd.testing.assert_frame_equal(masked(once, masks)[0], once)


@pytest.mark.parametrize("way", WAYS)
def test_the_frame_that_is_given_stays_as_it_was(way) -> None:
    frame = people()
    masked(frame, Masks((Mask("mail", way),), SALT))
    pd.testing.assert_frame_equal(frame, people())


@pytest.mark.parametrize(
    ("text", "year"),
    [("01.05.1980", 1980), ("1980-05-01", 1980), ("May 1, 1980", 1980), ("soon", None)],
)
def test_years_are_read_from_written_dates(text, year) -> None:
    frame = pd.DataFrame({"dob": pd.Series([text], dtype="str")})
    found = masked(frame, Masks((Mask("dob", "year"),)))[0]["dob"][0]
    assert found == year if year else np.isnan(found)
    digits, _ = masked(pd.DataFrame({"dob": [19800501]}), Masks((Mask("dob", "year"),)))
    assert digits["dob"][0] == 1980


def test_what_is_no_address_says_nothing_either() -> None:
    texts = ["Ann Smith, 5 High Street", "a@b", "ann@site.example +49 170 123"]
    frame = pd.DataFrame({"mail": pd.Series(texts, dtype="str")})
    found, _ = masked(frame, Masks((Mask("mail", "domain"),)))
    assert found["mail"].tolist() == ["hidden", "hidden", "hidden"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("column", ["mail", "phone", "zip"])
def test_rows_of_a_request_are_masked_like_those_of_a_file(way, column) -> None:
    masks = Masks((Mask(column, way, 0.5),), SALT)
    rows = masked_rows(json.loads(people()[[column]].to_json(orient="records")), masks)
    frame, _ = masked(people(), masks)
    if way == "drop":
        assert rows == [{}, {}, {}]
        return
    wanted = [None if pd.isna(value) else value for value in frame[column]]
    assert [row[column] for row in rows] == wanted


def test_a_date_of_a_request_becomes_its_year() -> None:
    masks = Masks((Mask("born", "year"),))
    assert masked_rows([{"born": "1980-05-01"}, {"other": 1}], masks) == [
        {"born": 1980.0},
        {"other": 1},
    ]


def test_a_masked_table_says_so_and_is_another_version() -> None:
    table = Dataset.of(people(), "people")
    made = masked_table(table, Masks((Mask("mail", "domain"), Mask("born", "year"))))
    assert made.notes[-1] == "2 columns were masked: 'mail' and 'born'."
    assert made.fingerprint != table.fingerprint
    stored = replace(table, version=table.fingerprint)
    masks = Masks((Mask("mail", "domain"), Mask("born", "year")))
    assert masked_table(stored, masks).fingerprint == made.fingerprint
    assert masked_table(table, Masks()) is table


def test_masks_travel_in_the_source_of_a_recipe() -> None:
    masks = Masks((Mask("mail", "hash"), Mask("lat", "bins", 0.1)), SALT)
    source = {"source": "csv", "masks": json.loads(json.dumps(masks_to(masks)))}
    assert masks_in(source) == masks
    assert masks_in({}) == Masks()


def test_masks_of_joined_tables_hold_for_what_comes_of_them() -> None:
    side = {
        "file": "b.csv",
        "masks": {"columns": [{"column": "mail", "way": "hash"}], "salt": SALT},
    }
    own = {"columns": [{"column": "name", "way": "drop"}], "salt": "", "kept": ["mail", "zip"]}
    made = masks_in(with_inner_masks({"source": "join", "right_side": side, "masks": own}))
    assert made == Masks((Mask("mail", "hash"), Mask("name", "drop")), SALT, ("zip",))
    assert with_inner_masks({"source": "join", "sides": [{}]}) == {"source": "join", "sides": [{}]}
    assert masks_in(with_inner_masks({"sides": [side]})).columns == (Mask("mail", "hash"),)


@pytest.mark.parametrize(
    "values",
    [
        [],
        {"columns": {}},
        {"columns": [{"column": "a", "way": "magic"}]},
        {"columns": [{"column": 5, "way": "drop"}]},
        {"columns": [{"column": "a", "way": "bins", "width": 0}]},
        {"columns": [{"column": "a", "way": "bins", "width": True}]},
        {"columns": [{"column": "a", "way": "hash"}]},
        {"columns": [], "salt": "short"},
        {"columns": [], "kept": "mail"},
        {"columns": [], "kept": [1]},
    ],
)
def test_masks_that_cannot_be_read_are_refused(values) -> None:
    with pytest.raises(SettingError):
        masks_from(values)


def test_each_kind_of_personal_data_gets_the_mask_that_fits() -> None:
    mails = [f"p{n}@{('a', 'b')[n % 2]}.example" for n in range(40)]
    frame = Dataset.of(
        pd.DataFrame(
            {
                "mail": mails,
                "first_name": ["Ann", "Bob", "Cid", "Dan", "Eva"] * 8,
                "dob": pd.date_range("1980-01-01", periods=40),
                "remark": [f"ask {mails[n]} please" if n % 4 == 0 else "none" for n in range(40)],
                "lat": [48.137154 + n / 999 for n in range(40)],
                "spend": range(40),
            }
        ),
        "people",
    )
    ways = {p.mask.column: p.mask.way for p in masks_proposed(frame.frame, frame.kinds)}
    assert ways == {
        "mail": "domain",
        "first_name": "drop",
        "dob": "year",
        "remark": "drop",
        "lat": "bins",
    }


def test_notes_on_a_masked_table_quote_no_cell(tmp_path: Path) -> None:
    path = tmp_path / "phones.csv"
    path.write_text("phone\n" + "".join(f"{5550000 + at}\n" for at in range(40)) + "555-CANARY\n")
    table = load(path)
    assert any("“555-CANARY”" in note for note in table.notes)
    made = masked_table(table, Masks((Mask("phone", "first"),)))
    assert not any("CANARY" in note for note in made.notes)
    assert "Kept as text because of other cells among the numbers: 'phone'." in made.notes
    assert masked_table(table, Masks(kept=("phone",))).notes == table.notes
