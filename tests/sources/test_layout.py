"""Delimiter, quotes, title lines and header are found in tiny tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import AppError
from core.loading import load
from core.sources.csv import Csv
from core.sources.dialect.layout import guess_layout
from core.sources.dialect.tokens import split_line

NUMBERS = "1,2,3,4\n5,6,7,8\n9,10,11,12\n"
WIDER = "1,2,3,4,5,6\n7,8,9,1,2,3\n"
WIDEST = "1,2,3,4,5,6,7,8\n"
TOWNS = "North,1,2,3,4\nSouth,5,6,7,8\nEast,9,10,11,12\n"


ANSWERS = "1,2024-01-31,30,Car,,,ok\n2,2024-02-01,41,,Bike,,\n3,2024-02-02,25,,,Boat,no\n"


def guessed(tmp_path: Path, text: str) -> Csv:
    file = tmp_path / "table.csv"
    file.write_text(text, encoding="utf-8", newline="")
    return Csv.guess(file)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", "comma"),
        ("a;b\n1,5;2,5\n2,5;3,5\n", "semicolon"),
        ("a\tb\n1\t2\n", "tab"),
        ("a|b\nx, y|z\nu, v|w\n", "pipe"),
        ("a\x1fb\n1\x1f2\n", "unit_separator"),
        (" 1.0  2.5  3\n 4.1 15.5  6\n", "spaces"),
        ("name\nAnn Lee\nBob Ray\n", "comma"),
        ("https://a.org/x\nhttp://b.org/y?z=1\nhttps://c.org\n", "none"),
        ("at\n12:30\n13:45\n14:50\n", "none"),
        ("mail,n\nann@site.org,1\nbob@site.org,2\n", "comma"),
        ("at,n\n12:30:15,5\n13:45:20,6\n", "comma"),
        ("2024-01-31 07:30\n2024-02-01 08:30\n2024-02-03 09:30\n", "none"),
        ("=cmd|' /C x'!A0\n=1+2|'/c y'!A1\n@SUM(1)|'/k'!A2\n", "none"),
        ("said\nhello\nhow are you, friend\nbye\nso long\nmore\n", "none"),
        ("said\nvery good, thanks\nslow, but fine, all in all\nbad\n", "none"),
        ("said\ngood, thanks; again\nfine, cheap; yes\nwell, no; never\n", "none"),
        ("Trips\nday^km^town\nFri, 3 May^2^Rome\nSat, 4 May^5^Oslo\nSun, 5 May^9^Bonn\n", "caret"),
        ("2024-01-31 2,143\n2024-02-01 2,313\n2024-02-02 12,895\n", "spaces"),
        ("a b\n\nn t x y\n1 Rome NA 4\n2 Oslo 7 5\n3 Bonn NA 6\n\nc d e\n", "spaces"),
        ("12,345\n17,820\n19,100\n", "comma"),
        ("at 5,100\nto 7,200\nby 9,300\n", "comma"),
        ("# a note\n# x y z\n0.5 1 3\n0.7 2 5\n0.1 3 7\n", "spaces"),
    ],
)
def test_the_delimiter_is_found(tmp_path: Path, text: str, delimiter: str) -> None:
    found = guessed(tmp_path, text)
    assert found.delimiter == delimiter or (delimiter == "comma" and found.delimiter == "none")


@pytest.mark.parametrize(
    "rows", ["Ann, Rome, red\nBob, Oslo, blue\nCy, Bonn, red\n", "Rome, 12\nOslo, 15\nBonn, 9\n"]
)
def test_even_rows_or_values_below_a_title_are_a_table(tmp_path: Path, rows: str) -> None:
    assert guessed(tmp_path, f"Places\n{rows}").delimiter == "comma"


@pytest.mark.parametrize(
    ("text", "skip", "header"),
    [
        ("a,b\n1,2\n3,4\n", 0, 1),
        ("1,x\n2,y\n3,z\n", 0, 0),
        ("Sales\n\na,b\n1,2\n3,4\n", 2, 1),
        ("Sales,,\n,,\na,b,c\n1,2,3\n4,5,6\n", 2, 1),
        ("# made by hand\na,b\n1,2\n", 1, 1),
        ("---\ntitle: x\n---\na,b\n1,2\n", 3, 1),
        ("sep=;\na;b\n1;2\n", 1, 1),
        ("kind,2001,2002\nx,1.5,2.5\ny,3.5,4.5\n", 0, 1),
        ("name,city\nAnn,Rome\nBob,Oslo\n", 0, 1),
        ("a,b,c,d\n1,2,3,4\n5,6,7,8\n", 0, 1),
        ("Day,Travel,,Total\n,Air,Rail,\n1,2,3,5\n2,3,4,7\n", 0, 2),
        (",value\n0,1.5\n1,2.5\n", 0, 1),
        ("x,y\n1,yes\n2,no\n3,no\n", 0, 1),
        ("y\nyes\nno\nno\n", 0, 1),
        ("1,y\n2,n\n3,y\n", 0, 0),
        ("https://a.org\nhttps://b.org\n", 0, 0),
        ("Ann,https://a.org\nBob,https://b.org\n", 0, 0),
        (",,A,B\n,,x,y\nNr,Town,,\n1,Rome,3,4\n2,Oslo,5,6\n", 0, 3),
        (",,2001,2002\nNorth,,,\na,x,1.5,2.5\nb,y,3.5,4.5\n", 0, 1),
        (f"Sales,,Costs,\nNorth,South,North,South\nUSD,EUR,USD,EUR\n{NUMBERS}", 0, 3),
        (f"Sales,,,Costs,,\nA,B,C,A,B,C\n{WIDER}", 0, 2),
        (f",Sales,,,,Costs,,,\nTown,A,B,C,D,A,B,C,D\nx,{WIDEST}y,{WIDEST}", 0, 2),
        (f"Region,2022,,2023,\n,Q1,Q2,Q1,Q2\n,EUR,EUR,EUR,EUR\n{TOWNS}", 0, 3),
        (f"Area,2022,2022,2023,2023\nCode,Q1,Q2,Q1,Q2\nunit,EUR,EUR,EUR,EUR\n{TOWNS}", 0, 3),
        (f"Region,Sales,,Costs,\n,2022,2023,2022,2023\n,EUR,EUR,EUR,EUR\n{TOWNS}", 0, 3),
        (f"Region,Sales,,Costs,\n,2022-01,2022-02,2022-01,2022-02\n{TOWNS}", 0, 2),
        (f"A,,B,\nC,D,C,D\nE,F,E,F\nG,G,H,H\n{NUMBERS}", 0, 4),
        (f"A,,B,\nC,D,C,D\nE,F,E,F\nG,G,H,H\nI,J,I,J\nK,K,L,L\n{NUMBERS}", 0, 6),
        ("who,born,died\nann,1901,1990\nbob,1902,1991\neve,1903,1992\n", 0, 1),
        ("who,said,n\nann,hello there,\nbob,good night,\neve,x,5\nida,y,6\n", 0, 1),
        ("a,b\n-,-\n1,2\n3,4\n", 0, 1),
        (",price,price,qty\n,mean,std,sum\nshop,,,\nA,1.5,0.2,9\nB,2.5,0.3,8\n", 0, 3),
        (f"Id,Day,Age,Own?,,,Say\n,,Answer,Car,Bike,Boat,Free\n{ANSWERS}", 0, 2),
        (f"Id,Day,Age,Own?,,,Say\n7,,30,Car,Bike,Boat,Free\n{ANSWERS}", 0, 1),
        ("Id,Age,Own?,,,Say\n,Answer,Car,Bike,Boat,Free\n1,30,Car,,,ok\n2,41,,,,no\n", 0, 2),
        ("#Version: 1.0\n#Fields: day a-b n\n2024-01-31 GET 7\n2024-02-01 POST 8\n", 1, 1),
        ("#Fields: day n\n2024-01-31 GET 7\n2024-02-01 POST 8\n", 1, 0),
        ("#path\tx\n#fields\tday\tn\n#types\ttime\tcount\n2024-01-31\t7\n", 1, 1),
    ],
)
def test_the_header_is_found(tmp_path: Path, text: str, skip: int, header: int) -> None:
    found = guessed(tmp_path, text)
    assert (found.skip_lines, found.header_rows) == (skip, header)


def test_the_reading_is_described_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes("Umsätze\n\n\nTag;Preis\n1;2,5\n2;3,75\n".encode("cp1252"))
    found = Csv.guess(file)
    assert found.describe() == (
        "Semicolon, Windows-1252, decimal comma; 3 title lines skipped; header on line 4."
    )


def test_two_header_rows_are_joined(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("Day,Travel,,Total\n,Air,Rail,\n1,2,3,5\n2,3,4,7\n")
    assert load(file).columns == ("Day", "Travel Air", "Travel Rail", "Total")


def test_what_a_survey_tells_programs_is_no_part_of_a_name(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    ids = '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"'
    answers = "30,2\n41,3\n25,1\n38,2\n"
    file.write_text(f"Q1,Q2\nHow old?,How many?\n{ids}\n{answers}")
    assert load(file).columns == ("Q1 How old?", "Q2 How many?")


@pytest.mark.parametrize("mark", ["#", "%", "//"])
def test_the_sign_of_a_comment_before_names_is_no_name(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "table.txt"
    file.write_text(f"{mark} x y z\n" + "".join(f"{at}.5 {at} {7 * at}\n" for at in range(9)))
    assert load(file).columns == ("x", "y", "z")


def test_years_and_units_are_joined_below_their_groups(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(f"Region,2022,,2023,\n,Q1,Q2,Q1,Q2\n,EUR,EUR,EUR,EUR\n{TOWNS}")
    table = load(file)
    assert table.columns == ("Region", "2022 Q1 EUR", "2022 Q2 EUR", "2023 Q1 EUR", "2023 Q2 EUR")
    assert [table.kinds[name] for name in table.columns[1:]] == ["number"] * 4


def test_a_row_completes_the_header_above_it(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(",,North,South\nNr,Town,,\n1,Rome,3,4\n2,Oslo,5,6\n")
    assert load(file).columns == ("Nr", "Town", "North", "South")


def test_a_comment_names_the_columns_of_a_log(tmp_path: Path) -> None:
    file = tmp_path / "access.log"
    named = "#Date: today\n#Fields: day path n\n"
    file.write_text(f"#Version: 1.0\n{named}2024-01-31 /a 7\n{named}2024-02-01 /b 8\n")
    table = load(file)
    assert table.columns == ("day", "path", "n")
    assert table.frame["n"].tolist() == [7, 8]
    assert "3 comment lines left out." in table.notes


def test_a_comment_with_words_names_columns_between_tabs(tmp_path: Path) -> None:
    file = tmp_path / "access.log"
    file.write_text("#Version: 1.0\n#Fields: day path n\n2024-01-31\t/a b\t7\n2024-02-01\t/b\t8\n")
    table = load(file)
    assert table.columns == ("day", "path", "n")
    assert table.frame["path"].tolist() == ["/a b", "/b"]


def test_a_second_table_is_left_out_and_named(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a,b,c\n1,2,3\n4,5,6\n7,8,9\n1,2,3\nx,y\n1,2\n3,4\n")
    table = load(file)
    assert table.rows == 4
    assert "A second table begins on line 6: only the first was read." in table.notes


def test_footnotes_are_left_out_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a,b,c\n1,2,3\n4,5,6\n7,8,9\n\nSource: the town hall\n")
    table = load(file)
    assert table.rows == 3
    assert "1 footnote line below the table left out." in table.notes


def test_a_correction_beats_the_guess(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a,b\n1,2\n")
    table = load(file, Csv.guess(file).edit(header_rows=0))
    assert table.columns == ("column 1", "column 2")
    assert table.rows == 2


def test_stop_means_stop(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a,b\n1,2\n1,2,3\n")
    with pytest.raises(AppError, match="line 3: 3 cells instead of 2"):
        load(file, Csv.guess(file).edit(bad_rows="stop"))


def test_doubled_quotes_between_apostrophes_are_one() -> None:
    lines = [
        "id,size,name",
        "1,'10\"\" wide, flat','Men's'",
        "2,'5\"\" thin','Kids'",
        "3,no,'x, y'",
    ]
    cut = guess_layout("\n".join(lines)).cut
    assert (cut.quote, cut.escape) == ("'", '"')
    assert split_line(lines[1], cut)[0] == ["1", '10" wide, flat', "Men's"]


def test_what_parts_quoted_cells_is_the_delimiter_however_many_spaces_texts_hold() -> None:
    words = ("Tea", "Black tea leaves", "Green tea", "Red")
    rows = [f'{at} 2.{at % 10} {words[at % 4]} "a, b" "c" ' for at in range(24)]
    layout = guess_layout("\n".join(["n price name said by x", *rows]) + "\n")
    assert layout.cut.delimiter == " "
    assert layout.header_rows == 1


@pytest.mark.parametrize(
    ("day", "order"),
    [
        ("31. 1. 2024", "yes"),
        ("31.01.2024.", "yes"),
        ("1. 31. 2024", "no"),
        ("1. 2. 2024", "guess"),
    ],
)
def test_the_order_in_dates_is_seen_through_spaces_and_a_last_point(day: str, order: str) -> None:
    assert guess_layout(f"id;day\n1;1. 2. 2024\n2;{day}\n").day_first == order


def test_points_and_spaces_in_dates_are_no_delimiters(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("den\n31. 1. 2024\n1. 2. 2024\n", encoding="utf-8")
    frame = load(file).frame
    assert list(frame.columns) == ["den"]
    assert str(frame["den"][0]) == "2024-01-31 00:00:00"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "line", ["'" * 200 + "x,1", "'a''" * 100 + "b,1", "'" + "\\'" * 100 + ",1"]
)
def test_many_apostrophes_do_not_hold_up_the_reading(line: str) -> None:
    assert guess_layout("a,b\n" + f"{line}\n" * 30).cut.delimiter == ","


@pytest.mark.parametrize(
    ("cells", "found"),
    [("'a, b','c'", True), ("'it''s','c'", True), ("'a''','b'", True), ("it's,b", False)],
)
def test_apostrophes_that_open_and_close_cells_are_quotes(cells: str, found: bool) -> None:
    cut = guess_layout("x,y\n" + f"{cells}\n" * 8).cut
    assert (cut.quote == "'") == found


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("a,b,c\n1,2,3\n# checked\n#4,5,6\n7,8,9\n10,11,12\n", "#"),
        ("# one\na,b,c\nx,5,3\n# two, and, three, more\ny,6,4\n#last,note,here\nz,1,2\n", "#"),
        ("color,name,n\n#fff,white,3\n#000,black,5\n", ""),
        ("Bank A;\nPLN;\nNr 12;\n#day;#text;#sum;\n1;a;2,5;\n2;b;3,5;\n", ""),
        ("#YY MM DD\n#yr mo dy\n2024 01 02\n2024 01 03\n2024 01 04\n", ""),
        ('text,n\n#a,1\n"b, c",2\n#d,"e, f",3\nhi,4\n#g,5\nho,6\nhu,7\n', ""),
        ("# made by hand\nOslo in May,5\nYork in June,6\nBonn in July,7\n", "#"),
        ("# made on Monday\n1 2\n3 4\n5 6\n", "#"),
    ],
)
def test_comments_are_told_from_headers_and_rows(text: str, comment: str) -> None:
    assert guess_layout(text).cut.comment == comment


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("who town gene ratio\nann oslo rs1 0.02\nbob rome rs2 0.01\ncyd bonn rs3 0.03\n", "ws"),
        ("street no town\nMain 12 Oslo\nOak 45 Rome\nMill 7 Bonn\nElm 9 York\n", "ws"),
        ("12 Main Street\n45 Oak Avenue\n7 Mill Road\n9 Elm Lane\n", ""),
        ("address\n12 Main Street\n45 Oak Avenue\n7 Mill Road\n9 Elm Lane\n", ""),
        ("title\nSeven 7 dwarfs\nOcean 11 men\nRoom 237 door\nApollo 13 crew\n", ""),
    ],
)
def test_words_are_cells_beside_columns_of_values_only(
    tmp_path: Path, text: str, mark: str
) -> None:
    found = guessed(tmp_path, text)
    assert (found.mark, found.skip_lines) == (mark, 0)


def test_a_line_of_marks_belongs_to_the_footnotes_below_it(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    rows = "".join(f"town {at};{at}00;{at}50;{at}10\n" for at in range(1, 5))
    file.write_text(f"town;a;b;c\n{rows}__________\nOffice of Statistics of the Land, 2022\n")
    table = load(file)
    assert (table.rows, table.kinds["c"]) == (4, "number")


def test_titles_padded_with_commas_may_outnumber_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    titles = "".join(f"fact {at},,,,\n" for at in range(6))
    file.write_text(f"{titles}day,kind,who,n,m\n" + "2024-01-02,a,b,1,2\n" * 3)
    assert load(file).columns == ("day", "kind", "who", "n", "m")


def test_a_remark_with_a_comma_above_two_columns_is_no_part_of_the_names(tmp_path: Path) -> None:
    found = guessed(
        tmp_path, "# from the logger\n# Brest, harbour\nday,n\n2024-01-01,5\n2024-01-02,6\n"
    )
    assert (found.comment, found.skip_lines, found.header_rows) == ("#", 2, 1)


def test_apostrophes_around_texts_in_each_row_are_quotes(tmp_path: Path) -> None:
    people = ("Barton, Mr. David", "Jussila, Miss. Katriina", "Attalah, Miss. Malake")
    rows = "".join(
        f"{at},0,'{name}',male,$22.00,3246{at},$8.05,,S\n" for at, name in enumerate(people * 9)
    )
    names = "id,died,name,sex,age,ticket,fare,cabin,port"
    text = f"Sales report 2019\nExtract of customers\nPrinted on 3 May 2021\n{names}\n{rows}"
    assert guessed(tmp_path, text).quote == "single"
