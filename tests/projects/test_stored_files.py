"""Tables and uploads: exact, stored once, damage named."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import LimitError, NotAllowedError, StorageError, UnknownNameError
from core.projects import Projects
from core.projects.stored_files import table_path, table_paths
from core.table import Dataset

WEIRD = ["a", "a.b", "a.b.c", "Ärger [€]", "'; DROP", "=1+1", "f0", "x" * 300, "line / two", "🦆"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Projects]:
    projects = Projects(tmp_path, clock=lambda: 1000.0)
    yield projects
    projects.close()


def small() -> Dataset:
    frame = pd.DataFrame(
        {
            "count": [1, 2, 3],
            "price": [0.1, np.nan, -0.0],
            "plan": ["a", None, "a"],
            "day": pd.to_datetime(
                ["2024-02-29", None, "1969-12-31 23:59:59.000001"], format="ISO8601"
            ),
            "empty": [np.nan, np.nan, np.nan],
        }
    )
    frame.attrs["note"] = "hunter2"
    return Dataset.of(frame, "sales.csv", ["one note"])


def test_a_table_comes_back_bit_for_bit(store: Projects) -> None:
    table = small()
    version = store.store_dataset(table, {"kind": "csv"}, "ann")
    back = store.load_dataset(version.fingerprint)
    pd.testing.assert_frame_equal(back.frame, table.frame, check_exact=True)
    assert (back.fingerprint, back.kinds) == (table.fingerprint, table.kinds)
    assert (back.name, back.notes) == ("sales.csv", table.notes)
    assert (version.rows, version.columns, version.source) == (3, 5, {"kind": "csv"})


def test_a_table_remembers_which_values_were_infinite(store: Projects) -> None:
    gone = Dataset.of(pd.DataFrame({"a": [1.0, np.inf, 3.0], "b": [-np.inf, 2.0, 3.0]}), "gone")
    empty = Dataset.of(pd.DataFrame({"a": [1.0, np.nan, 3.0], "b": [np.nan, 2.0, 3.0]}), "empty")
    for table in (gone, empty):
        store.store_dataset(table, {}, "ann")
    back = store.load_dataset(gone.fingerprint)
    assert back.infinite == gone.infinite == (("a", (1,)), ("b", (0,)))
    assert (back.notes, back.fingerprint) == (gone.notes, gone.fingerprint)
    assert store.load_dataset(gone.fingerprint, ["b"]).infinite == (("b", (0,)),)
    assert store.load_dataset(empty.fingerprint).infinite == ()


def test_nothing_but_the_columns_is_in_the_file(store: Projects) -> None:
    version = store.store_dataset(small(), {}, "ann")
    assert b"hunter2" not in version.path.read_bytes()
    assert b"pandas" not in version.path.read_bytes()


def test_weird_names_and_empty_tables_survive(store: Projects) -> None:
    table = Dataset.of(pd.DataFrame({name: [float(i)] for i, name in enumerate(WEIRD)}), "weird")
    empty = Dataset(table.frame.iloc[:0], "empty")
    for dataset in (table, empty):
        version = store.store_dataset(dataset, {}, "ann")
        back = store.load_dataset(version.fingerprint)
        assert back.columns == tuple(WEIRD)
        assert back.fingerprint == dataset.fingerprint


def test_some_columns_can_be_read_alone_in_the_order_asked(store: Projects) -> None:
    table = Dataset.of(pd.DataFrame({name: [float(i)] for i, name in enumerate(WEIRD)}), "weird")
    version = store.store_dataset(table, {}, "ann")
    assert store.load_dataset(version.fingerprint, ["f0", "a"]).columns == ("f0", "a")
    assert store.load_dataset(version.fingerprint, ["a.b"]).frame.to_dict("list") == {"a.b": [1.0]}


def test_some_columns_are_another_table_than_the_whole(store: Projects) -> None:
    version = store.store_dataset(small(), {}, "ann")
    assert store.load_dataset(version.fingerprint, ["count"]).fingerprint != version.fingerprint


def test_rows_come_back_in_the_order_asked_to_their_owner_alone(store: Projects) -> None:
    fingerprint = store.store_dataset(small(), {}, "ann").fingerprint
    rows = store.load_rows(fingerprint, np.array([2, 0, 2]), "ann")
    assert rows["count"].tolist() == [3, 1, 3]
    with pytest.raises(NotAllowedError):
        store.load_rows(fingerprint, np.array([0]), "bob")


def test_the_same_content_is_stored_once_for_all(tmp_path: Path, store: Projects) -> None:
    first = store.store_dataset(small(), {"kind": "csv"}, "ann")
    written = first.path.stat().st_mtime_ns
    second = store.store_dataset(small(), {"kind": "excel"}, "bob")
    assert second.path == first.path
    assert second.path.stat().st_mtime_ns == written
    assert len(list((tmp_path / "data").iterdir())) == 1
    assert store.data_versions("ann")[0].source == {"kind": "csv"}
    assert store.data_versions("bob")[0].source == {"kind": "excel"}


def test_knowing_a_fingerprint_does_not_open_somebody_elses_table(store: Projects) -> None:
    version = store.store_dataset(small(), {}, "ann")
    with pytest.raises(NotAllowedError):
        store.load_dataset(version.fingerprint, owner="bob")
    assert store.load_dataset(version.fingerprint, owner="ann").rows == 3


def test_a_forgotten_table_stays_for_others_and_goes_with_the_last(store: Projects) -> None:
    version = store.store_dataset(small(), {}, "ann")
    store.store_dataset(small(), {}, "bob")
    store.forget_dataset(version.fingerprint, "ann")
    with pytest.raises(NotAllowedError):
        store.load_dataset(version.fingerprint, owner="ann")
    assert store.load_dataset(version.fingerprint, owner="bob").rows == 3
    store.forget_dataset(version.fingerprint, "bob")
    assert not version.path.exists()


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.95])
def test_a_truncated_table_is_named_and_repaired_by_storing_again(
    store: Projects, share: float
) -> None:
    version = store.store_dataset(small(), {}, "ann")
    content = version.path.read_bytes()
    version.path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(StorageError, match=version.fingerprint[:12]):
        store.load_dataset(version.fingerprint)
    store.store_dataset(small(), {}, "ann")
    assert store.load_dataset(version.fingerprint).rows == 3


def test_one_flipped_byte_is_found(store: Projects) -> None:
    version = store.store_dataset(small(), {}, "ann")
    content = bytearray(version.path.read_bytes())
    content[len(content) // 2] ^= 1
    version.path.write_bytes(bytes(content))
    with pytest.raises(StorageError, match="changed or damaged"):
        store.load_dataset(version.fingerprint)
    store.store_dataset(small(), {}, "ann")
    assert store.load_dataset(version.fingerprint).rows == 3


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 64, "", "x\x00y"])
def test_a_fingerprint_is_looked_up_never_opened_as_a_path(store: Projects, name: str) -> None:
    with pytest.raises(UnknownNameError):
        store.load_dataset(name)


def test_an_upload_lies_under_its_hash_whatever_its_name(tmp_path: Path, store: Projects) -> None:
    content = b"a,b\n1,2\n" * 1000
    from_stream = store.store_upload(io.BytesIO(content), "../../evil\n.csv")
    file = tmp_path / "source.csv"
    file.write_bytes(content)
    for again in (store.store_upload(content, "b"), store.store_upload(file, "c")):
        assert again.path == from_stream.path
    assert from_stream.path == tmp_path / "uploads" / hashlib.sha256(content).hexdigest()
    assert (from_stream.name, from_stream.size) == ("../../evil .csv", len(content))
    assert from_stream.path.read_bytes() == content
    assert file.exists()


def test_an_upload_over_the_limit_leaves_nothing(
    tmp_path: Path, store: Projects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.projects.stored_files.MAX_UPLOAD_BYTES", 10)
    with pytest.raises(LimitError):
        store.store_upload(b"x" * 11, "big.csv")
    assert list((tmp_path / "uploads").iterdir()) == []


def test_half_written_files_are_swept_unless_their_writer_lives(
    tmp_path: Path, store: Projects
) -> None:
    import os

    (tmp_path / "data").mkdir()
    (tmp_path / "uploads").mkdir()
    dead = tmp_path / "data" / f".x.parquet.{2**22 + 1}.01234567.tmp"
    earlier = tmp_path / "uploads" / f".upload.{os.getpid()}.01234567.tmp"
    alive = tmp_path / "uploads" / f".upload.{os.getppid()}.01234567.tmp"
    kept = tmp_path / "uploads" / "not-ours.tmp"
    for path in (dead, earlier, alive, kept):
        path.write_bytes(b"half")
    assert set(store.sweep()) == {dead, earlier}
    assert alive.exists()
    assert kept.exists()


def test_a_list_of_tables_lies_where_each_does_and_not_outside(tmp_path: Path) -> None:
    marks = ["a" * 64, "b" * 64]
    assert table_paths(tmp_path, marks) == [table_path(tmp_path, mark) for mark in marks]
    with pytest.raises(NotAllowedError):
        table_paths(tmp_path, ["../../x"])
