"""OpenDocument spreadsheets: types, repeats, comments, hidden parts, bombs and passwords."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from core.errors import LimitError, SourceError
from core.loading import choices, detect, load
from tests.sources.books import ods, ods_row, ods_table


def test_an_opendocument_sheet_keeps_types_merges_and_comments_apart(tmp_path: Path) -> None:
    tables = ods_table(
        ods_row("region", "n", "when", "long", "note"),
        ods_row(
            '<table:table-cell office:value-type="string" table:number-rows-spanned="2">'
            "<office:annotation><text:p>a remark</text:p></office:annotation>"
            '<text:p>north<text:s text:c="2"/>east</text:p></table:table-cell>',
            1,
            '<table:table-cell office:value-type="date" office:date-value="2024-01-31"/>',
            '<table:table-cell office:value-type="time" office:time-value="PT27H17M54S"/>',
            "<table:table-cell table:formula='of:=1'/>",
        ),
        ods_row(
            "<table:covered-table-cell/>",
            '<table:table-cell office:value-type="string" calcext:value-type="error">'
            "<text:p>#DIV/0!</text:p></table:table-cell>",
            '<table:table-cell office:value-type="date" office:date-value="2024-02-01T10:00:00"/>',
            '<table:table-cell office:value-type="time" office:time-value="PT0H30M0S"/>',
            "x",
            more='table:visibility="filter"',
        ),
        ods_row("south", 3, more='table:number-rows-repeated="2"'),
        ods_row(None, more='table:number-rows-repeated="1048000"'),
    )
    file = ods(tmp_path / "t.ods", tables)
    table = load(file)
    assert table.rows == 4
    assert table.frame["region"].tolist() == ["north  east", "north  east", "south", "south"]
    assert table.frame["n"].isna().tolist() == [False, True, False, False]
    assert table.frame["long"].tolist()[:2] == [98_274, 1_800]
    assert table.kinds["when"] == "date"
    said = " | ".join(table.notes)
    assert "1 formula without a stored value became missing: 'note'." in said
    assert "1 error cell ('#DIV/0!') became missing: 'n'." in said
    assert "1 hidden row read like the others." in said


def test_opendocument_sheets_are_offered_with_sizes(tmp_path: Path) -> None:
    hidden = '<style:style style:name="h"><style:table-properties table:display="false"/>'
    file = ods(
        tmp_path / "t.ods",
        ods_table(ods_row("a", "b"), ods_row(1, 2), ods_row(3, 4))
        + ods_table(ods_row("c"), name="More", more='table:style-name="h"'),
        styles=hidden + "</style:style>",
    )
    offered = choices(file, detect(file))["sheet"]
    assert offered == {"Rows": "Rows (3 × 2)", "More": "More (1 × 1, hidden)"}


def test_an_opendocument_bomb_of_repeats_is_refused(tmp_path: Path) -> None:
    wide = ods_row(
        '<table:table-cell office:value-type="float" office:value="1" '
        'table:number-columns-repeated="16000"/>',
        more='table:number-rows-repeated="1000000"',
    )
    file = ods(tmp_path / "t.ods", ods_table(ods_row("a", "b"), wide))
    with pytest.raises(LimitError, match="more than 30,000,000 cells"):
        load(file)


def test_an_encrypted_opendocument_file_is_named(tmp_path: Path) -> None:
    file = ods(tmp_path / "t.ods", "")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("META-INF/manifest.xml", "<m:encryption-data/>")
    with pytest.raises(SourceError, match="protected by a password"):
        load(file)
