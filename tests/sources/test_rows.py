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
