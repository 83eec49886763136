"""Lines and bars drawn around cells are taken off, and the columns stay right."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.loading import detect, load
from core.progress import silent
from core.sources.csv import Csv
from core.sources.dialect.drawn import drawing, is_ruler
from core.sources.large.text import Manner, write_text
from core.table import Dataset

MARKDOWN = "| name | age |\n|:-----|----:|\n| ann | 3 |\n| bob | 4 |\n"
BOX = "+----+---+\n|name|age|\n+----+---+\n|ann |  3|\n|bob |  4|\n+----+---+\n"
GRID = "+----+---+\n|name|age|\n+====+===+\n|ann |  3|\n+----+---+\n|bob |  4|\n+----+---+\n"
PSQL = " name | age \n------+-----\n ann  |   3\n bob  |   4\n(2 rows)\n"
OPEN = "name | age\n--- | ---:\nann | 3\nbob | 4\n"
TITLED = "Members of the club\n\n" + MARKDOWN + "\nSource: the town\n"
BARS = "| name | age |\n| ann | 3 |\n| bob | 4 |\n"
LIGHT = "┌────┬───┐\n│name│age│\n├────┼───┤\n│ann │ 3 │\n│bob │ 4 │\n└────┴───┘\n"
INNER = "╔════╤═══╗\n║name┆age║\n╞════╪═══╡\n║ann ┆  3║\n║bob ┆  4║\n╚════╧═══╝\n"
UNDERLINED = "name,age\n----,---\nann,3\nbob,4\n"
DASHED = "name,age\n--------\nann,3\nbob,4\n"


def file_of(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "rulers"),
    [
        (MARKDOWN, 1),
        (BOX, 3),
        (GRID, 4),
        (PSQL, 1),
        (OPEN, 1),
        (TITLED, 1),
        (BARS, 0),
        (LIGHT, 3),
        (INNER, 3),
        (UNDERLINED, 1),
        (DASHED, 1),
    ],
)
def test_a_drawn_table_has_its_columns_and_rows_only(
    tmp_path: Path, text: str, rulers: int
) -> None:
    table = load(file_of(tmp_path, text))
    assert table.frame.to_dict("list") == {"name": ["ann", "bob"], "age": [3, 4]}
    said = {0: [], 1: ["1 ruler line left out."]}.get(rulers, [f"{rulers} ruler lines left out."])
    assert [note for note in table.notes if "ruler" in note] == said


@pytest.mark.parametrize("text", [MARKDOWN, BOX, PSQL, UNDERLINED, LIGHT])
def test_a_large_drawn_table_is_read_as_a_small_one(tmp_path: Path, text: str) -> None:
    path = file_of(tmp_path, text)
    source = detect(path)
    assert isinstance(source, Csv)
    small = source.load(path)
    target = tmp_path / ".import.1.00000000.tmp"
    done = write_text(path, Manner(source.plan(), source.rules()), target, silent)
    pd.testing.assert_frame_equal(pd.read_parquet(target), Dataset.of(small.frame, "small").frame)
    said = [note for note in small.notes if "ruler" in note]
    assert said == [note for note in done.notes if "ruler" in note] != []


def test_bars_within_cells_of_a_frame_part_columns_and_commas_do_not(tmp_path: Path) -> None:
    text = "| name | said |\n|---|---|\n| ann, b | one, two |\n| bob, c | three, four |\n"
    assert load(file_of(tmp_path, text)).frame["said"].tolist() == ["one, two", "three, four"]


def test_empty_cells_at_both_ends_of_an_open_table_stay(tmp_path: Path) -> None:
    text = " a | b | c \n---+---+---\n   | 3 |   \n 1 | 4 | 5\n 2 | 6 | 7\n"
    table = load(file_of(tmp_path, text))
    assert table.frame["b"].tolist() == [3, 4, 6]
    assert table.columns == ("a", "b", "c")


def test_a_ruler_below_the_last_row_is_no_footnote(tmp_path: Path) -> None:
    found = detect(
        file_of(tmp_path, PSQL.replace("(2 rows)", " cid  |   5\n------+-----\n(3 rows)"))
    )
    assert isinstance(found, Csv)
    assert (found.skip_end, load(file_of(tmp_path, BOX)).notes[1:2]) == (
        1,
        ("3 ruler lines left out.",),
    )


def test_a_ruler_tells_a_header_that_nothing_else_tells(tmp_path: Path) -> None:
    table = load(file_of(tmp_path, "| ann | rome |\n|---|---|\n| bob | rome |\n| eve | rome |\n"))
    assert table.columns == ("ann", "rome")
    assert not any("nothing tells" in note for note in table.notes)


@pytest.mark.parametrize(
    "lines",
    [
        ["a,b,c", "+,-,+", "-,+,+", "+,+,-"],
        ["x", "---", "1", "---", "2"],
        ["Report", "======", "a,b", "1,2", "3,4"],
        ["id,text", '1,"', "|a|b|", "|-|-|", '|1|2|"', "2,x", "3,y", "4,z"],
        ["|a|,|b|", "|1|,|2|", "|3|,|4|"],
        ["||a||b||", "||1||2||", "||3||4||"],
        ["a|b", "|1", "2|", "|"],
    ],
)
def test_marks_that_are_values_are_no_drawing(lines: list[str]) -> None:
    assert drawing(lines) == "none"


@pytest.mark.parametrize("line", ["", " ", "-", "--", "---", "| |", "-1", "=1+2", "a|---", "+,-"])
def test_these_are_no_rulers(line: str) -> None:
    assert not is_ruler(line)


def test_lines_in_the_cells_of_a_box_stay_as_they_are(tmp_path: Path) -> None:
    rows = "│ id │ way │\n├────┼─────┤\n│ 1  │ a─b │\n│ 2  │ c═d │\n"
    assert load(file_of(tmp_path, rows)).frame["way"].tolist() == ["a─b", "c═d"]


def test_a_recipe_from_before_is_read_as_before() -> None:
    settings = {name: value for name, value in Csv().to_json().items() if name != "drawn"}
    assert Csv.from_json(settings) == Csv()
