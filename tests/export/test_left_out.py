"""Rows without a target and unreadable lines, as files to look at."""

from __future__ import annotations

import pandas as pd

from core.export.left_out import rows_csv, skipped_csv, without_target
from core.sources import SkippedRow
from core.table import Dataset

TABLE = Dataset.of(pd.DataFrame({"age": [20, 30, 40], "left": ["yes", None, "no"]}), "t")


def test_rows_without_a_target_are_found() -> None:
    assert without_target(TABLE, "left")["age"].tolist() == [30]
    assert without_target(TABLE, "").empty


def test_rows_are_written_without_running_formulas() -> None:
    rows = pd.DataFrame({"age": [30], "note": ["=1+1"]})
    assert rows_csv(rows) == "age,note\n30,'=1+1\n"


def test_lines_are_written_with_their_place_and_reason() -> None:
    text = skipped_csv([SkippedRow(7, "3 cells instead of 4", "a;b;c")])
    assert text == "line,reason,text\n7,3 cells instead of 4,a;b;c\n"
    assert skipped_csv([]) == "line,reason,text\n"
