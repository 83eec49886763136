"""Spreadsheets, Parquet and JSON: types are kept, bombs and broken files are refused."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import core.sources.parquet
import core.sources.unpack
from core.errors import LimitError, SourceError, UnknownNameError
from core.loading import detect, load, preview
from core.sources.excel import Excel


def workbook(path: Path, rows: list[list[object]], sheet: str = "Sheet") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def test_a_sheet_keeps_its_types(tmp_path: Path) -> None:
    day = dt.datetime(2024, 1, 31)
    rows = [["n", "x", "word", "day"], [1, 1.5, "a", day], [2, None, "b", day], [3, 2.5, None, day]]
    table = load(workbook(tmp_path / "t.xlsx", rows))
    assert dict(table.kinds) == {"n": "number", "x": "number", "word": "category", "day": "date"}
    assert table.frame["n"].tolist() == [1, 2, 3]
    assert table.frame["x"].isna().tolist() == [False, True, False]


def test_titles_above_a_sheet_are_skipped_and_described(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Sales", None, None],
        [None] * 3,
        ["a", "b", "c"],
        [1, 2, 3],
        [4, 5, 6],
    ]
    file = workbook(tmp_path / "t.xlsx", rows, "Q1")
    assert detect(file).describe() == "Sheet 'Q1'; 2 rows above skipped; header on row 3."
    assert load(file).columns == ("a", "b", "c")


def test_an_unknown_sheet_suggests_the_nearest(tmp_path: Path) -> None:
    file = workbook(tmp_path / "t.xlsx", [["a", "b"], [1, 2]], "Rows")
    with pytest.raises(UnknownNameError, match="no sheet named 'Row'"):
        load(file, Excel(sheet="Row"))


def test_declarations_in_a_workbook_are_refused(tmp_path: Path) -> None:
    file = workbook(tmp_path / "t.xlsx", [["a", "b"], [1, 2]])
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/extra.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(SourceError, match="declarations that are not allowed"):
        load(file)


def test_a_parquet_index_is_left_out_with_a_note(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    pd.DataFrame({"a": [1, 2]}, index=[5, 7]).to_parquet(file)
    table = load(file)
    assert table.columns == ("a",)
    assert table.notes == ("1 stored row index left out.",)


def test_parquet_stops_at_the_budget_of_decoded_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bomb.parquet"
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 50_000, pa.int32()), ["x" * 1000])
    parquet.write_table(pa.table({"a": words.cast(pa.string())}), file, compression="zstd")
    assert file.stat().st_size < 100_000
    monkeypatch.setattr(core.sources.parquet, "MAX_DECODED_BYTES", 10_000_000)
    with pytest.raises(LimitError, match="unpacks to more than"):
        load(file)
    assert preview(file, rows=5).rows == 5


def test_a_gzip_bomb_stops_at_the_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    file = tmp_path / "t.csv.gz"
    file.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 2_000_000))
    monkeypatch.setattr(core.sources.unpack, "MAX_DECODED_BYTES", 3_000_000)
    with pytest.raises(LimitError, match="unpacks to more than"):
        load(file)


@pytest.mark.parametrize(
    ("value", "columns", "rows"),
    [
        ([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}], ("a", "b"), 2),
        ([["a", "b"], [1, 2], [3, 4]], ("a", "b"), 2),
        ({"a": [1, 2, 3], "b": [4, 5, 6]}, ("a", "b"), 3),
        ({"meta": 1, "data": [{"a": 1}, {"a": 2}]}, ("a",), 2),
        ([{"a": {"b": {"c": {"d": 1}}}}, {"a": {"b": {"c": {"d": 2}}}}], ("a.b.c",), 2),
        ({"a": {"0": 1, "1": 2}, "b": {"0": 3, "1": 4}}, ("a", "b"), 2),
    ],
)
def test_json_of_many_shapes(
    tmp_path: Path, value: object, columns: tuple[str, ...], rows: int
) -> None:
    file = tmp_path / "t.json"
    file.write_text(json.dumps(value))
    table = load(file)
    assert (table.columns, table.rows) == (columns, rows)


def test_records_on_several_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_text('{"a": 1,\n "b": 2}\n{"a": 3,\n "b": 4}\n')
    assert load(file).frame["a"].tolist() == [1, 3]


@pytest.mark.parametrize("half", ["\\ud800", "\\uDC01"])
def test_halves_of_surrogate_pairs_in_json_are_replaced(tmp_path: Path, half: str) -> None:
    path = tmp_path / "half.json"
    path.write_text(f'[{{"a{half}": "x{half}", "\\ud83d\\ude00": 1}}]', encoding="ascii")
    frame = load(path).frame
    assert list(frame.columns) == ["a?", "\U0001f600"]
    assert frame.iloc[0, 0] == "x?"


def test_broken_json_is_named_by_line(tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_text('[{"a": 1},\n {"a": }]')
    with pytest.raises(SourceError, match="broken on line 2"):
        load(file)


def test_deep_json_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_text("[" * 100_000)
    with pytest.raises(SourceError):
        load(file)


LONG = {
    "parquet": lambda frame, path: frame.to_parquet(path),
    "feather": lambda frame, path: frame.to_feather(path),
    "json": lambda frame, path: frame.to_json(path, orient="records"),
    "csv": lambda frame, path: frame.to_csv(path, index=False),
}


@pytest.mark.parametrize("suffix", LONG)
@pytest.mark.parametrize(
    "numbers", [[2**62, 2**53 + 1, -7], [-(2**53) - 1, 1, 2], [2**62, None, 5]]
)
def test_integers_too_long_for_a_float_stay_exact_as_text_and_it_is_said(
    tmp_path: Path, suffix: str, numbers: list[int | None]
) -> None:
    path = tmp_path / f"long.{suffix}"
    frame = pd.DataFrame({"code": pd.array(numbers, dtype="Int64"), "who": ["ann", "bob", "cid"]})
    LONG[suffix](frame, path)
    table = load(path)
    kept = [None if number is None else str(number) for number in numbers]
    assert (
        table.frame["code"].astype(object).where(table.frame["code"].notna(), None).tolist() == kept
    )
    assert any("too long to calculate with" in note for note in table.notes)
    assert len(table.fingerprint) == 64


@pytest.mark.parametrize("suffix", ["parquet", "feather", "json"])
def test_the_longest_integers_that_a_float_keeps_are_numbers(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"long.{suffix}"
    LONG[suffix](pd.DataFrame({"code": [2**53, -(2**53), 7]}), path)
    table = load(path)
    assert table.frame["code"].tolist() == [2**53, -(2**53), 7]
    assert table.kinds["code"] == "number" and not table.notes
    assert len(table.fingerprint) == 64
