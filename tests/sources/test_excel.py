"""Spreadsheets: headers, merged cells, formulas, types, hidden parts and several tables."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import psutil
import pytest

import core.sources.sheet
import core.sources.workbook
from core.errors import LimitError, SourceError
from core.loading import choices, detect, load, pick, preview
from core.progress import Cancelled, Event
from core.sources import Source
from core.sources.areas import area_of
from core.sources.excel import Excel
from tests.sources.books import with_member, with_shared_texts, xlsx

DAY = dt.datetime(2024, 1, 31)
PLAIN = [["id", "name"], [1, "a"], [2, "b"], [3, "c"]]


def notes(file: Path, source: Source | None = None) -> str:
    return " | ".join(load(file, source).notes)


def test_labels_merged_over_columns_join_the_labels_below(tmp_path: Path) -> None:
    rows = [
        ["region", "2023", None, "2024", None],
        [None, "Q1", "Q2", "Q1", "Q2"],
        ["north", 1, 2, 3, 4],
        ["south", 5, 6, 7, 8],
    ]

    def merge(page: Any) -> None:
        for block in ("A1:A2", "B1:C1", "D1:E1"):
            page.merge_cells(block)

    table = load(xlsx(tmp_path / "t.xlsx", rows, merge))
    assert table.columns == ("region", "2023 / Q1", "2023 / Q2", "2024 / Q1", "2024 / Q2")
    assert table.frame["2024 / Q2"].tolist() == [4, 8]


def test_years_as_numbers_over_labels_join_them_too(tmp_path: Path) -> None:
    rows = [[None, 2023, None], ["who", "in", "out"], ["x", 1, 2], ["y", 3, 4], ["z", 5, 6]]
    file = xlsx(tmp_path / "t.xlsx", rows, lambda page: page.merge_cells("B1:C1"))
    assert load(file).columns == ("who", "2023 / in", "2023 / out")


def test_a_label_over_two_columns_of_one_header_row_is_repeated(tmp_path: Path) -> None:
    rows = [["id", "score", None], [1, 2.5, 3.5], [2, 4.5, 5.5]]
    file = xlsx(tmp_path / "t.xlsx", rows, lambda page: page.merge_cells("B1:C1"))
    assert load(file).columns == ("id", "score", "score (2)")


def test_a_merged_title_names_no_column(tmp_path: Path) -> None:
    rows = [["Sales of the year", None, None], ["a", "b", "c"], [1, 2, 3], [4, 5, 6]]
    file = xlsx(tmp_path / "t.xlsx", rows, lambda page: page.merge_cells("A1:C1"))
    assert load(file).columns == ("a", "b", "c")


def test_merged_row_labels_are_filled_down_with_a_note(tmp_path: Path) -> None:
    rows = [["region", "n"], ["north", 1], [None, 2], ["south", 3], [None, 4]]

    def merge(page: Any) -> None:
        page.merge_cells("A2:A3")
        page.merge_cells("A4:A5")

    file = xlsx(tmp_path / "t.xlsx", rows, merge)
    assert load(file).frame["region"].tolist() == ["north", "north", "south", "south"]
    assert "Merged cells were filled down: 'region'." in notes(file)


def test_formulas_without_a_stored_value_are_counted(tmp_path: Path) -> None:
    rows = [["a", "twice"], [1, "=A2*2"], [2, "=A3*2"], [3, 6]]
    file = xlsx(tmp_path / "t.xlsx", rows)
    table = load(file)
    assert table.frame["twice"].isna().tolist() == [True, True, False]
    assert "2 formulas without a stored value became missing: 'twice'." in notes(file)


def test_formulas_are_read_as_their_stored_values(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "t.xlsx", [["a", "twice"], [1, "=A2*2"], [2, "=A3*2"]])
    stored = b"<f>A%d*2</f><v>%d</v>"

    def compute(sheet: bytes) -> bytes:
        for row in (2, 3):
            for empty in (b"<v></v>", b"<v />", b"<v/>"):
                sheet = sheet.replace(b"<f>A%d*2</f>" % row + empty, stored % (row, row * 2 - 2))
        return sheet

    with_member(file, "xl/worksheets/sheet1.xml", compute)
    assert load(file).frame["twice"].tolist() == [2, 4]


def test_error_cells_are_missing_and_the_rest_stays_numbers(tmp_path: Path) -> None:
    rows = [["a", "ratio"], [1, 0.5], [2, "#DIV/0!"], [3, 1.5]]
    file = xlsx(tmp_path / "t.xlsx", rows)
    table = load(file)
    assert table.kinds["ratio"] == "number"
    assert table.frame["ratio"].isna().tolist() == [False, True, False]
    assert "1 error cell ('#DIV/0!') became missing: 'ratio'." in notes(file)


def test_types_survive(tmp_path: Path) -> None:
    rows = [
        ["share", "money", "zip", "long", "flag", "day", "clock", "stamp"],
        [0.25, 1234.5, "00123", "123456789012345678", True, DAY, dt.time(7, 30), "a"],
        [0.5, 99.0, "04567", "223456789012345678", False, DAY, dt.time(0, 0), "b"],
        [1.0, 3.0, "90210", "323456789012345678", True, DAY, dt.time(23, 0), "c"],
    ]

    def form(page: Any) -> None:
        for row in range(2, 5):
            page.cell(row, 1).number_format = "0%"
            page.cell(row, 2).number_format = '#,##0.00\\ "€"'

    table = load(xlsx(tmp_path / "t.xlsx", rows, form))
    frame = table.frame
    assert frame["share"].tolist() == [0.25, 0.5, 1.0]
    assert frame["money"].tolist() == [1234.5, 99.0, 3.0]
    assert frame["zip"].tolist() == ["00123", "04567", "90210"]
    assert frame["long"].tolist()[0] == "123456789012345678"
    assert frame["flag"].tolist() == ["True", "False", "True"]
    assert table.kinds["day"] == "date"
    assert frame["clock"].tolist() == [27_000, 0, 82_800]


def test_numbers_shown_with_leading_zeros_keep_them(tmp_path: Path) -> None:
    def form(page: Any) -> None:
        for row in range(2, 5):
            page.cell(row, 1).number_format = "00000"

    rows = [["zip", "n"], [123, 1], [4567, 2], [90210, 3]]
    table = load(xlsx(tmp_path / "t.xlsx", rows, form))
    assert table.frame["zip"].tolist() == ["00123", "04567", "90210"]


def test_integers_of_many_digits_stay_exact(tmp_path: Path) -> None:
    large = 2**53 + 1
    file = xlsx(tmp_path / "t.xlsx", [["id", "gappy"], [11, 11], [12, None], [5, 6]])
    with_member(
        file,
        "xl/worksheets/sheet1.xml",
        lambda sheet: sheet.replace(b"<v>11<", b"<v>%d<" % large).replace(b">12<", b">9<"),
    )
    frame = load(file).frame
    assert frame["id"].tolist() == [str(large), "9", "5"]
    assert frame["gappy"].tolist()[0] == str(large)


def test_both_date_systems_give_the_same_day(tmp_path: Path) -> None:
    for epoch in (openpyxl.utils.datetime.WINDOWS_EPOCH, openpyxl.utils.datetime.MAC_EPOCH):
        book = openpyxl.Workbook()
        book.epoch = epoch
        for row in (["day", "n"], [DAY, 1], [DAY, 2]):
            book.active.append(row)
        book.save(tmp_path / "t.xlsx")
        assert set(load(tmp_path / "t.xlsx").frame["day"]) == {DAY}


def test_dates_among_texts_are_said(tmp_path: Path) -> None:
    rows = [["when", "n"], [DAY, 1], ["soon", 2], ["later", 3]]
    file = xlsx(tmp_path / "t.xlsx", rows)
    assert load(file).frame["when"].tolist() == ["2024-01-31", "soon", "later"]
    assert "1 date among other values kept it text" in notes(file)


def test_blank_rows_and_columns_around_a_table_are_left_out(tmp_path: Path) -> None:
    rows = [[], [], [None, "a", None, "b"], [None, 1, None, 2], [], [None, 3, None, 4]]
    file = xlsx(tmp_path / "t.xlsx", rows)
    table = load(file)
    assert table.columns == ("a", "b")
    assert table.frame["b"].tolist() == [2, 4]
    assert "2 empty columns without a name left out." in notes(file)


def test_footnotes_below_a_table_are_left_out_and_kept_for_download(tmp_path: Path) -> None:
    rows = [*PLAIN, [], ["Source: the office of statistics", None], ["* estimated", None]]
    file = xlsx(tmp_path / "t.xlsx", rows)
    assert load(file).frame["name"].tolist() == ["a", "b", "c"]
    assert "2 lines below the table left out: “Source: the office" in notes(file)
    assert [row.line for row in Excel.guess(file).load(file).skipped] == [6, 7]


def test_a_total_row_is_pointed_at(tmp_path: Path) -> None:
    rows = [["who", "n"], ["a", 1], ["b", 2], ["c", 3], ["Total", 6]]
    assert "looks like a total ('Total')" in notes(xlsx(tmp_path / "t.xlsx", rows))


def test_a_header_repeated_on_every_page_is_left_out(tmp_path: Path) -> None:
    rows = [["who", "n"], ["a", 1], ["who", "n"], ["b", 2], ["who", "n"], ["c", 3]]
    file = xlsx(tmp_path / "t.xlsx", rows)
    assert load(file).frame["n"].tolist() == [1, 2, 3]
    assert "2 repeated headers left out." in notes(file)


def test_hidden_rows_and_columns_are_read_and_said(tmp_path: Path) -> None:
    def hide(page: Any) -> None:
        page.row_dimensions[3].hidden = True
        page.column_dimensions["B"].hidden = True

    file = xlsx(tmp_path / "t.xlsx", PLAIN, hide)
    assert load(file).rows == 3
    assert "1 hidden row read like the others." in notes(file)
    assert "Hidden columns read like the others: 'name'." in notes(file)


def several(path: Path) -> Path:
    """Write a cover sheet, a hidden sheet and two with rows."""
    book = openpyxl.Workbook()
    book.active.title = "cover"
    book.active["A1"] = "Prepared by the office for the board, with thanks"
    secret = book.create_sheet("closed")
    secret.sheet_state = "hidden"
    for name in ("rows", "more"):
        page = book.create_sheet(name)
        for row in [*PLAIN, [4, name]]:
            page.append(row)
    for row in PLAIN:
        secret.append(row)
    book.save(path)
    return path


def test_the_first_visible_sheet_with_a_table_is_guessed(tmp_path: Path) -> None:
    file = several(tmp_path / "t.xlsx")
    assert detect(file).describe() == "Sheet 'rows'; header on row 1."
    said = "Sheet 'rows' was read; the file also has 'cover' and 'more' and hidden 'closed'."
    assert said in notes(file)


COVER = {
    "one cell": [["Report 2024"]],
    "one column": [["Report"], ["of the office"], ["for the board"]],
    "numbers in one column": [["year"], [2023], [2024]],
    "one row": [["office", "year"], ["north", 2024]],
}


def book_of(path: Path, *sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for at, rows in enumerate(sheets):
        page = book.create_sheet(f"sheet {at + 1}") if at else book.active
        page.title = f"sheet {at + 1}"
        for row in rows:
            page.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("cover", COVER)
def test_a_cover_is_passed_over_for_the_table_below_it(tmp_path: Path, cover: str) -> None:
    file = book_of(tmp_path / "t.xlsx", COVER[cover], PLAIN, [*PLAIN, [4, "d"]])
    assert load(file).frame["name"].tolist() == ["a", "b", "c"]
    assert "Sheet 'sheet 2' was read; the file also has 'sheet 1' and 'sheet 3'." in notes(file)


@pytest.mark.parametrize("cover", ["one column", "numbers in one column", "one row"])
def test_a_workbook_without_a_larger_table_is_read(tmp_path: Path, cover: str) -> None:
    file = book_of(tmp_path / "t.xlsx", [[]], COVER[cover])
    assert detect(file).sheet == "sheet 2"
    assert load(file).rows


def test_a_visible_column_comes_before_a_hidden_table(tmp_path: Path) -> None:
    file = book_of(tmp_path / "t.xlsx", COVER["numbers in one column"], PLAIN)
    book = openpyxl.load_workbook(file)
    book["sheet 2"].sheet_state = "hidden"
    book.save(file)
    assert load(file).frame["year"].tolist() == [2023, 2024]


def test_every_sheet_is_offered_with_its_size(tmp_path: Path) -> None:
    file = several(tmp_path / "t.xlsx")
    offered = choices(file, detect(file))["sheet"]
    assert offered["rows"] == "rows (5 × 2)"
    assert offered["closed"] == "closed (4 × 2, hidden)"
    assert list(offered) == ["cover", "closed", "rows", "more"]


def test_the_header_is_guessed_anew_for_another_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in PLAIN:
        book.active.append(row)
    page = book.create_sheet("below")
    for row in [["A title"], [], *PLAIN]:
        page.append(row)
    file = tmp_path / "t.xlsx"
    book.save(file)
    other = pick(file, detect(file), {"sheet": "below"})
    assert other.describe() == "Sheet 'below'; 2 rows above skipped; header on row 3."
    assert load(file, other).columns == ("id", "name")


def test_tables_one_below_the_other_are_told_apart(tmp_path: Path) -> None:
    second = [["city", "people", "since"], ["x", 10, 1900], ["y", 20, 1950]]
    file = xlsx(tmp_path / "t.xlsx", [*PLAIN, [4, "d"], [], *second])
    source = detect(file)
    assert load(file, source).rows == 4
    assert choices(file, source)["area"] == {
        "": "the whole sheet",
        "A1:C5": "A1:C5",
        "A7:C9": "A7:C9",
    }
    assert "The sheet seems to hold 2 tables: A1:C5 was read, not 'A7:C9'." in notes(file, source)
    other = pick(file, source, {"area": "A7:C9"})
    assert load(file, other).columns == ("city", "people", "since")
    assert load(file, other).frame["people"].tolist() == [10, 20]


def test_tables_side_by_side_are_told_apart(tmp_path: Path) -> None:
    rows = [
        ["id", "name", None, "code", "meaning"],
        [1, "a", None, "x", "first"],
        [2, "b", None, "y", "second"],
        [3, "c"],
        [4, "d"],
    ]
    file = xlsx(tmp_path / "t.xlsx", rows)
    assert load(file).columns == ("id", "name")
    assert load(file, pick(file, detect(file), {"area": "D1:E3"})).columns == ("code", "meaning")


def test_a_blank_line_inside_a_table_does_not_cut_it(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "t.xlsx", [*PLAIN, [], [4, "d"], [5, "e"]])
    assert load(file).rows == 5
    assert "1 empty row left out." in notes(file)


def test_a_block_is_written_like_in_a_spreadsheet() -> None:
    assert str(area_of("b2:ab10")) == "B2:AB10"
    assert str(area_of("A3:F")) == "A3:F"
    with pytest.raises(SourceError, match="'first' is not a block"):
        area_of("first")


def test_a_preview_reads_few_rows_with_the_same_names(tmp_path: Path) -> None:
    rows = [["region", "2023", None], [None, "Q1", "Q2"], *[["x", 1, 2]] * 500]
    file = xlsx(tmp_path / "t.xlsx", rows, lambda page: page.merge_cells("B1:C1"))
    assert preview(file, detect(file), 20).columns == load(file).columns
    assert preview(file, detect(file), 20).rows == 20


def test_a_workbook_of_another_writer_is_read(tmp_path: Path) -> None:
    """Some write a prefix before every name, no cell references and texts in place."""
    file = xlsx(tmp_path / "t.xlsx", [["a"]])
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<x:sheetData><x:row><x:c t='inlineStr'><x:is><x:r><x:t>na</x:t></x:r>"
        "<x:r><x:t>me</x:t></x:r></x:is></x:c><x:c t='str'><x:v>n</x:v></x:c></x:row>"
        "<x:row><x:c t='inlineStr'><x:is><x:t>_x0041_b</x:t></x:is></x:c><x:c><x:v>1E2</x:v></x:c>"
        "</x:row><x:row r='5'><x:c r='B5' t='b'><x:v>1</x:v></x:c></x:row>"
        "</x:sheetData></x:worksheet>"
    )
    with_member(file, "xl/worksheets/sheet1.xml", lambda _: sheet.encode())
    frame = load(file, Excel()).frame
    assert list(frame.columns) == ["name", "n"]
    assert frame["name"].tolist()[0] == "Ab"
    assert frame["n"].tolist() == ["100", "True"]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_damaged_part_is_one_sentence(tmp_path: Path, part: str) -> None:
    file = xlsx(tmp_path / "t.xlsx", PLAIN)
    with_member(file, part, lambda content: content[: len(content) // 2])
    with pytest.raises(SourceError, match="damaged, incomplete or of an unknown kind"):
        load(file)


@pytest.mark.parametrize("damaged", ["", "xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_nothing_stays_open_of_a_workbook_whoever_still_holds_it(
    tmp_path: Path, damaged: str
) -> None:
    rows = [["id", "name"], *([at, f"name {at}"] for at in range(20_000))]
    file = with_shared_texts(xlsx(tmp_path / "t.xlsx", rows))
    if damaged:
        with_member(file, damaged, lambda content: content[: len(content) // 2])
    held: list[Any] = []
    try:
        with core.sources.workbook.opened(file) as book:
            held += [book, book.read("Sheet", most=2), book.sheets()]
            assert held[1].rows[1] == (0, "name 0")
            book.read("Sheet", most=None if damaged else 100)
    except SourceError as error:
        held.append(error)
    assert bool(damaged) == isinstance(held[-1], SourceError)
    assert str(file) not in [one.path for one in psutil.Process().open_files()]


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("padding", [0, 20_000], ids=["at once", "after a long comment"])
def test_entities_in_a_workbook_are_never_expanded(tmp_path: Path, padding: int) -> None:
    file = xlsx(tmp_path / "t.xlsx", PLAIN)
    start = f"<!--{'x' * padding}-->{LAUGHS}]>".encode()

    def laugh(sheet: bytes) -> bytes:
        body = sheet.partition(b"?>")[2] if sheet.startswith(b"<?xml") else sheet
        return start + body.replace(b"<v>1</v>", b"<v>&i;</v>")

    with_member(file, "xl/worksheets/sheet1.xml", laugh)
    with pytest.raises(SourceError):
        load(file)


def test_files_that_entities_name_are_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    file = xlsx(tmp_path / "t.xlsx", PLAIN)
    start = f"<!--{'x' * 20_000}--><!DOCTYPE x [<!ENTITY s SYSTEM '{secret.as_uri()}'>]>".encode()

    def name(sheet: bytes) -> bytes:
        body = sheet.partition(b"?>")[2] if sheet.startswith(b"<?xml") else sheet
        cell = b'<c r="B2" t="str"><v>&s;</v></c>'
        return start + body.replace(b'<c r="B2" t="s"><v>2</v></c>', cell)

    with_member(file, "xl/worksheets/sheet1.xml", name)
    try:
        assert "canary" not in load(file).frame.to_csv()
    except SourceError as error:
        assert "canary" not in error.sentence()


def test_too_many_cells_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = xlsx(tmp_path / "t.xlsx", PLAIN)
    monkeypatch.setattr(core.sources.sheet, "MAX_CELLS", 8)
    with pytest.raises(LimitError, match="more than 8 cells"):
        load(file)


def test_a_large_sheet_is_no_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What shrinks like a table may be larger than what shrinks like zeros."""
    file = xlsx(tmp_path / "t.xlsx", [["a", "b"], *[[n * 7919 % 1009, n / 7] for n in range(3000)]])
    monkeypatch.setattr(core.sources.workbook, "MAX_UNPACKED_BYTES", 1000)
    assert load(file).rows == 3000
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\x00" * 40_000_000)
    with pytest.raises(LimitError, match="unpacks to 40 MB"):
        load(file)


