"""Columns at fixed positions are found, cut and can be corrected."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SettingError
from core.loading import detect, load
from core.sources.fixed_width import FixedWidth

PLAIN = """Name        Age  City
Ann Lee      30  New York
Bob          41  Rome
Carla Diaz    7  Oslo
"""
TITLED = """Report of the day

id   name        amount  date
001  Ann Lee     12.50   2024-01-31
002  Bob         7.25    2024-02-01
003  Carla Diaz          2024-02-03

Source: the town hall
"""
RULED = """name        salary
----------  ------
Ann            100
Bob Lee       2000
"""
PAGED = """SAMPLE LTD            LIST OF ARTICLES   PAGE 1

ART     NAME         PIECES    PRICE
------  ---------  --------  -------
000001  BOLT M4           7     1.25
000002  NUT M4           14     2.50
\fSAMPLE LTD            LIST OF ARTICLES   PAGE 2

ART     NAME         PIECES    PRICE
------  ---------  --------  -------
000003  PLATE            21     3.75
000004  RING             28     5.00
"""
PROMPT = """SQL> select * from emp;

     EMPNO ENAME             PAY HIRED
---------- ---------- ---------- ---------
      7369 SMITH             800 17-DEC-80
      7499 ALLEN            1600 20-FEB-81
      7521 WARD             1250 22-FEB-81
      7566 JONES            2975 02-APR-81
      7654 MARTIN           1250 28-SEP-81

5 rows selected.

SQL> spool off
"""
NARROW = """Filesystem      Size  Used Avail Use% Mounted on
/dev/sda1        40G   12G   26G  32% /
tmpfs           7.8G     0  7.8G   0% /dev/shm
/dev/sdb1       1.8T  1.1T  632G  64% /data
"""
LONG_NAME = """00001ANDERSON  19820314 0012500
00002BAKER     19790101 0010050
00003CLARKSON  19911231 0009999
00004DE LA CRUZ19850704 0100000
"""


def made(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "table.txt"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "starts", "columns", "rows"),
    [
        (PLAIN, "1, 12, 18", ("Name", "Age", "City"), 3),
        (TITLED, "1, 6, 18, 26", ("id", "name", "amount", "date"), 3),
        (RULED, "1, 13", ("name", "salary"), 2),
    ],
    ids=["plain", "title and footnote", "rule of dashes"],
)
def test_columns_are_found(
    tmp_path: Path, text: str, starts: str, columns: tuple[str, ...], rows: int
) -> None:
    file = made(tmp_path, text)
    source = detect(file)
    assert isinstance(source, FixedWidth)
    assert source.columns == starts
    table = load(file, source)
    assert (table.columns, table.rows) == (columns, rows)
    assert any("at fixed positions" in note for note in table.notes)


def test_cells_keep_their_spaces_inside_and_gaps_are_missing(tmp_path: Path) -> None:
    frame = load(made(tmp_path, TITLED)).frame
    assert frame["name"].tolist() == ["Ann Lee", "Bob", "Carla Diaz"]
    assert frame["amount"].isna().tolist() == [False, False, True]
    assert frame["id"].tolist() == ["001", "002", "003"]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,  2\n3,  4\n5,  6\n",
        " 1.0  2.5  3\n 4.1 15.5  6\n 7.0  1.5  9\n",
        "This is prose.  It goes on.\nAnother line is here.  And so on.\nThird.  Good.\n",
        "name\nAnn  Lee\nBob\nCarl\n",
    ],
    ids=["comma", "even spaces", "prose", "one column"],
)
def test_other_texts_are_left_to_the_delimited_reader(tmp_path: Path, text: str) -> None:
    assert detect(made(tmp_path, text)).name == "csv"


def test_positions_can_be_corrected(tmp_path: Path) -> None:
    file = made(tmp_path, "ab12\ncd34\n")
    table = load(file, FixedWidth(columns="1, 3", header_rows=0))
    assert table.frame.to_numpy().tolist() == [["ab", 12], ["cd", 34]]


@pytest.mark.parametrize("columns", ["", "5, 3", "0, 4", "a"])
def test_impossible_positions_are_refused(tmp_path: Path, columns: str) -> None:
    with pytest.raises(SettingError, match="rising positions"):
        load(made(tmp_path, PLAIN), FixedWidth(columns=columns))


def test_a_word_across_a_boundary_is_pointed_at(tmp_path: Path) -> None:
    table = load(made(tmp_path, PLAIN), FixedWidth(columns="1, 4, 12"))
    assert any("across a column boundary (line 4" in note for note in table.notes)


def test_a_name_that_is_wider_than_its_column_stays_in_the_header(tmp_path: Path) -> None:
    table = load(made(tmp_path, NARROW))
    assert table.columns == ("Filesystem", "Size", "Used", "Avail", "Use%", "Mounted on")
    assert table.rows == 3


def test_a_last_row_without_a_gap_is_no_footnote(tmp_path: Path) -> None:
    table = load(made(tmp_path, LONG_NAME))
    assert table.rows == 4
    assert not any("left out" in note for note in table.notes)


def test_the_count_of_rows_below_a_table_is_no_row(tmp_path: Path) -> None:
    text = "EMPNO ENAME\n----- ----------\n    1 ANN\n    2 BOB\n    3 CYD\n\n3 rows selected.\n"
    assert load(made(tmp_path, text)).frame["EMPNO"].tolist() == [1, 2, 3]


@pytest.mark.timeout(20)
def test_page_headings_are_left_out_and_shown(tmp_path: Path) -> None:
    table = load(made(tmp_path, PAGED))
    assert table.frame["PRICE"].tolist() == [1.25, 2.5, 3.75, 5.0]
    assert table.frame["NAME"].tolist() == ["BOLT M4", "NUT M4", "PLATE", "RING"]
    assert "2 lines of page headings left out." in table.notes
    loaded = FixedWidth.guess(tmp_path / "table.txt").load(tmp_path / "table.txt")
    assert [(row.line, row.reason) for row in loaded.skipped] == [
        (7, "page heading"),
        (9, "page heading"),
    ]


def test_a_form_feed_before_a_row_moves_no_cell(tmp_path: Path) -> None:
    head, _, rest = PAGED.partition("\f")
    table = load(made(tmp_path, f"{head}\f{rest.splitlines()[-1]}\n"))
    assert table.frame["PRICE"].tolist() == [1.25, 2.5, 5.0]


def test_the_prompt_of_a_terminal_below_a_table_is_no_row(tmp_path: Path) -> None:
    table = load(made(tmp_path, PROMPT))
    assert table.frame["PAY"].tolist() == [800, 1600, 1250, 2975, 1250]
    assert "2 footnote lines below the table left out." in table.notes


def test_a_long_ruler_that_breaks_off_is_soon_read(tmp_path: Path) -> None:
    rows = "id  name\n1   ann\n2   bob\n"
    assert load(made(tmp_path, f"{rows}--{' --' * 60}x\n")).rows >= 2


NAMES = """Passengers of one ship

