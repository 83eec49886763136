"""Large texts give the same table as small ones, whatever stands deep inside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

from core.canonical import canonical
from core.progress import Cancelled, Event, silent
from core.sources import Written
from core.sources.csv import Csv
from core.sources.large.text import Manner, write_text
from core.table import Dataset

ROWS = 900
HEAD = 20_000
TARGET = ".import.1.00000000.tmp"
FIRST = ("id", "share", "day", "name", "amount")


def plain(at: int) -> str:
    return f"{at},{at / 8},2024-01-{at % 28 + 1:02},name {at % 7},{at % 900}.50"


def file_of(folder: Path, line: Callable[[int], str], encoding: str = "utf-8") -> Path:
    """Write a text whose beginning, as far as columns are judged by it, is well behaved."""
    path = folder / "table.csv"
    lines = [",".join(FIRST), *(line(at) for at in range(ROWS))]
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    assert path.stat().st_size > HEAD * 1.3
    return path


def manner(source: Csv) -> Manner:
    return Manner(source.plan(), source.rules(), HEAD)


def deep(odd: str) -> Callable[[int], str]:
    """Return lines of which one, near the end, is another."""
    return lambda at: odd if at == ROWS - 5 else plain(at)


def written(path: Path, source: Csv, folder: Path) -> tuple[Written, pd.DataFrame]:
    target = folder / TARGET
    done = write_text(path, manner(source), target, silent)
    assert done is not None
    return done, parquet.read_table(target).to_pandas()


@pytest.mark.parametrize(
    "odd",
    [
        "1,2,2024-01-01,plain,3",
        "007,2,2024-01-01,leading zero,3",
        "12345678901234567,2,2024-01-01,long,3",
        "1.5,2,2024-01-01,fraction,3",
        "1e3,2,2024-01-01,exponent,3",
        "+5,2,2024-01-01,sign,3",
        "1_000,2,2024-01-01,underscore,3",
        "NA,?,NA,NA,null",
        ",,,,5",
        "1,inf,2024-01-01,infinite,3",
        "1,nan,2024-01-01,not a number,3",
        "1,007,2024-01-01,leading zero in fractions,3",
        "1,two,2024-01-01,word,3",
        "1,2,2024-02-30,no such day,3",
        "1,2,31/12/2024,another order,3",
        "1,2,2024-01-01T10:11:12,clock,3",
        "1,2,9999-12-31,placeholder,3",
        "1,2,never,word,3",
        "1,2,2024-01-01,  spaces  ,3",
        '1,2,2024-01-01,"quoted, with ""quotes""",3',
        '1,2,2024-01-01,"two\nlines",3',
        "1,2,2024-01-01,text,$3.00",
        "1,2,2024-01-01,text,-",
        "1,2,2024-01-01,text, 5 ",
    ],
)
def test_one_odd_row_far_down_is_read_as_in_a_small_file(odd: str, tmp_path: Path) -> None:
    path = file_of(tmp_path, deep(odd))
    source = Csv.guess(path)
    small = Dataset.of(source.load(path).frame, "small")
    done, big = written(path, source, tmp_path)
    pd.testing.assert_frame_equal(big, small.frame)
    assert done.infinite == small.infinite
    assert done.facts.fingerprint == small.fingerprint
    assert done.facts.rows == ROWS


def test_a_decimal_comma_and_semicolons_are_read(tmp_path: Path) -> None:
    path = file_of(tmp_path, lambda at: plain(at).replace(",", ";").replace(".", ","))
    path.write_bytes(
        path.read_bytes().replace(b"id,share,day,name,amount", b"id;share;day;name;amount")
    )
    source = Csv.guess(path)
    assert (source.delimiter, source.decimal) == ("semicolon", ",")
    small, _ = canonical(source.load(path).frame)
    _, big = written(path, source, tmp_path)
    pd.testing.assert_frame_equal(big, small)
    assert big["share"].iloc[3] == 0.375


def test_dates_in_another_order_far_down_move_the_whole_column(tmp_path: Path) -> None:
    def line(at: int) -> str:
        day = f"{at % 12 + 1:02}/{at % 12 + 1:02}/2024" if at < ROWS - 5 else "01/31/2024"
        return f"{at},{at / 8},{day},name,1.5 and some text to be long enough"

    path = file_of(tmp_path, line)
    _, frame = written(path, Csv.guess(path), tmp_path)
    assert frame["day"].iloc[-1] == pd.Timestamp("2024-01-31")
    assert frame["day"].notna().all()


def test_empty_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    path = file_of(tmp_path, lambda at: ",,,," if at % 300 == 299 else plain(at))
    done, frame = written(path, Csv.guess(path), tmp_path)
    assert len(frame) == ROWS - 3
    assert "3 empty rows left out." in done.notes


@pytest.mark.parametrize(
    "odd", ["1,2,3", "1,2,3,4,5,6", '1,2,2024-01-01,"never closed,3', "1,2,x,\x00,3", "a,\x07b,,,"]
)
def test_a_file_that_needs_mending_is_left_to_the_careful_reader(odd: str, tmp_path: Path) -> None:
    path = file_of(tmp_path, deep(odd))
    source = Csv.guess(path)
    assert write_text(path, manner(source), tmp_path / TARGET, silent) is None
    assert [item.name for item in tmp_path.iterdir()] == ["table.csv"]


def test_reading_can_be_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    path = file_of(tmp_path, plain)
    source = Csv.guess(path)

    def stop(event: Event) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_text(path, manner(source), tmp_path / TARGET, stop)
    assert [item.name for item in tmp_path.iterdir()] == ["table.csv"]