def test_a_binary_workbook_is_named(tmp_path: Path) -> None:
    file = tmp_path / "t.xlsb"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00")
    with pytest.raises(SourceError, match="Excel binary workbook"):
        load(file)


def test_the_xml_of_excel_2003_is_read(tmp_path: Path) -> None:
    cell = '<Cell><Data ss:Type="{}">{}</Data></Cell>'.format
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    file = tmp_path / "t.xls"
    file.write_text(
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        '<Worksheet ss:Name="Data"><Table>'
        f"<Row>{cell('String', 'id')}{cell('String', 'when')}{cell('String', 'ok')}</Row>"
        f"<Row>{cell('Number', 1)}{cell('DateTime', '2024-01-31T00:00:00.000')}"
        f"{cell('Boolean', 1)}</Row>"
        f'<Row ss:Index="4">{cell("Number", 2)}<Cell ss:Index="3"><Data ss:Type="Error">'
        "#N/A</Data></Cell></Row></Table></Worksheet></Workbook>"
    )
    table = load(file)
    assert table.frame["id"].tolist() == [1, 2]
    assert table.kinds["when"] == "date"
    assert "1 error cell ('#N/A') became missing: 'ok'." in table.notes


def test_reading_a_sheet_tells_how_far_it_is_and_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.sources.sheet, "TELL_EVERY_ROWS", 2)
    file = xlsx(tmp_path / "b.xlsx", PLAIN)
    heard: list[Event] = []
    source = Excel("Sheet")
    (piece,) = source.pieces(file, heard.append)
    assert piece.frame.equals(source.load(file).frame)
    assert [(event.done, event.total, event.message) for event in heard] == [
        (2, 8, "2 rows read"),
        (4, 8, "4 rows read"),
        (6, 8, "1 column of 2 converted"),
        (8, 8, "2 columns of 2 converted"),
    ]

    def stop(event: Event) -> None:
        raise Cancelled(event.message)

    with pytest.raises(Cancelled, match="2 rows read"):
        list(source.pieces(file, stop))
