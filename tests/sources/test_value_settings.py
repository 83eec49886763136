"""Every source whose texts become values lets a person say how they are written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.loading import detect, load
from core.sources import SOURCES, Loaded, Source, source_from_json, source_to_json
from core.sources.column import value_column
from core.sources.dialect.settings import VALUES
from core.sources.dialect.values import Rules
from core.sources.http_api import HttpApi
from core.sources.scrape import WebTableSource
from core.sources.web.reading import first_rows as rows_of_first
from core.sources.web.reading import read_first
from tests.fetch.server import Web, as_json, page
from tests.sources.books import ods, ods_row, ods_table, xlsx

NAMES = ("day", "grouped", "comma", "size")
CELLS = [
    ("01/02/2024", "1.234", "1.234,5", "5"),
    ("03/04/2024", "2.345", "2.345,5", "none given"),
    ("05/06/2024", "3.456", "7,5", "7"),
]
RECORDS = [dict(zip(NAMES, row, strict=True)) for row in CELLS]
Way = Callable[[Path, Web, dict[str, Any]], Loaded]


def of_file(file: Path, changes: dict[str, Any]) -> Loaded:
    source = detect(file)
    return source.edit(**changes).load(file)


def of_excel(folder: Path, web: Web, changes: dict[str, Any]) -> Loaded:
    del web
    return of_file(xlsx(folder / "t.xlsx", [NAMES, *CELLS]), changes)


def of_ods(folder: Path, web: Web, changes: dict[str, Any]) -> Loaded:
    del web
    rows = (ods_row(*row) for row in (NAMES, *CELLS))
    return of_file(ods(folder / "t.ods", ods_table(*rows)), changes)


def of_json(folder: Path, web: Web, changes: dict[str, Any]) -> Loaded:
    del web
    file = folder / "t.json"
    file.write_text(json.dumps(RECORDS))
    return of_file(file, changes)


def of_json_lines(folder: Path, web: Web, changes: dict[str, Any]) -> Loaded:
    del web
    file = folder / "t.jsonl"
    file.write_text("\n".join(map(json.dumps, RECORDS)))
    (piece,) = detect(file).edit(**changes).pieces(file)
    return piece


def of_api(folder: Path, web: Web, changes: dict[str, Any]) -> Loaded:
    del folder
    return HttpApi(url=web.give("/rows", as_json(RECORDS))).edit(**changes).load()


def of_first_answer(folder: Path, web: Web, changes: dict[str, Any]) -> Loaded:
    del folder
    api = HttpApi(url=web.give("/rows", as_json(RECORDS))).edit(**changes)
    return rows_of_first(api, read_first(api), 20)


def of_page(folder: Path, web: Web, changes: dict[str, Any]) -> Loaded:
    del folder
    head = "".join(f"<th>{name}" for name in NAMES)
    rows = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in CELLS)
    address = web.give("/", page(f"<table><tr>{head}{rows}</table>"))
    return WebTableSource(url=address, decimal=".").edit(**changes).load()


WAYS: dict[str, Way] = {
    "excel": of_excel,
    "ods": of_ods,
    "json": of_json,
    "json lines": of_json_lines,
    "api": of_api,
    "first answer of an api": of_first_answer,
    "web page": of_page,
}
ALL = pytest.mark.parametrize("way", WAYS)


@ALL
def test_texts_are_read_by_their_look_unless_told_otherwise(
    way: str, tmp_path: Path, web: Web
) -> None:
    loaded = WAYS[way](tmp_path, web, {})
    frame = loaded.frame
    assert frame["day"].dt.strftime("%d %b").tolist() == ["01 Feb", "03 Apr", "05 Jun"]
    assert frame["grouped"].tolist() == [1.234, 2.345, 3.456]
    assert frame["comma"].tolist() == [1234.5, 2345.5, 7.5]
    assert frame["size"].tolist() == ["5", "none given", "7"]
    assert any("could be month/day/year: please check: 'day'" in note for note in loaded.notes)


@ALL
def test_the_month_can_come_first(way: str, tmp_path: Path, web: Web) -> None:
    loaded = WAYS[way](tmp_path, web, {"day_first": "no"})
    days = loaded.frame["day"].dt.strftime("%d %b")
    assert days.tolist() == ["02 Jan", "04 Mar", "06 May"]
    assert "Dates were read as month/day/year: 'day'." in loaded.notes


@ALL
def test_a_point_can_stand_between_thousands(way: str, tmp_path: Path, web: Web) -> None:
    frame = WAYS[way](tmp_path, web, {"decimal": ","}).frame
    assert frame["grouped"].tolist() == [1234, 2345, 3456]
    assert frame["comma"].tolist() == [1234.5, 2345.5, 7.5]


@ALL
def test_marks_between_thousands_can_be_ruled_out(way: str, tmp_path: Path, web: Web) -> None:
    changes = {"decimal": ",", "thousands": "none"}
    assert WAYS[way](tmp_path, web, changes).frame["comma"].tolist() == [
        "1.234,5",
        "2.345,5",
        "7,5",
    ]


@ALL
def test_a_word_can_mean_that_there_is_no_value(way: str, tmp_path: Path, web: Web) -> None:
    frame = WAYS[way](tmp_path, web, {"missing": ["", "none given"]}).frame
    assert frame["size"].isna().tolist() == [False, True, False]
    assert frame["size"].tolist()[::2] == [5, 7]


@pytest.mark.parametrize(("thousands", "value"), [("comma", 1234), ("point", 1.234)])
def test_a_mark_between_thousands_rules_out_the_same_decimal_mark(
    thousands: str, value: float, web: Web
) -> None:
    rows = "<tr><td>x<td>1,23<tr><td>y<td>1,23<tr><td>z<td>1,234"
    address = web.give("/", page(f"<table><tr><th>a<th>b{rows}</table>"))
    source = WebTableSource(url=address, thousands=thousands, missing=("1,23",))
    assert source.load().frame["b"].tolist()[2] == value


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ([2.125, "1,5"], [2.125, 1.5]),
        ([1.234, "5"], [1.234, 5]),
        ([4, "1.234,5"], [4, 1234.5]),
        ([2.5, "3.5"], [2.5, 3.5]),
        ([2.5, "red"], ["2.5", "red"]),
    ],
)
def test_numbers_among_texts_with_a_decimal_comma_keep_their_value(
    cells: list[Any], values: list[Any]
) -> None:
    assert value_column(cells, Rules(decimal=","))[0].tolist() == values


def test_a_number_among_decimal_commas_keeps_its_value_without_any_setting() -> None:
    assert value_column([2.125, "1,5"], Rules())[0].tolist() == [2.125, 1.5]


CORRECTED = {
    **{"thousands": "space", "day_first": "no", "missing": ["", "?"], "decimal": ","},
    "signs": "keep",
}
CORRECTABLE = [source for source in SOURCES if {s.name for s in source.settings()} >= {*VALUES}]


def test_the_sources_of_texts_can_be_corrected() -> None:
    names = {source.name for source in CORRECTABLE}
    assert names >= {"csv", "fixed_width", "html", "excel", "json", "http_api", "web_table"}


@pytest.mark.parametrize("part", CORRECTABLE, ids=lambda part: part.name)
def test_corrections_are_kept_in_the_recipe_and_old_ones_have_none(part: type[Source]) -> None:
    corrected = part().edit(**CORRECTED)
    kept = json.loads(json.dumps(source_to_json(corrected)))
    assert {name: kept[name] for name in VALUES} == CORRECTED
    assert source_from_json(kept) == corrected
    old = {name: value for name, value in kept.items() if name not in VALUES}
    assert source_from_json(old) == part()


def test_signs_in_a_sheet_can_be_kept(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "t.xlsx", [["price"], ["€3"], ["€4"]])
    assert load(file).frame["price"].tolist() == [3, 4]
    kept = load(file, detect(file).edit(signs="keep"))
    assert kept.frame["price"].tolist() == ["€3", "€4"]


def test_a_corrected_sheet_is_loaded_as_any_other(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "t.xlsx", [NAMES, *CELLS])
    table = load(file, detect(file).edit(day_first="no"))
    assert table.kinds["day"] == "date"
    assert str(table.frame["day"].iloc[0].date()) == "2024-01-02"
