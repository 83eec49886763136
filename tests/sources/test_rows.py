"""An uneven row is mended where one reading explains it, and left out otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.loading import read

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
    assert "1 row mended: an unquoted text holds the delimiter there (first on line 11)." in notes


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
