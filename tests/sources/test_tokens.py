"""Lines are cut into cells as people meant them."""

from __future__ import annotations

from typing import Any

import pytest

from core.sources.dialect.lines import lines_of
from core.sources.dialect.tokens import Cut, records_of, split_line


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("a,b,,c", ["a", "b", "", "c"]),
        ('a,"b,c",d', ["a", "b,c", "d"]),
        ('a,"say ""hi""",d', ["a", 'say "hi"', "d"]),
        ('a,"""b""",d', ["a", '"b"', "d"]),
        ('a, "b, c" ,d', ["a", "b, c", "d"]),
        ('5" pipe,b', ['5" pipe', "b"]),
        ('"5" pipe",b', ['5" pipe', "b"]),
        ('a,""', ["a", ""]),
        ("", [""]),
    ],
)
def test_a_line_is_cut(line: str, cells: list[str]) -> None:
    assert split_line(line, Cut()) == (cells, True)


def test_an_open_quote_is_reported() -> None:
    assert split_line('a,"b', Cut()) == (["a", "b"], False)


def test_runs_of_spaces_are_one_delimiter() -> None:
    assert split_line("  1.5   2  3", Cut("ws")) == (["1.5", "2", "3"], True)


def test_a_quoted_cell_may_span_lines() -> None:
    lines = lines_of('1,"x\ny",2\n3,z,4\n')
    assert [record.cells for record in records_of(lines, Cut())] == [
        ["1", "x\ny", "2"],
        ["3", "z", "4"],
    ]


def test_an_open_quote_does_not_swallow_the_file() -> None:
    lines = ['1,"x', *(f"{at},y" for at in range(50))]
    records = list(records_of(lines, Cut(), width=2))
    assert len(records) == 51
    assert records[0].cells == ["1", "x"]


@pytest.mark.parametrize(
    ("tail", "cells"),
    [
        (['7,"x, y', "more, of it", "end"], ["7", "x, y\nmore, of it\nend"]),
        (['7,"x, y', "and more"], ["7", "x, y\nand more"]),
        (['7,"x', "8,y"], ["7", "x"]),
        (['7,"x', "", "Source: a survey"], ["7", "x"]),
    ],
)
def test_a_text_that_ends_inside_of_quotes_is_the_last_cell(
    tail: list[str], cells: list[str]
) -> None:
    lines = ["5,a", "6,b", *tail]
    assert list(records_of(lines, Cut(), width=2))[2].cells == cells


def test_rows_that_all_have_words_behind_a_quote_are_no_text_that_ends_early() -> None:
    lines = ['1,"red"ish,2', '3,"blue"ish,4', '5,"grey"ish,6']
    assert [record.cells[0] for record in records_of(lines, Cut(), width=3)] == ["1", "3", "5"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_one(end: str) -> None:
    assert lines_of(end.join(["a", "b", ""])) == ["a", "b"]


def test_a_row_written_with_another_delimiter_is_cut_by_it() -> None:
    records = list(records_of(["1,2,3", "4;5;6"], Cut(), width=3))
    assert records[1].cells == ["4", "5", "6"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a,b\r1,2\r3,4\r", ["a,b", "1,2", "3,4"]),
        ("a,b\n1,2\r3,4\n5,6\n", ["a,b", "1,2", "3,4", "5,6"]),
        ("a,b\n1,x\ry\n3,z\n", ["a,b", "1,x y", "3,z"]),
        ("a;b\r\n1;x\ry\r\n3;z\r\n", ["a;b", "1;x y", "3;z"]),
    ],
)
def test_a_lone_return_ends_a_line_unless_the_pieces_are_no_rows(
    text: str, lines: list[str]
) -> None:
    assert lines_of(text) == lines


class Counted(list[str]):
    """Lines that count how often one of them is looked at."""

    looks = 0

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        self.looks += len(found) if isinstance(place, slice) else 1
        return found


@pytest.mark.parametrize(
    "block",
    [
        ['"x,1'],
        ['1,"x'],
        ["x,1", '"y,2'],
        ['"a"b"c,1'],
        [*['x",1,"y'] * 499, 'z",1'],
        [*['"x,1'] * 498, "y,2,3", 'z",3,4,5'],
    ],
    ids=["opening", "at the end", "every second", "inside", "open again", "closed far below"],
)
def test_an_open_quote_on_every_line_costs_no_more_than_the_lines(block: list[str]) -> None:
    lines = Counted(block * (3000 // len(block)))
    for _ in records_of(lines, Cut(), width=3):
        continue
    assert lines.looks < 12 * len(lines)


def test_a_quote_that_is_closed_below_other_open_quotes_is_a_cell() -> None:
    lines = ['1,"a', 'b",2,"c', 'd",3', "4,5,6,7"]
    cells = [record.cells for record in records_of(lines, Cut(), width=4)]
    assert cells == [["1", "a\nb", "2", "c\nd", "3"], ["4", "5", "6", "7"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('1,2,"red"ish\n3,4,"blue"\n', [["1", "2", '"red"ish'], ["3", "4", "blue"]]),
        ('1,"a, b"\t,"2"\t\n3,"c"\t,"4"\n', [["1", "a, b", "2"], ["3", "c", "4"]]),
        ('1,"15"",tv\n2,"9 ""in""",pad\n', [["1", '15"', "tv"], ["2", '9 "in"', "pad"]]),
        ('1,"he said ""so"", and\nleft, ok",x\n', [["1", 'he said "so", and\nleft, ok', "x"]]),
        ('1,"a\nb, c, d\ne",x\n', [["1", "a\nb, c, d\ne", "x"]]),
    ],
)
def test_a_row_swallows_no_row_below_it(text: str, rows: list[list[str]]) -> None:
    found = [record.cells for record in records_of(lines_of(text), Cut(), width=3)]
    assert found == rows
