"""A table in a sheet is found where it stands: apart from the edge, or printed on pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.loading import load
from tests.sources.books import xlsx

NAMES = ["town", "people", "share"]
BODY: list[list[Any]] = [["Rome", 10, 0.5], ["Oslo", 20, 1.5], ["Bonn", 30, 2.5], ["Bern", 40, 3.5]]


def apart(rows: list[list[Any]]) -> list[list[Any]]:
    return [[None, None, *row] for row in rows]


def test_a_repeated_header_away_from_the_edge_is_left_out(tmp_path: Path) -> None:
    rows = apart([NAMES, *BODY[:2], NAMES, *BODY[2:]])
    table = load(xlsx(tmp_path / "book.xlsx", rows))
    assert table.columns == tuple(NAMES)
    assert table.frame.to_numpy().tolist() == BODY
    assert any("1 repeated header left out" in note for note in table.notes)


def test_titles_above_two_columns_away_from_the_edge_are_no_header(tmp_path: Path) -> None:
    rows = apart(
        [["Report on towns"], ["of the year before"], *[row[:2] for row in (NAMES, *BODY)]]
    )
    table = load(xlsx(tmp_path / "book.xlsx", rows))
    assert (table.columns, table.rows) == (("town", "people"), 4)


def test_a_title_merged_over_a_table_away_from_the_edge_names_no_column(tmp_path: Path) -> None:
    rows = apart([["Report on towns", None, None], NAMES, *BODY])
    file = xlsx(tmp_path / "book.xlsx", rows, lambda page: page.merge_cells("C1:E1"))
    assert load(file).columns == tuple(NAMES)


def test_pages_with_the_same_header_are_one_table(tmp_path: Path) -> None:
    rows = [NAMES, *BODY[:2], [], NAMES, *BODY[2:]]
    table = load(xlsx(tmp_path / "book.xlsx", rows))
    assert table.frame.to_numpy().tolist() == BODY


def test_a_title_between_equal_headers_begins_another_table(tmp_path: Path) -> None:
    rows = [NAMES, *BODY[:2], [], ["Regions"], NAMES, *BODY[2:]]
    table = load(xlsx(tmp_path / "book.xlsx", rows))
    assert any("seems to hold 2 tables" in note for note in table.notes)
