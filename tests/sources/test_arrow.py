"""Parquet, Feather and Arrow: every type in plain form, in pieces, and never past the budget."""

from __future__ import annotations

import datetime as dt
import decimal
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import feather, ipc, parquet

import core.sources.arrow
import core.sources.feather
import core.sources.parquet
from core.errors import DataError, LimitError, SourceError
from core.loading import detect, load, preview
from core.sources import SOURCES
from core.sources.arrow_size import unpacked_bytes

DAY = dt.datetime(2024, 1, 31)


def _stream(table: pa.Table, path: Path) -> None:
    with ipc.new_stream(str(path), table.schema) as sink:
        sink.write_table(table, max_chunksize=1000)


WRITERS: dict[str, Callable[[pa.Table, Path], None]] = {
    "t.parquet": lambda table, path: parquet.write_table(table, path, row_group_size=1000),
    "t.feather": lambda table, path: feather.write_feather(table, str(path), compression="zstd"),
    "t.arrow": lambda table, path: feather.write_feather(table, str(path), "uncompressed"),
    "t.arrows": _stream,
}


@pytest.fixture(params=WRITERS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[pa.Table], Path]:
    """Return what writes a table in each of the formats."""

    def write(table: pa.Table) -> Path:
        WRITERS[request.param](table, tmp_path / request.param)
        return tmp_path / request.param

    return write


def every_type() -> pa.Table:
    zone = pa.timestamp("us", "Europe/Berlin")
    return pa.table(
        {
            "whole": [1, 2, 2**60],
            "gappy": [1, None, 2**60],
            "small": pa.array([1, 2, 3], pa.uint8()),
            "price": pa.array([decimal.Decimal("1.50"), None, decimal.Decimal(3)]),
            "huge": pa.array([decimal.Decimal(10**25), None, decimal.Decimal(3)]),
            "clock": [dt.time(1, 2, 3), None, dt.time(23, 59)],
            "length": [dt.timedelta(seconds=5), None, dt.timedelta(days=1)],
            "word": pa.array(["a", "b", None]).dictionary_encode(),
            "zoned": pa.array([DAY, None, DAY], zone),
            "fine": pa.array([0, None, 1], pa.timestamp("ns")),
            "day": [dt.date(2024, 1, 31), None, dt.date(1, 1, 1)],
            "flag": [True, None, False],
            "none": pa.nulls(3),
            "inner": [{"x": 1, "y": {"z": "q"}}, None, {"x": 2, "y": None}],
        }
    )


def test_every_type_comes_out_plain(written: Callable[[pa.Table], Path]) -> None:
    table = load(written(every_type()))
    frame = table.frame
    kinds = dict(table.kinds)
    assert frame["whole"].tolist() == ["1", "2", str(2**60)]
    assert frame["gappy"].tolist()[2] == str(2**60)
    assert frame["price"].tolist()[::2] == [1.5, 3.0]
    assert frame["huge"].tolist()[::2] == [str(10**25), "3"]
    assert frame["clock"].tolist()[::2] == [3723, 86_340]
    assert frame["length"].tolist()[::2] == [5, 86_400]
    assert frame["word"].tolist()[:2] == ["a", "b"]
    assert [kinds[name] for name in ("zoned", "fine", "day")] == ["date"] * 3
    assert frame["flag"].tolist()[::2] == ["True", "False"]
    assert frame["inner.y.z"].tolist()[0] == "q"
    said = " | ".join(table.notes)
    for note in (
        "Times were converted to UTC: 'zoned'",
        "Times of day became seconds since midnight: 'clock'",
        "Durations became seconds: 'length'",
        "1 placeholder date (year 1 or 9999) became missing: 'day'",
        "Nested records became columns such as 'outer.inner': 'inner'",
        "Integers too long to calculate with were kept as text: 'gappy'",
        "Integers too long to calculate with were kept as text: 'whole'",
    ):
        assert note in said


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (pa.array([[1], [2]]), "holds lists or nested values"),
        (pa.array([[{"a": 1}], []]), "holds lists or nested values"),
        (pa.array([b"x", b"y"]), "holds binary data"),
        (pa.array([{"a": [1]}, {"a": []}]), "holds lists or nested values"),
    ],
)
def test_cells_that_are_no_values_are_refused_by_column(
    written: Callable[[pa.Table], Path], cells: pa.Array, says: str
) -> None:
    with pytest.raises(DataError, match=f"Column 'odd' {says}"):
        load(written(pa.table({"n": [1, 2], "odd": cells})))


