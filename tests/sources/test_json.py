"""JSON: where the rows are, nested records, lists in cells, oddities, and files of any length."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import core.sources.blocks
import core.sources.json
import core.sources.json_reader
import core.sources.json_shape
from core.errors import LimitError, SourceError
from core.loading import choices, detect, load, pick, preview
from core.sources import SkippedRow
from core.sources.json import Json


def made(folder: Path, value: object, name: str = "t.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


WRAPPED = {
    "meta": {"page": 1, "tags": ["x", "y"]},
    "errors": [{"code": 1}],
    "data": {"items": [{"id": 1, "at": {"x": 1}}, {"id": 2, "at": {"x": 2}}]},
}


def test_the_rows_are_found_inside_wrappers(tmp_path: Path) -> None:
    file = made(tmp_path, WRAPPED)
    source = detect(file)
    assert source.describe() == "JSON, rows at 'data.items'."
    assert load(file).columns == ("id", "at.x")
    assert choices(file, source)["rows_at"] == {
        "data.items": "data.items (2 rows)",
        "errors": "errors (1 row)",
        "": "the whole file (1 row)",
    }


def test_other_rows_can_be_picked(tmp_path: Path) -> None:
    file = made(tmp_path, WRAPPED)
    other = pick(file, detect(file), {"rows_at": "errors"})
    assert load(file, other).frame["code"].tolist() == [1]
    said = "Rows were read from 'errors'; the file also has 'data.items' (2 rows)."
    assert load(file, other).notes[0] == said


def test_a_place_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="The JSON has no 'rows' where rows were looked for"):
        load(made(tmp_path, WRAPPED), Json(rows_at="data.rows"))


def test_a_key_with_a_point_leads_to_its_rows(tmp_path: Path) -> None:
    file = made(tmp_path, {"v1.2": {"all": [{"a": 1}, {"a": 2}]}})
    assert load(file).frame["a"].tolist() == [1, 2]


def test_other_lists_of_records_are_named_with_their_rows(tmp_path: Path) -> None:
    lists = {"users": [{"a": at} for at in range(5)], "tags": ["x", "y"], "page": {"n": 1}}
    file = made(tmp_path, {**lists, "orders": [{"b": 1}], "costs": {"c": [1, 2], "d": [3, 4]}})
    said = "Rows were read from 'users'; the file also has 'orders' (1 row), 'costs' (2 rows)."
    assert said in load(file).notes
    file = made(tmp_path, {f"list {at}": [{"a": 1}] * (9 - at) for at in range(6)})
    assert (
        "'list 1' (8 rows), 'list 2' (7 rows), 'list 3' (6 rows) and 2 more." in load(file).notes[0]
    )


def test_a_list_alone_names_no_other(tmp_path: Path) -> None:
    file = made(tmp_path, {"page": {"n": 1}, "tags": ["x"], "users": [{"a": 1}, {"a": 2}]})
    assert load(file).notes[0] == "Rows were read from 'users'."


def test_records_under_keys_keep_their_key(tmp_path: Path) -> None:
    people = {"ann": {"age": 30, "city": "x"}, "bob": {"age": 40, "city": "y"}}
    table = load(made(tmp_path, people))
    assert table.columns == ("key", "age", "city")
    assert table.frame["key"].tolist() == ["ann", "bob"]


def test_one_record_of_unlike_records_is_one_row(tmp_path: Path) -> None:
    table = load(made(tmp_path, {"user": {"name": "x"}, "place": {"lat": 1}}))
    assert (table.rows, table.columns) == (1, ("user.name", "place.lat"))


def test_columns_index_and_data_are_a_table(tmp_path: Path) -> None:
    split = {"columns": ["a", "b"], "index": [0, 1], "data": [[1, "x"], [2, "y"]]}
    assert load(made(tmp_path, split)).frame["b"].tolist() == ["x", "y"]


def test_depth_says_how_far_records_are_taken_apart(tmp_path: Path) -> None:
    file = made(tmp_path, [{"a": {"b": {"c": {"d": 1}}}}, {"a": {"b": {"c": {"d": 2}}}}])
    names = [load(file, Json(depth=depth)).columns for depth in (0, 1, 2, 3)]
    assert names == [("a",), ("a.b",), ("a.b.c",), ("a.b.c.d",)]
    said = load(file, Json(depth=1)).notes
    assert "Records more than 1 levels deep were kept as JSON text: 'a.b'." in said


LISTS = [{"id": 1, "tags": ["x", "y"], "n": [1, 2]}, {"id": 2, "tags": [], "n": [3]}]


@pytest.mark.parametrize(
    ("lists", "tags"),
    [("join", ["x; y", None]), ("count", [2, 0]), ("rows", ["x", "y", None]), ("drop", None)],
)
def test_lists_in_cells_become_what_was_asked_for(
    tmp_path: Path, lists: str, tags: list[object] | None
) -> None:
    file = made(tmp_path, LISTS)
    table = load(file, Json(lists=lists))
    if tags is None:
        assert table.columns == ("id",)
    else:
        found = [None if isinstance(v, float) and math.isnan(v) else v for v in table.frame["tags"]]
        assert found == tags
    assert any("'n' and 'tags'" in note for note in table.notes)


def test_lists_of_records_become_rows_with_their_fields(tmp_path: Path) -> None:
    orders = [{"id": 1, "items": [{"sku": "a", "n": 1}, {"sku": "b", "n": 2}]}, {"id": 2}]
    frame = load(made(tmp_path, orders), Json(lists="rows")).frame
    assert frame["id"].tolist() == [1, 1, 2]
    assert frame["items.sku"].tolist()[:2] == ["a", "b"]


def test_integers_beyond_two_to_the_53_stay_exact(tmp_path: Path) -> None:
    large = 2**53 + 1
    rows = [{"id": large, "gappy": large, "huge": 2**70}, {"id": large + 1, "huge": 1}]
    frame = load(made(tmp_path, rows)).frame
    assert frame["id"].tolist() == [str(large), str(large + 1)]
    assert frame["gappy"].tolist()[0] == str(large)
    assert frame["huge"].tolist() == [str(2**70), "1"]


def test_words_that_are_no_json_are_read_and_said(tmp_path: Path) -> None:
    file = made(tmp_path, '[{"a": NaN, "b": Infinity}, {"a": 1, "b": 2}, {"a": 2, "b": 3}]')
    table = load(file)
    assert table.frame.isna().sum().tolist() == [1, 1]
    assert "1 NaN read as missing." in table.notes
    assert "1 infinite value became missing: 'b'." in table.notes


def test_keys_that_occur_twice_are_said(tmp_path: Path) -> None:
    table = load(made(tmp_path, '[{"a": 1, "a": 2}, {"a": 3}]'))
    assert table.frame["a"].tolist() == [2, 3]
    assert "Keys that occur twice in a record: 'a'; the last value was kept." in table.notes


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "t.json"
    file.write_bytes('[{"größe": 1}, {"größe": 2}]'.encode(encoding))
    assert load(file).columns == ("größe",)


def test_broken_lines_are_left_out_counted_and_kept(tmp_path: Path) -> None:
    lines = [json.dumps({"a": at}) for at in range(100)]
    lines[7] = '{"a": 7'
    file = made(tmp_path, "\n".join(lines), "t.jsonl")
    assert load(file).rows == 99
    assert "1 record could not be read and left out." in load(file).notes
    assert Json.guess(file).load(file).skipped == (SkippedRow(8, "not valid JSON", '{"a": 7'),)


def test_many_broken_lines_stop_the_reading(tmp_path: Path) -> None:
    lines = [json.dumps({"a": at}) if at % 5 else '{"a": ' for at in range(100)]
    with pytest.raises(SourceError, match="broken on line 1: .*20 lines of 100 cannot be read"):
        load(made(tmp_path, "\n".join(lines), "t.jsonl"))


@pytest.mark.parametrize(
    "text",
    ['{"a": 1}{"a": 2}', '{"a":\n1}\n{"a":\n2}', '{"a": 1},\n{"a": 2},\n', '{"a":1}\r\n{"a":2}'],
    ids=["side by side", "on several lines", "with commas", "carriage returns"],
)
def test_records_that_follow_one_another_are_read(tmp_path: Path, text: str) -> None:
    assert load(made(tmp_path, text)).frame["a"].tolist() == [1, 2]


def test_a_list_with_a_record_per_line_is_one_list(tmp_path: Path) -> None:
    text = "[\n" + ",\n".join(json.dumps({"a": at}) for at in range(9)) + "\n]\n"
    table = load(made(tmp_path, text))
    assert (table.rows, table.notes) == (9, ())


def test_lists_per_line_have_a_header(tmp_path: Path) -> None:
    text = '["id", "name"]\n[1, "x"]\n[2, "y"]\n'
    assert load(made(tmp_path, text, "t.ndjson")).columns == ("id", "name")


def test_places_on_a_map_become_longitude_and_latitude(tmp_path: Path) -> None:
    def feature(at: int, kind: str, where: object) -> dict[str, object]:
        geometry = {"type": kind, "coordinates": where}
        return {
            "type": "Feature",
            "id": at,
            "geometry": geometry,
            "properties": {"name": f"n{at}", "more": {"height": at}},
        }

    features = [feature(1, "Point", [7.5, 51.2]), feature(2, "Polygon", [[[0, 0], [1, 1]]])]
    file = made(tmp_path, {"type": "FeatureCollection", "features": features}, "t.geojson")
    table = load(file)
    assert table.columns == ("id", "name", "more.height", "longitude", "latitude", "geometry")
    assert table.frame.loc[0, ["longitude", "latitude"]].tolist() == [7.5, 51.2]
    said = "The coordinates of shapes other than points were left out: 'Polygon'."
    assert said in table.notes


def test_typed_wrappers_of_a_database_export_are_taken_off(tmp_path: Path) -> None:
    rows = [{"_id": {"$oid": "5f"}, "n": {"$numberLong": "12"}}, {"_id": {"$oid": "60"}, "n": 1}]
    table = load(made(tmp_path, rows))
    assert table.columns == ("_id", "n")
    assert table.frame["n"].tolist() == [12, 1]


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_ten_thousand_levels_are_refused(tmp_path: Path, opening: str) -> None:
    with pytest.raises(SourceError, match="nested too deeply"):
        load(made(tmp_path, opening * 10_000))


def test_a_number_of_thousands_of_digits_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="broken on line 1: a number with too many digits"):
        load(made(tmp_path, '[{"a": ' + "9" * 5000 + "}]"))


def long_file(folder: Path, rows: int) -> Path:
    items = ",".join(json.dumps({"id": at, "word": f"w{at % 7}"}) for at in range(rows))
    return made(folder, f'{{"meta": {{"n": {rows}}}, "rows": [{items}], "after": [1]}}')


def test_the_beginning_of_a_long_file_shows_where_its_rows_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.sources.json_shape, "HEAD_CHARS", 1000)
    monkeypatch.setattr(core.sources.json_reader, "_CHUNK", 64)
    file = long_file(tmp_path, 3000)
    source = detect(file)
    offered = choices(file, source)["rows_at"]
    assert list(offered) == ["rows"]
    assert offered["rows"].startswith("rows (more than ")
    frame = load(file, source).frame
    assert frame["id"].tolist() == list(range(3000))
    assert preview(file, source, 5).rows == 5


def test_an_error_far_into_a_long_file_is_named_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.sources.json_shape, "HEAD_CHARS", 1000)
    monkeypatch.setattr(core.sources.json_reader, "_CHUNK", 64)
    lines = [json.dumps({"id": at}) for at in range(2000)]
    lines[1500] = '{"id" 7}'
    with pytest.raises(SourceError, match="broken on line 1,501: Expecting ':' delimiter"):
        load(made(tmp_path, "[" + ",\n".join(lines) + "]"))


def test_a_cut_off_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="broken on line 1"):
        load(made(tmp_path, '[{"a": 1}, {"a": 2}, {"a"'))


def test_a_value_longer_than_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.sources.json_shape, "HEAD_CHARS", 1000)
    monkeypatch.setattr(core.sources.json_reader, "_CHUNK", 64)
    monkeypatch.setattr(core.sources.json_reader, "MAX_VALUE_CHARS", 5000)
    rows = [{"id": 1}, {"id": "x" * 100_000}]
    with pytest.raises(LimitError, match="One JSON value is longer"):
        load(made(tmp_path, rows))


def test_records_with_ever_new_keys_are_refused(tmp_path: Path) -> None:
    rows = [{f"k{at}": at} for at in range(11_000)]
    with pytest.raises(LimitError, match="11,000 different keys"):
        load(made(tmp_path, rows))


def test_pieces_give_all_rows_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.sources.json, "PIECE_ROWS", 100)
    text = "\n".join(json.dumps({"id": at, "word": f"w{at % 3}"}) for at in range(250))
    file = made(tmp_path, text, "t.jsonl")
    heard: list[str] = []
    parts = list(Json().pieces(file, lambda event: heard.append(event.message)))
    assert [len(part.frame) for part in parts] == [100, 100, 50]
    assert [n for part in parts for n in part.frame["id"]] == list(range(250))
    assert heard[-1] == "250 records read"


def test_blocks_of_different_types_become_one_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.sources.blocks, "BLOCK_ROWS", 2)
    values = [1, 2, 3.5, None, "n/a", 7]
    rows = [{"v": value, **({"late": at} if at > 3 else {})} for at, value in enumerate(values)]
    table = load(made(tmp_path, rows))
    assert table.frame["v"].isna().tolist() == [False, False, False, True, True, False]
    assert table.frame["late"].tolist()[4:] == [4, 5]
    assert "Some records lack 'late': read as missing." in table.notes


def test_dates_whose_order_shows_further_down_are_not_read_in_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.sources.json.PIECE_ROWS", 2)
    file = tmp_path / "days.jsonl"
    days = ("01/02/2024", "03/02/2024", "01/25/2024", "01/26/2024")
    file.write_text("".join(f'{{"day": "{day}", "n": 1}}\n' for day in days))
    with pytest.raises(SourceError, match="Some dates in 'day' have the month first") as told:
        list(Json().pieces(file))
    assert "'Order in dates'" in told.value.hint
    pieces = list(Json(day_first="no").pieces(file))
    assert [str(piece.frame["day"].iloc[0].date()) for piece in pieces] == [
        "2024-01-02",
        "2024-01-25",
    ]


@pytest.mark.parametrize(
    ("first", "later"), [("1,500", "1,5"), ("1.5", "1.500,5"), ("$2,500", "7,25")]
)
def test_numbers_whose_mark_shows_further_down_are_not_read_in_two_ways(
    first: str, later: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.sources.json.PIECE_ROWS", 2)
    file = tmp_path / "sums.jsonl"
    file.write_text("".join(f'{{"sum": "{sum_}"}}\n' for sum_ in (first, "3", later, "4")))
    with pytest.raises(SourceError, match="Some numbers in 'sum' have a decimal comma") as told:
        list(Json().pieces(file))
    assert "'Decimal mark'" in told.value.hint


def test_marks_that_agree_are_read_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.sources.json.PIECE_ROWS", 2)
    file = tmp_path / "sums.jsonl"
    sums = ("1 234", "5", "1 234,5", "2,5")
    file.write_text("".join(f'{{"sum": "{sum_}"}}\n' for sum_ in sums))
    read = [number for piece in Json().pieces(file) for number in piece.frame["sum"]]
    assert read == [1234, 5, 1234.5, 2.5]
    assert len(list(Json(decimal=",", thousands="space").pieces(file))) == 2
