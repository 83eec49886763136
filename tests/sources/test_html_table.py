"""Web pages under the name of a spreadsheet or a text are read by what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SettingError, SourceError
from core.loading import choices, detect, load, pick
from core.sources.content import content_of
from core.sources.workbook import opened

ONE = "<html><table><tr><th>a<th>b</tr><tr><td>1<td>x</tr><tr><td>2<td>y</table></html>"
TWO = (
    "<h2>Short</h2><table><tr><th>a<th>b<tr><td>1<td>x</table>"
    "<h2>Long</h2><table><tr><th>c<th>d<tr><td>3<td>u<tr><td>4<td>v</table>"
)


def written(folder: Path, page: str, name: str = "t.csv", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(page.encode(encoding))
    return file


@pytest.mark.parametrize("name", ["t.csv", "t.xls", "t.xlsx", "t.txt", "t.html", "t"])
def test_its_only_table_is_read_whatever_the_name(name: str, tmp_path: Path) -> None:
    table = load(written(tmp_path, ONE, name))
    assert table.columns == ("a", "b")
    assert table.frame["a"].tolist() == [1, 2]
    assert table.notes[0].startswith("The file is a web page (HTML), whatever its name says")


def test_the_largest_of_several_tables_is_read_and_the_others_are_offered(tmp_path: Path) -> None:
    file = written(tmp_path, f"<html>{TWO}</html>")
    source = detect(file)
    table = load(file, source)
    assert table.columns == ("c", "d")
    assert table.notes[0] == (
        "The file is a web page (HTML) with 2 tables: Table 2 ('Long') was read; "
        "please check that it is the right one."
    )
    assert choices(file, source)["table"] == {
        "1": "Table 1 ('Short'): 2 rows × 2 columns",
        "2": "Table 2 ('Long'): 3 rows × 2 columns",
    }
    other = pick(file, source, {"table": "1"})
    assert load(file, other).columns == ("a", "b")


def test_tables_that_arrange_the_page_are_not_offered(tmp_path: Path) -> None:
    inner = "<table><tr><th>a<th>b<tr><td>1<td>2</table>"
    page = f"<html><table><tr><td>menu<td>{inner}<tr><td>x<td>y</table>"
    file = written(tmp_path, page)
    assert list(choices(file, detect(file))["table"]) == ["2"]


def test_names_of_several_rows_are_joined(tmp_path: Path) -> None:
    page = (
        "<html><body><table><tr><th rowspan=2>who<th colspan=2>2024</tr><tr><th>Q1<th>Q2</tr>"
        "<tr><td>x<td>1,200<td>2</tr><tr><td>y<td>3<td>4</tr></table></body></html>"
    )
    table = load(written(tmp_path, page, "t.xls"))
    assert table.columns == ("who", "2024 Q1", "2024 Q2")
    assert table.frame["2024 Q1"].tolist() == [1200, 3]


def test_how_it_is_read_can_be_corrected(tmp_path: Path) -> None:
    page = "<table><tr><td>k<td>n<tr><td>x<td>1,5<tr><td>y<td>2,25<tr><td>z<td>-</table>"
    file = written(tmp_path, page)
    source = detect(file)
    assert (source.header_rows, source.decimal) == (1, ",")
    assert load(file, source).frame["n"].tolist()[:2] == [1.5, 2.25]
    bare = load(file, source.edit(header_rows=0, missing=("x",)))
    assert bare.columns == ("column 1", "column 2")
    assert bare.frame["column 1"].isna().tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("cp1251", ""), ("cp1251", "<meta charset=windows-1251>"), ("utf-16", ""), ("utf-8-sig", "")],
)
def test_letters_are_right(encoding: str, declared: str, tmp_path: Path) -> None:
    rows = "<tr><td>Москва<td>1<tr><td>Тверь<td>2<tr><td>Казань<td>3"
    page = f"<html><head>{declared}</head><table><tr><th>город<th>n{rows}</table></html>"
    assert load(written(tmp_path, page, "t.xls", encoding)).frame["город"][0] == "Москва"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html><title>Sign in</title><p>Please sign in.</html>", "titled 'Sign in', without"),
        ("<!DOCTYPE html><html><body><table></table></body></html>", r"\(HTML\) without a table"),
        ("<html><table><tr><td>1</td></tr></table></html>", r"\(HTML\) without a table"),
    ],
)
def test_a_page_without_a_table_is_refused(page: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=said):
        load(written(tmp_path, page, "t.xls"))


def test_a_table_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, ONE)
    with pytest.raises(SettingError, match="no table '7'"):
        load(file, detect(file).edit(table="7"))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"<div class=x><table><tr><td>1</td></tr></table></div>", "html"),
        (b"<style>td { color: red }</style>" + b" " * 4000, "html"),
        (b"<!--a--><!--b-->\n<TABLE>", "html"),
        (b'<?xml version="1.0"?><html xmlns="x"><body>', "html"),
        (b"<tag>,<other>\n1,2\n", "text"),
        (b"<5,10\n<6,12\n", "text"),
        (b"<div>,a\n<p>,b\n", "text"),
        (b'<?xml version="1.0"?><rows><row/></rows>', "xml"),
        (b"<!-->" * 800 + b"x", "text"),
    ],
)
def test_a_page_is_known_by_its_beginning(head: bytes, kind: str) -> None:
    assert content_of(head, "t.csv") == kind


ARCHIVE = (
    "From: <Saved by a browser>\r\nSubject: =?utf-8?Q?Sales?=\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="-=b"\r\n\r\n'
    "---=b\r\nContent-Type: text/html; charset=windows-1252\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    '<html><table class=3D"a"><tr><th>town<th>sold<tr><td>K=F6ln<td>3<tr><td>Bo=\r\n'
    "nn<td>4</table></html>\r\n"
    "---=b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0K\r\n"
    "{}---=b--\r\n"
)
SECOND = (
    "---=b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "PHRhYmxlPjx0cj48dGg+eDx0aD55PHRyPjx0ZD4xPHRkPjI8L3RhYmxlPg==\r\n"
)


@pytest.mark.parametrize("name", ["t.mht", "t.mhtml", "t.xls", "t.csv"])
def test_a_page_saved_in_one_file_is_read(name: str, tmp_path: Path) -> None:
    frame = load(written(tmp_path, ARCHIVE.format(""), name)).frame
    assert frame.to_dict("list") == {"town": ["Köln", "Bonn"], "sold": [3, 4]}


@pytest.mark.parametrize("page", ["<html><table><tr><td>1</table>", ARCHIVE.format("")])
def test_a_page_in_the_place_of_a_spreadsheet_is_named(page: str, tmp_path: Path) -> None:
    with (
        pytest.raises(SourceError, match="is a web page .HTML. under a spreadsheet's name"),
        opened(written(tmp_path, page, "t.xls")),
    ):
        pass


def test_the_tables_of_all_pages_in_one_file_are_offered(tmp_path: Path) -> None:
    file = written(tmp_path, ARCHIVE.format(SECOND), "t.mht")
    source = detect(file)
    assert list(choices(file, source)["table"]) == ["1", "2"]
    assert load(file, pick(file, source, {"table": "2"})).columns == ("x", "y")


def test_a_message_without_a_page_is_refused_in_one_sentence(tmp_path: Path) -> None:
    message = "From: a@b.org\nTo: c@d.org\nMIME-Version: 1.0\nContent-Type: text/plain\n\nHello\n"
    with pytest.raises(SourceError, match="without a web page"):
        load(written(tmp_path, message, "t.txt"))
