"""A person on a shared server keeps no more than the server allows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from core.errors import LimitError, SettingError
from core.files import write_json
from core.projects import Projects
from core.projects.quota import QUOTA, SHARED_GB, allowed_bytes
from core.reach import SHARED
from core.table import Dataset


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Projects]:
    made = Projects(tmp_path)
    yield made
    made.close()


def table(first: int) -> Dataset:
    return Dataset.of(pd.DataFrame({"n": range(first, first + 500)}), "numbers")


def test_only_a_shared_server_has_a_limit_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(QUOTA, raising=False)
    monkeypatch.setenv(SHARED, "0")
    assert allowed_bytes() == float("inf")
    monkeypatch.setenv(SHARED, "1")
    assert allowed_bytes() == SHARED_GB * 1e9
    monkeypatch.setenv(QUOTA, "0.5")
    assert allowed_bytes() == 5e8


@pytest.mark.parametrize("said", ["none", "0", "-1", "nan"])
def test_a_limit_that_is_none_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(QUOTA, said)
    with pytest.raises(SettingError, match=QUOTA):
        allowed_bytes()


def test_tables_and_files_count_for_who_has_them(
    store: Projects, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store.store_dataset(table(0), {}, "ann")
    raw = store.store_upload(b"x" * 4_000, "raw.csv")
    store.create("ann", "One", {"source": {"upload": raw.sha256}})
    used = first.path.stat().st_size + 4_000
    monkeypatch.setenv(QUOTA, str((used + 10) / 1e9))
    store.need_quota("ann", 10)
    with pytest.raises(LimitError, match="limit"):
        store.need_quota("ann", 11)
    store.need_quota("bob", 11)


def test_a_table_too_many_is_refused_and_room_is_made_by_deleting(
    store: Projects, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store.store_dataset(table(0), {}, "ann")
    monkeypatch.setenv(QUOTA, str((first.path.stat().st_size - 1) / 1e9))
    with pytest.raises(LimitError, match="for each person"):
        store.store_dataset(table(1), {}, "ann")
    store.store_dataset(table(0), {"source": "again"}, "ann")
    store.forget_dataset(first.fingerprint, "ann")
    store.store_dataset(table(1), {}, "ann")


def test_results_count_for_who_asked_for_them(
    store: Projects, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = store.store_dataset(table(0), {}, "ann")
    folder = store.root / "jobs" / "a"
    write_json(folder / "job.json", {"owner": "ann"})
    (folder / "model").write_bytes(b"x" * 50_000)
    kept = store.kept("ann")
    assert (kept.tables, kept.results > 50_000) == (version.path.stat().st_size, True)
    monkeypatch.setenv(QUOTA, str(40_000 / 1e9))
    with pytest.raises(LimitError, match="your results 50 kB") as refused:
        store.need_quota("ann", 0, lambda: "Delete results of 3 old comparisons (420 MB).")
    assert refused.value.hint == "Delete results of 3 old comparisons (420 MB)."
    store.need_quota("bob", 0)