Id  Name                     Sex     Fare
1   Braund, Mr. Owen         male    7.25
2   Heikkinen, Miss. Laina   female  7.925
3   Allen, Mr. William       male
4   Moran, Mr. James         male    8.45
5   Nasser, Mrs. Nicholas    female  30
6   Palsson, Master. Gosta   male    21
"""
THOUSANDS = """Id   Elevation  Aspect
487  3,011      263
488  3,008      24
489  12,004     18
"""
MOMENTS = """date                     metro   bus
12/8/2023 12:00:00 AM    1,617   793
12/9/2023 12:00:00 AM    1,588   887
12/10/2023 12:00:00 AM   1,145   616
12/11/2023 12:00:00 AM   2,242   900
12/12/2023 12:00:00 AM   2,370   870
12/13/2023 12:00:00 AM   2,479   880
1/3/2024 12:00:00 AM     1,479   820
1/4/2024 12:00:00 AM     1,179   821
1/5/2024 12:00:00 AM     1,379   852
"""
NOTED = """dteday    season  holiday   temp      hum
2/8/12    1       0         0.256667  0.722917
2/9/12    1       0         0.265     0.562083
2/10/12   1       0         0.280833  0.54
2/11/12   1       0         0.224167  0.73125
2/12/12   1       0         0.1275    0.458
2/13/12   1       0         0.2225    0.41125
Source:   office  regional  Brest
"""
UNFILLED = """Plane      Wildlife Size  Cost
B-737-200  Small          10
B-727      Medium         0
DC-10      Large          20
"""


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        (NAMES, ("Id", "Name", "Sex", "Fare"), 6),
        (THOUSANDS, ("Id", "Elevation", "Aspect"), 3),
        (MOMENTS, ("date", "metro", "bus"), 9),
        (NOTED, ("dteday", "season", "holiday", "temp", "hum"), 6),
        (UNFILLED, ("Plane", "Wildlife Size", "Cost"), 3),
    ],
    ids=[
        "commas in names",
        "thousands",
        "times",
        "note right below",
        "short below two words",
    ],
)
def test_neither_commas_nor_times_nor_notes_tear_a_table_apart(
    tmp_path: Path, text: str, columns: tuple[str, ...], rows: int
) -> None:
    table = load(made(tmp_path, text))
    assert (table.columns, table.rows) == (columns, rows)


def test_a_column_begins_beside_the_words_of_its_name(tmp_path: Path) -> None:
    rows = "".join(f"{at:>4} town{at:<4} {at % 7:>17}\n" for at in range(100, 190))
    text = f"Code Town     Number of flights\n{rows}"
    assert load(made(tmp_path, text)).columns == ("Code", "Town", "Number of flights")


def test_a_date_and_its_time_below_one_name_are_one_column(tmp_path: Path) -> None:
    rows = "".join(f"2024-01-0{at} 12:30:00    {at}8457\n" for at in range(1, 9))
    table = load(made(tmp_path, f"timestamp              value\n{rows}"))
    assert table.columns == ("timestamp", "value")
    assert table.frame["timestamp"].dt.hour.tolist() == [12] * 8


def test_columns_are_found_whatever_the_size_of_a_letter(tmp_path: Path) -> None:
    file = tmp_path / "table.txt"
    file.write_text(TITLED, encoding="utf-16")
    assert detect(file).name == "fixed_width"


def test_cells_of_as_many_words_in_each_row_are_kept_whole(tmp_path: Path) -> None:
    towns = "Ann Lee       New York\nBob Ray       San Jose\nCy Fox        Los Gatos\n"
    text = f"Full name     Home town\n{towns}"
    assert load(made(tmp_path, text)).columns == ("Full name", "Home town")
