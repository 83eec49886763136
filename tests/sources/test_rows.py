"""An uneven row is mended where one reading explains it, and left out otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from core.errors import LimitError
from core.loading import read
from core.sources.csv import Csv
from core.sources.dialect.reading import Plan, read_text
from core.sources.dialect.rows import MOST_ADDED, Head, RowSorter
from core.sources.dialect.tokens import Cut, Record

EVEN = [f"{at},name {at},2024-01-{at + 1:02d},place {at}," for at in range(25)]


def table(tmp_path: Path, odd: str) -> tuple[list[object], list[str], list[int]]:
    """Return the cells of the odd row (line 14), the notes and the lines left out."""
    lines = ["id,name,day,place,remark", *EVEN]
    lines.insert(13, odd)
    file = tmp_path / "t.csv"
    file.write_text("\n".join(lines) + "\n")
    loaded, _ = read(file)
    rows = loaded.frame[loaded.frame["id"] == 99]
    cells = rows.iloc[0, [0, 1, 3]].tolist() if len(rows) else []
    return cells, list(loaded.notes), [row.line for row in loaded.skipped]


@pytest.mark.parametrize(
    "odd",
    [
        "99,,Ann,2024-01-02,Rome,",
        "99,Ann,2024-01-02,,Rome,",
        "99,Ann,2024-01-02,Rome,,",
        '99,"Ann,2024-01-02,Rome,',
        '99,Ann,2024-01-02,"Rome,',
        "99;Ann;2024-01-02;Rome;",
        "99,Ann,2024-01-02,Rome",
    ],
    ids=["blank", "blank later", "blank last", "quote", "quote later", "semicolons", "short"],
)
def test_one_reading_explains_the_row(tmp_path: Path, odd: str) -> None:
    cells, notes, left_out = table(tmp_path, odd)
    assert cells == [99, "Ann", "Rome"]
    assert left_out == []
    assert any("line 14" in note for note in notes)


@pytest.mark.parametrize(
    "odd",
    [
        "99,Ann 2024-01-02,Rome,",
        "99,Ann,2024-01-02",
        "99,Ann,2024-01-02,Rome,,more",
        "99,Ann,Rome,x,,",
    ],
    ids=["a delimiter lost", "a column that is never blank", "too many", "no place fits"],
)
def test_a_row_that_nothing_explains_is_left_out(tmp_path: Path, odd: str) -> None:
    cells, notes, left_out = table(tmp_path, odd)
    assert cells == []
    assert left_out == [14]
    assert any("line 14" in note for note in notes)


def test_the_header_within_the_rows_is_left_out(tmp_path: Path) -> None:
    _, _, left_out = table(tmp_path, "id,name,day,place,remark")
    assert left_out == [14]


PROSE = [f"{at},2024-01-{at + 1:02d},town {at % 3},said {at}" for at in range(25)]


def joined(tmp_path: Path, odd: str) -> tuple[list[object], list[str]]:
    """Return the cells of an odd row, and the notes."""
    file = tmp_path / "t.csv"
    file.write_text("\n".join(["id,day,town,remark", *PROSE[:9], odd, *PROSE[9:]]) + "\n")
    loaded, _ = read(file)
    rows = loaded.frame[loaded.frame["id"] == 99]
    return (rows.iloc[0, [0, 2, 3]].tolist() if len(rows) else []), list(loaded.notes)


@pytest.mark.parametrize(
    ("odd", "remark"),
    [
        ("99,2024-03-01,town 1,fine, thanks", "fine, thanks"),
        ("99,2024-03-01,town 1,one,two,three", "one,two,three"),
    ],
)
def test_an_unquoted_text_with_the_delimiter_is_joined_again(
    odd: str, remark: str, tmp_path: Path
) -> None:
    cells, notes = joined(tmp_path, odd)
    assert cells == [99, "town 1", remark]
    assert "1 row mended: an unquoted text holds the delimiter there (line 11)." in notes


@pytest.mark.parametrize("odd", ["99,7,8,9,yes", "99,Rome,Oslo,3"])
def test_numbers_are_no_text_and_an_answer_stays_one(odd: str, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    rows = [f"{at},town {at},{'yes' if at % 3 else 'no'}" for at in range(20)]
    file.write_text("\n".join(["id,town,left", *rows, odd]) + "\n")
    loaded, _ = read(file)
    assert len(loaded.frame) == 20
    assert [row.line for row in loaded.skipped] == [22]


@pytest.mark.parametrize(
    "odd",
    [
        "99,1,2,3,2024-03-01,town 1,x",
        "99,2024-03-01,elsewhere,one,two",
        '99,2024-03-01,"q","r",5,6',
    ],
)
def test_a_row_that_could_be_joined_in_two_ways_is_left_out(odd: str, tmp_path: Path) -> None:
    cells, notes = joined(tmp_path, odd)
    assert cells == []
    assert any("could not be read and left out (line 11" in note for note in notes)


class Counted(list[str]):
    """Cells that count how often one of them, or of a part of them, is looked at."""

    def __init__(self, cells: Sequence[str], looks: list[int] | None = None) -> None:
        super().__init__(cells)
        self.looks: list[int] = [] if looks is None else looks

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        self.looks.append(len(found) if isinstance(place, slice) else 1)
        return Counted(found, self.looks) if isinstance(place, slice) else found


@pytest.mark.parametrize(
    "odd",
    [["x"] * 2_001, ["x"] * 2_030, ["x", ""] * 1_000 + [""], ["x", *[""] * 30_000]],
    ids=["one cell more", "30 cells more", "every second blank", "blank to the right"],
)
def test_a_row_of_many_cells_costs_no_more_than_its_cells(odd: list[str]) -> None:
    width = 2_000
    head = Head([f"c{at}" for at in range(width)], width, 0)
    usual = [Record(at + 1, [f"word {at} {place}" for place in range(width)]) for at in range(25)]
    sorter = RowSorter.of(usual, head, Cut())
    cells = Counted(odd)
    sorter.judged(Record(1, cells), [",".join(odd)])
    assert sum(cells.looks) < 60 * len(odd)


def test_rows_that_lack_far_more_cells_than_the_file_holds_are_refused(tmp_path: Path) -> None:
    width = 10_000
    lines = [",".join(f"c{at}" for at in range(width)), *["1" + "," * (width - 1)] * 310]
    file = tmp_path / "t.csv"
    file.write_text("\n".join([*lines, *["1"] * (MOST_ADDED // width + 1)]) + "\n")
    with pytest.raises(LimitError, match="rows that end early lack more than 20,000,000 cells"):
        read_text(file, Plan())


@pytest.mark.parametrize(("header", "said"), [('a,"b,c', True), ('a,"b,c"', False)])
def test_a_quote_without_a_partner_in_the_header_is_told(
    header: str, said: bool, tmp_path: Path
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(f"{header}\n1,2,3\n4,5,6\n" if said else f"{header}\n1,2\n4,5\n")
    notes = Csv(header_rows=1).load(file).notes
    assert ("A quote in the header has no partner and was kept." in notes) == said
