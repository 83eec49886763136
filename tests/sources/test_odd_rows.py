"""Rows of another length are named by their lines, and a person decides what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.errors import SourceError
from core.loading import detect, read
from core.progress import silent
from core.sources.csv import Csv
from core.sources.large.text import Manner, write_text

GOOD = [f"{at},n{at},{at + 1}" for at in range(40)]


def file_with(tmp_path: Path, odd: dict[int, str], rows: int = 40) -> Path:
    """Write a table of rows of three cells, with other text on some lines (the header is 1)."""
    lines = ["id,name,n", *GOOD[:rows]]
    for line, text in odd.items():
        lines[line - 1] = text
    file = tmp_path / "rows.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


def loaded(file: Path, **settings: str) -> tuple[int, list[str], list[int]]:
    """Return the number of rows, what is said of odd ones, and the lines left out."""
    found, _ = read(file, detect(file).edit(**settings))
    return len(found.frame), about_rows(found.notes), [row.line for row in found.skipped]


def about_rows(notes: Sequence[str]) -> list[str]:
    """Return the notes on rows that do not fit."""
    words = ("left out (", "early (", "last column (", "never closed")
    return [note for note in notes if any(word in note for word in words)]


LONG = {5: "3,3,4,9,9", 11: "9,9,10,9,9"}
SHORT = {5: "3,n3", 7: "5,n5", 11: "9,n9"}
MANY_SHORT = {line: f"{line},n" for line in range(4, 16, 2)}


def test_rows_that_are_left_out_are_named_by_line(tmp_path: Path) -> None:
    rows, said, left_out = loaded(file_with(tmp_path, LONG))
    assert (rows, left_out) == (38, [5, 11])
    assert said == [
        "2 rows could not be read and left out "
        "(line 5: 5 cells instead of 3; line 11: 5 cells instead of 3)."
    ]


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({5: "3,n3"}, "1 row ends early (line 5): the last cells became missing."),
        (SHORT, "3 rows end early (lines 5, 7 and 11): the last cells became missing."),
        (
            MANY_SHORT,
            "6 rows end early (first on lines 4, 6, 8, 10 and 12): the last cells became missing.",
        ),
    ],
    ids=["one", "three", "six"],
)
def test_rows_that_end_early_are_named_by_line(
    tmp_path: Path, odd: dict[int, str], said: str
) -> None:
    gaps = {2: "0,n0,", 3: "1,n1,"}  # the last column may be blank
    assert loaded(file_with(tmp_path, {**odd, **gaps})) == (40, [said], [])


def test_rows_that_end_early_can_be_left_out(tmp_path: Path) -> None:
    file = file_with(tmp_path, {**SHORT, 2: "0,n0,"})
    rows, said, left_out = loaded(file, bad_rows="strict")
    assert (rows, left_out) == (37, [5, 7, 11])
    assert said[0].startswith("3 rows could not be read and left out (line 5: 2 cells instead of 3")


def test_rows_that_do_not_fit_can_be_kept(tmp_path: Path) -> None:
    file = file_with(tmp_path, {**LONG, 20: "18,n18"})
    assert loaded(file, bad_rows="fit") == (
        40,
        [
            "1 row ends early (line 20): the last cells became missing.",
            "2 rows cut off behind the last column (lines 5 and 11).",
        ],
        [],
    )


@pytest.mark.parametrize("odd", [LONG, SHORT], ids=["long", "short"])
def test_stop_names_the_first_lines(tmp_path: Path, odd: dict[int, str]) -> None:
    file = file_with(tmp_path, {**odd, 2: "0,n0,"})
    with pytest.raises(SourceError, match="rows do not have 3 cells. line 5: . cells instead of 3"):
        loaded(file, bad_rows="stop")


def test_an_unclosed_quote_names_its_line_and_swallows_nothing(tmp_path: Path) -> None:
    rows, said, left_out = loaded(file_with(tmp_path, {9: '7,"n7,8'}))
    assert (rows, left_out) == (40, [])
    assert said == ["1 row with a quote that is never closed mended (line 9)."]


def test_the_other_ways_are_offered_where_they_matter(tmp_path: Path) -> None:
    def offered(odd: dict[int, str], **settings: str) -> list[str]:
        file = file_with(tmp_path, {**odd, 2: "0,n0,"})
        source = detect(file).edit(**settings)
        found = source.remedies(read(file, source)[0].notes)
        return [remedy.label for remedy in found if "bad_rows" in remedy.changes]

    assert offered({}) == []
    assert offered(LONG) == ["Keep rows that do not fit"]
    assert offered(SHORT) == ["Leave out rows that end early"]
    assert offered(LONG, bad_rows="fit") == ["Leave odd rows out if few"]
    ways = ["Keep rows that do not fit", "Leave odd rows out if few"]
    assert offered(SHORT, bad_rows="strict") == ways


@pytest.mark.parametrize("way", ["few", "skip", "strict", "fit"])
def test_a_large_file_comes_out_as_a_small_one(tmp_path: Path, way: str) -> None:
    file = file_with(tmp_path, {**LONG, 20: "18,n18", 2: "0,n0,"})
    source = Csv(bad_rows=way)
    small = source.load(file)
    manner = Manner(source.plan(), source.rules())
    done = write_text(file, manner, tmp_path / "t.parquet", silent)
    assert done.facts.rows == len(small.frame)
    assert [row.line for row in done.skipped] == [row.line for row in small.skipped]
    assert about_rows(done.notes) == about_rows(small.notes)
