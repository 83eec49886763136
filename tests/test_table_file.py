"""Pieces of a table that disagree about types become one file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from core.fingerprint import arrow_of, fingerprint_of
from core.table_file import TableFacts, TableWriter

TARGET = ".import.1.00000000.tmp"


def write(folder: Path, *pieces: pd.DataFrame) -> tuple[TableFacts, pd.DataFrame]:
    target = folder / TARGET
    writer = TableWriter(target)
    for piece in pieces:
        writer.add(arrow_of(piece))
    facts = writer.finish()
    writer.close()
    assert [path.name for path in folder.iterdir()] == [TARGET]
    return facts, parquet.read_table(target).to_pandas()


def test_pieces_of_one_kind_are_laid_end_to_end(tmp_path: Path) -> None:
    facts, frame = write(tmp_path, pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [3]}))
    assert frame["a"].tolist() == [1, 2, 3]
    assert (facts.rows, facts.types) == (3, {"a": "integer"})
    assert facts.fingerprint == fingerprint_of(pd.DataFrame({"a": [1, 2, 3]}))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([1, 2], [0.5, np.nan], [1.0, 2.0, 0.5, np.nan]),
        ([1, 2], ["x", "y"], ["1", "2", "x", "y"]),
        ([np.nan, np.nan], ["x", "y"], [None, None, "x", "y"]),
        (["x", "y"], [1, 2], ["x", "y", "1", "2"]),
        ([np.nan, np.nan], [1, 2], [np.nan, np.nan, 1.0, 2.0]),
    ],
)
def test_the_widest_type_wins(
    tmp_path: Path, first: list[object], second: list[object], expected: list[object]
) -> None:
    pieces = [pd.DataFrame({"a": first}), pd.DataFrame({"a": second})]
    facts, frame = write(tmp_path, *pieces)
    wanted = pd.DataFrame({"a": expected})
    pd.testing.assert_frame_equal(frame, wanted, check_dtype=False)
    assert facts.fingerprint == fingerprint_of(frame)


def test_a_column_that_comes_late_is_missing_before(tmp_path: Path) -> None:
    _, frame = write(tmp_path, pd.DataFrame({"a": [1]}), pd.DataFrame({"b": ["x"], "a": [2]}))
    assert list(frame.columns) == ["a", "b"]
    assert frame["b"].isna().tolist() == [True, False]


def test_dates_and_numbers_become_text(tmp_path: Path) -> None:
    day = pd.DataFrame({"a": pd.Series(["2024-01-31"], dtype="datetime64[us]")})
    _, frame = write(tmp_path, day, pd.DataFrame({"a": [5]}))
    assert frame["a"].str.startswith("2024-01-31").tolist() == [True, False]


def test_whole_numbers_with_a_gap_have_the_fingerprint_of_floats(tmp_path: Path) -> None:
    target = tmp_path / TARGET
    writer = TableWriter(target)
    writer.add(pa.table({"a": pa.array([1, 2], pa.int64())}))
    writer.add(pa.table({"a": pa.array([None, 4], pa.int64())}))
    facts = writer.finish()
    frame = pd.DataFrame({"a": [1.0, 2.0, np.nan, 4.0]})
    assert facts.fingerprint == fingerprint_of(frame)
    pd.testing.assert_frame_equal(parquet.read_table(target).to_pandas(), frame)


def test_what_was_not_finished_leaves_nothing(tmp_path: Path) -> None:
    writer = TableWriter(tmp_path / TARGET)
    writer.add(pa.table({"a": list(range(200_000))}))
    writer.add(pa.table({"a": ["x"] * 200_000}))
    writer.close()
    assert not list(tmp_path.iterdir())
