"""Heavy files are weighed without being unpacked, and read by a process with limits."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from core.apart import HEAVY_BYTES, Limits, Reading, is_heavy, read_apart
from core.errors import LimitError, SourceError
from core.loading import detect, load
from core.projects import Projects
from core.sources.weigh import weigh
from core.table import Dataset


def parquet_bomb(path: Path, rows: int, cell: int) -> Path:
    """Write one long text that stands in every row: small on disk, huge in memory."""
    import pyarrow as pa
    from pyarrow import parquet

    text = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * cell]))
    parquet.write_table(pa.table({"text": text}), path, store_schema=False)
    return path


def reading(file: Path, owner: str = "ann") -> Reading:
    """Return the reading of a file as it is guessed."""
    return Reading(file, file.name, detect(file, file.name), owner)


def test_plain_files_weigh_what_they_weigh(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,2\n")
    assert weigh(file, file.name, 100) == 8


def test_packed_files_weigh_what_they_hold(tmp_path: Path) -> None:
    packed, archive = tmp_path / "t.csv.gz", tmp_path / "t.zip"
    packed.write_bytes(gzip.compress(b"a,b\n" * 1000))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("t.csv", b"a,b\n" * 1000)
    assert weigh(packed, packed.name, 10_000) == 4000
    assert weigh(archive, archive.name, 10_000) == 4000


def test_a_parquet_bomb_is_seen_before_it_unpacks(tmp_path: Path) -> None:
    bomb = parquet_bomb(tmp_path / "bomb.parquet", 10_000, 100_000)
    assert bomb.stat().st_size < 100_000
    assert weigh(bomb, bomb.name, 10**12) >= 10_000 * 100_000
    assert is_heavy(bomb, bomb.name)


@pytest.mark.parametrize("name", ["t.parquet", "t.zip", "t.csv.gz", "t.xlsx"])
def test_damaged_files_are_left_to_the_reader(tmp_path: Path, name: str) -> None:
    heads = {"t.parquet": b"PAR1", "t.csv.gz": b"\x1f\x8b"}
    file = tmp_path / name
    file.write_bytes(heads.get(name, b"PK\x03\x04") + b"broken" * 9)
    assert weigh(file, name, HEAVY_BYTES) == file.stat().st_size


def test_reading_apart_gives_the_same_table(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("day,name,\u00e9t\u00e9\n2024-01-02,ann,1.5\n2024-01-03,,2\n")
    found = read_apart(tmp_path / "home", reading(file))
    table: Dataset = Projects(tmp_path / "home").load_dataset(found.fingerprint, owner="ann")
    assert (found.skipped, table.fingerprint) == (0, load(file).fingerprint)
    assert table.frame.equals(load(file).frame)


def test_a_refusal_comes_back_in_its_own_words(tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    source = detect(file, file.name) if file.write_text('[{"a": 1}]') else None
    file.write_text("[]")
    assert source is not None
    with pytest.raises(SourceError, match="holds no records"):
        read_apart(tmp_path / "home", Reading(file, file.name, source, "ann"))


def test_a_bomb_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    bomb = parquet_bomb(tmp_path / "bomb.parquet", 10_000, 1_000_000)
    with pytest.raises(LimitError, match=r"'bomb.parquet' unpacks to more than 2 GB"):
        read_apart(tmp_path / "home", reading(bomb), Limits(memory_mb=1000))


def test_a_file_that_needs_too_much_memory_is_named(tmp_path: Path) -> None:
    bomb = parquet_bomb(tmp_path / "bomb.parquet", 10_000, 100_000)
    with pytest.raises(LimitError, match="needs more than 1 GB of memory"):
        read_apart(tmp_path / "home", reading(bomb), Limits(memory_mb=1000))
    assert not list((tmp_path / "home").rglob("*.parquet"))


def test_a_file_that_takes_too_long_is_named(tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_text(json.dumps([{"a": 1}]))
    with pytest.raises(LimitError, match="could not be read within 0 seconds"):
        read_apart(tmp_path / "home", reading(file), Limits(seconds=0.01))