def test_what_pandas_stored_beside_the_rows_is_dropped(
    written: Callable[[pa.Table], Path],
) -> None:
    frame = pd.DataFrame({"a": [1, 2]}, index=[5, 7])
    frame.attrs = {"title": "<script>"}
    table = load(written(pa.Table.from_pandas(frame)))
    assert table.columns == ("a",)
    assert table.frame.attrs == {}
    assert table.notes == ("1 stored row index left out.",)


def test_a_truncated_file_is_one_sentence(written: Callable[[pa.Table], Path]) -> None:
    file = written(every_type())
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    with pytest.raises(SourceError, match="incomplete or damaged"):
        load(file)


@pytest.mark.parametrize("at", range(0, 900, 60))
def test_a_changed_byte_is_never_a_traceback(tmp_path: Path, at: int) -> None:
    for name, write in WRITERS.items():
        write(pa.table({"a": [1, 2, 3], "b": ["x", "y", None]}), tmp_path / name)
        content = bytearray((tmp_path / name).read_bytes())
        content[min(at, len(content) - 1)] ^= 0xFF
        (tmp_path / name).write_bytes(content)
        try:
            load(tmp_path / name)
        except (SourceError, DataError, LimitError) as error:
            assert error.hint


def test_pieces_give_all_rows_with_the_same_types(
    written: Callable[[pa.Table], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.sources.arrow, "PIECE_BYTES", 20_000)
    table = pa.table({"n": range(5000), "word": [f"w{at % 9}" for at in range(5000)]})
    file = written(table)
    parts = list(SOURCES.get(detect(file).name)().pieces(file))
    assert len(parts) > 1
    assert [n for part in parts for n in part.frame["n"]] == list(range(5000))
    assert len({tuple(map(str, part.frame.dtypes)) for part in parts}) == 1


def test_a_preview_stops_early(written: Callable[[pa.Table], Path]) -> None:
    assert preview(written(pa.table({"n": range(5000)})), rows=7).rows == 7


def test_the_first_version_of_feather_is_read(tmp_path: Path) -> None:
    file = tmp_path / "t.feather"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        feather.write_feather(pa.table({"a": [1, 2], "b": ["x", None]}), str(file), version=1)
    assert load(file).frame["a"].tolist() == [1, 2]


def test_the_weight_is_that_of_the_unpacked_buffers(tmp_path: Path) -> None:
    numbers = pa.table({"x": [0.0] * 100_000})
    for name in ("t.feather", "t.arrow", "t.arrows"):
        WRITERS[name](numbers, tmp_path / name)
        assert abs(unpacked_bytes(tmp_path / name) - 800_000) < 20_000
    assert (tmp_path / "t.feather").stat().st_size < 20_000


def bombs(folder: Path) -> list[Path]:
    """Write texts that stand once and count in every row, and numbers that shrink to nothing."""
    once = pa.DictionaryArray.from_arrays(pa.array([0] * 50_000, pa.int32()), ["x" * 1000])
    paths = [folder / name for name in ("d.feather", "z.feather", "d.parquet", "p.parquet")]
    feather.write_feather(pa.table({"a": once}), str(paths[0]), compression="zstd")
    zeros = pa.table({"a": [0.0] * 3_000_000})
    feather.write_feather(zeros, str(paths[1]), compression="zstd", chunksize=3_000_000)
    parquet.write_table(pa.table({"a": once}), paths[2], compression="zstd")
    parquet.write_table(pa.table({"a": once.cast(pa.string())}), paths[3], compression="zstd")
    return paths


def test_bombs_stop_at_the_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (core.sources.feather, core.sources.parquet):
        monkeypatch.setattr(module, "MAX_DECODED_BYTES", 10_000_000)
    for file in bombs(tmp_path):
        assert file.stat().st_size < 200_000
        start = time.process_time()
        with pytest.raises(LimitError, match="unpacks to more than"):
            load(file)
        assert time.process_time() - start < 10
