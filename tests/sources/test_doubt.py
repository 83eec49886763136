"""What a text leaves open about its header is said, and asked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.loading import load
from core.progress import silent
from core.sources.csv import Csv
from core.sources.dialect.doubt import TIED
from core.sources.dialect.fast import read_fast
from core.sources.large.text import Manner, write_text

PEOPLE = "ann,paris\nbob,rome\neve,oslo\nida,bern\n"
MANY = "".join(f"name{at},{['red', 'blue', 'green'][at % 3]}\n" for at in range(20))


def file_of(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        PEOPLE,
        "ann\nbob\neve\n",
        "Ann;Paris\nBob;Rome\nEve;Oslo\n",
        "ann,new york\nbob,rome\neve,oslo\n",
        "ann,Paris\nbob,rome\neve,oslo\n",
        "ann,paris\n\nbob,rome\n\neve,oslo\n",
        "name,city\nann,paris\nbob,rome\n",
        "Members\n\nann,paris\nbob,rome\neve,oslo\n",
        "名前,都市\nさくら,東京\nひかり,大阪\n",
    ],
)
def test_a_first_line_like_the_rows_is_named_as_a_guess(tmp_path: Path, text: str) -> None:
    path = file_of(tmp_path, text)
    assert Csv.guess(path).header_rows == 1
    assert TIED in load(path).notes


@pytest.mark.parametrize(
    "text",
    [
        "name,city\nAnn,Paris\nBob,Rome\n",
        "NAME,CITY\nann,paris\nbob,rome\n",
        "name,n\nann,1\nbob,2\n",
        "name,member\nann,yes\nbob,no\n",
        ",name\na,ann\nb,bob\n",
        "name,city\n\nann,paris\nbob,rome\neve,oslo\n",
        "name,colour\n" + MANY,
        "ann,1\nbob,2\n",
    ],
)
def test_what_tells_a_header_is_no_doubt(tmp_path: Path, text: str) -> None:
    assert TIED not in load(file_of(tmp_path, text)).notes


def test_the_doubt_is_the_same_however_a_file_is_read(tmp_path: Path) -> None:
    path = file_of(tmp_path, PEOPLE)
    source = Csv.guess(path)
    quick = read_fast(path, source.plan())
    target = tmp_path / ".import.1.00000000.tmp"
    large = write_text(path, Manner(source.plan(), source.rules()), target, silent)
    assert quick is not None
    assert TIED in quick.notes and TIED in large.notes and TIED in source.load(path, 2).notes


def test_the_question_is_asked_the_other_way_round() -> None:
    question = "Nothing tells the first line from the rows. Is it a row of data?"
    asked = [remedy for remedy in Csv().remedies((TIED,)) if remedy.asks]
    assert [(one.label, one.asks, one.changes) for one in asked] == [
        ("No header", question, {"header_rows": 0})
    ]


@pytest.mark.parametrize(
    ("rows", "notes", "asks"), [(1, (), False), (0, (), True), (0, (TIED,), False)]
)
def test_a_person_is_asked_only_what_is_open(rows: int, notes: tuple[str, ...], asks: bool) -> None:
    assert any(remedy.asks for remedy in Csv(header_rows=rows).remedies(notes)) is asks


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (
            "name,price\ntext,EUR\nann,1\nbob,2\neve,3\n",
            "All but the first row are numbers; it may belong to the header: 'price'.",
        ),
        (
            "a,b,c\nv,w,x\nUSD,EUR,GBP\n1,2,3\n4,5,6\n",
            "All but the first 2 rows are numbers; these may belong to the header: "
            "'a', 'b' and 'c'.",
        ),
    ],
)
def test_first_rows_that_keep_a_column_text_are_named(tmp_path: Path, text: str, note: str) -> None:
    path = file_of(tmp_path, text)
    source = Csv.guess(path)
    assert source.header_rows == 1
    target = tmp_path / ".import.1.00000000.tmp"
    large = write_text(path, Manner(source.plan(), source.rules()), target, silent)
    assert note in load(path).notes
    assert note in large.notes


@pytest.mark.parametrize("cells", [["x", "y", "z"], ["1", "x", "2"], ["x", "1", "y"], ["1", "2"]])
def test_other_columns_are_not_pointed_at(tmp_path: Path, cells: list[str]) -> None:
    text = "key,a\n" + "".join(f"k{at},{cell}\n" for at, cell in enumerate(cells))
    assert not any("may belong" in note for note in load(file_of(tmp_path, text)).notes)


def test_three_header_rows_are_read_alike_in_large_files(tmp_path: Path) -> None:
    rows = "".join(f"{at},{at + 1},{at + 2},{at + 3}\n" for at in range(9))
    path = file_of(tmp_path, "Sales,,Costs,\nNorth,South,North,South\nUSD,EUR,USD,EUR\n" + rows)
    source = Csv.guess(path)
    target = tmp_path / ".import.1.00000000.tmp"
    write_text(path, Manner(source.plan(), source.rules()), target, silent)
    pd.testing.assert_frame_equal(pd.read_parquet(target), load(path).frame)
    assert load(path).columns[1] == "Sales South EUR"
