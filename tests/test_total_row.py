"""A last row that sums up the others is pointed at, in any language and without a name."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.total_row import total_note, total_note_in

SUMS = "its numbers are the sums of the rows above"


def both(rows: pd.DataFrame, folder: Path) -> tuple[str, ...]:
    """Return what is said of a table in memory, once the same was said of it in a file."""
    file = folder / "table.parquet"
    rows.to_parquet(file, index=False, row_group_size=2)
    assert total_note_in(file) == total_note(rows)
    return total_note(rows)


@pytest.mark.parametrize(
    "label",
    [
        *(
            "Total",
            "TOTAL:",
            "Sub-total",
            "Grand total",
            "Total sum",
            "Net total 2024",
            "Totals (EUR)",
        ),
        *(
            "Total général",
            "Totaux",
            "Somme",
            "Summe gesamt",
            "Gesamtsumme",
            "Zwischensumme",
            "Gesamt",
        ),
        *("Suma", "Soma", "Totale complessivo", "Totaal", "Totalt", "Razem", "Celkem", "Toplam"),
        *("Genel Toplam", "Итого", "Всего:", "Σύνολο", "合計", "总计", "小計", "합계", "المجموع"),
    ],
)
def test_a_name_of_a_total_is_known(label: str, tmp_path: Path) -> None:
    rows = pd.DataFrame({"a": ["x", "y", label], "b": [1.0, 2.0, 9.0]})
    assert both(rows, tmp_path) == (
        f"The last row looks like a total ('{label}'): leave it out if it is.",
    )


@pytest.mark.parametrize(
    "label",
    ["Totally", "Summer", "Gesamtschule", "Sumatra", "total failure of the first pump", "x", ""],
)
def test_another_word_is_no_total(label: str, tmp_path: Path) -> None:
    assert both(pd.DataFrame({"a": ["x", "y", label], "b": [1, 2, 9]}), tmp_path) == ()


def test_words_that_come_again_are_a_category(tmp_path: Path) -> None:
    rows = pd.DataFrame({"a": ["total loss", "scratch", "total loss"], "b": [1, 2, 9]})
    rows = pd.concat([rows.iloc[1:], rows.iloc[:1], rows.iloc[:1]])
    assert both(rows, tmp_path) == ()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([1, 2, 3, 6], [0.25, 0.5, 0.5, 1.25], True),
        ([1, 2, 3, 6], [33.333, 33.333, 33.333, 100.0], True),
        ([1, 2, 3, 6], [0.0, 0.0, 0.0, 0.0], True),
        ([1, 2, 3, 6], [0.25, None, 0.5, 0.75], True),
        ([1, 2, 3, 6], [0.25, 0.5, 0.5, None], True),
        ([1, 2, 3, 6], [0.25, 0.5, 0.5, 1.5], False),
        ([0, 0, 0, 0], [0.0, 0.0, 0.0, 0.0], False),
        ([1, 2, 3, 7], [0.25, 0.5, 0.5, 1.25], False),
    ],
    ids=["sums", "rounded", "zeros", "a gap", "no sum", "another", "only zeros", "one off"],
)
def test_numbers_below_no_name_are_compared_with_sums(
    first: list[int], second: list[float], expected: bool, tmp_path: Path
) -> None:
    rows = pd.DataFrame({"name": ["x", "y", "z", None], "first": first, "second": second})
    said = both(rows, tmp_path)
    assert [SUMS in note for note in said] == [True] * expected


@pytest.mark.parametrize("name", ["w", True], ids=["a name", "an answer"])
def test_a_row_with_another_value_than_numbers_is_no_sum(name: object, tmp_path: Path) -> None:
    rows = pd.DataFrame({"id": [None] * 4, "name": [name] * 4, "first": [1, 2, 3, 6]})
    assert both(rows, tmp_path) == ()


def test_numbers_alone_are_no_total(tmp_path: Path) -> None:
    assert both(pd.DataFrame({"a": [1, 2, 3], "b": [2, 2, 4]}), tmp_path) == ()


def test_a_column_of_texts_and_numbers_has_no_sum() -> None:
    assert total_note(pd.DataFrame({"a": ["x", "y", None], "b": ["?", 2, 2]})) == ()


def test_infinite_numbers_have_no_sum(tmp_path: Path) -> None:
    rows = pd.DataFrame({"a": ["x", "y", None], "b": [float("inf"), float("-inf"), 2.0]})
    assert both(rows, tmp_path) == ()


def test_two_rows_hold_no_total() -> None:
    assert total_note(pd.DataFrame({"a": ["x", "Total"]})) == ()
