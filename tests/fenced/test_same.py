"""What is read behind the fence is what is read in the open: tables, notes and refusals."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import core
from core import fenced, loading
from core.errors import AppError
from core.samples import SAMPLES
from core.sources import Source
from core.sources.openml import OpenMl
from core.sources.sample import SampleSource
from core.sources.url import UrlFile
from core.table import Dataset
from tests.bad.conftest import Made, made, read, shipped
from tests.bad.registry import Bad, tried
from tests.sources.ugly import FOLDER

__all__ = ["made", "read", "shipped"]
UGLY = sorted(path for path in (FOLDER / "files").rglob("*") if path.is_file())[::6]
AT_LOAD = [bad for bad in tried("load", "advice") if not bad.budget]  # a budget is in one process
MOST = 10**9
TREE = '{"meta": {"page": 1}, "people": [{"name": "Ann", "age": 3}, {"name": "Bob", "age": 4}]}'


def same(one: Dataset, other: Dataset) -> None:
    """Hold two tables to be equal in everything that anybody can see."""
    pd.testing.assert_frame_equal(one.frame, other.frame)
    for name in ("name", "notes", "infinite", "kinds", "fingerprint"):
        assert getattr(one, name) == getattr(other, name)


def refusal(error: AppError) -> tuple[type[AppError], dict[str, object]]:
    """Return all that a refusal says."""
    return type(error), error.__dict__


def compare(path: Path, name: str = "") -> None:
    """Read a file in both ways."""
    try:
        source = loading.detect(path, name)
        loaded, called = loading.read(path, source, name)
        table = Dataset.of(loaded.frame, called, loaded.notes)
    except AppError as error:
        with pytest.raises(AppError) as found:
            fenced.whole(fenced.File(path, name), fenced.AS_GUESSED, MOST)
        assert refusal(found.value) == refusal(error)
        return
    seen = fenced.whole(fenced.File(path, name), fenced.AS_GUESSED, MOST)
    assert seen.source == source
    same(fenced.table_in(seen.table), table)
    assert seen.skipped == loaded.skipped
    assert seen.choices == loading.choices(path, source, name)


@pytest.mark.parametrize("bad", AT_LOAD, ids=lambda bad: bad.name)
def test_a_bad_file_is_read_or_refused_in_the_same_way(bad: Bad, made: Made) -> None:
    compare(made(bad), bad.called)


@pytest.mark.slow
@pytest.mark.skipif(not UGLY, reason="the folder of ugly files is not here")
@pytest.mark.parametrize("path", UGLY, ids=lambda path: path.name)
def test_an_ugly_file_is_read_or_refused_in_the_same_way(path: Path) -> None:
    compare(path)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "people.json"
    path.write_text(TREE)
    return path


@pytest.fixture(scope="module")
def source(people: Path) -> Source:
    return loading.detect(people)


def test_first_rows_are_the_same(people: Path, source: Source) -> None:
    same(fenced.preview(fenced.File(people), source, 1), loading.preview(people, source, 1))


def test_what_can_be_picked_is_the_same(people: Path, source: Source) -> None:
    assert fenced.choices(fenced.File(people), source) == loading.choices(people, source)
    picked = {"rows_at": ""}
    assert fenced.pick(fenced.File(people), source, picked) == loading.pick(people, source, picked)


def test_a_tree_to_point_into_is_the_same(people: Path, source: Source) -> None:
    tree = fenced.tree(fenced.File(people), source)
    assert tree is not None and tree == loading.tree(people, source)


def test_a_table_is_no_tree(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    assert fenced.tree(fenced.File(path), loading.detect(path)) is None


@pytest.mark.parametrize(("most", "rows"), [(1000, 150), (500, None)])
def test_only_what_is_not_heavy_is_read_whole(tmp_path: Path, most: int, rows: int | None) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * 150)
    seen = fenced.whole(fenced.File(path), fenced.AS_GUESSED, most)
    assert seen.heavy is (rows is None)
    assert (seen.table and seen.table.rows) == rows


@pytest.mark.parametrize(("suffix", "rows"), [("csv", 3), ("parquet", None)])
def test_of_what_is_heavy_only_a_text_is_looked_at(
    tmp_path: Path, suffix: str, rows: int | None
) -> None:
    path, frame = tmp_path / f"a.{suffix}", pd.DataFrame({"a": range(150), "b": range(150)})
    frame.to_csv(path, index=False) if suffix == "csv" else frame.to_parquet(path)
    seen = fenced.beginning(fenced.File(path), fenced.AS_GUESSED, 500, 3)
    assert seen.heavy and (seen.table and seen.table.rows) == rows


def test_a_file_is_read_otherwise_than_guessed_as_is_wished(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n1,2,3,4\n" + "1,2\n" * 20)
    way = fenced.Way(changes={"bad_rows": "skip"})
    seen = fenced.whole(fenced.File(path), way, MOST)
    assert seen.source == loading.detect(path).edit(bad_rows="skip")
    assert [row.text for row in seen.skipped] == ["1,2,3,4"]
    again = fenced.whole(fenced.File(path), fenced.Way(seen.source), MOST)
    assert again.source == seen.source and again.skipped == seen.skipped


@pytest.mark.parametrize("lines", [200, 600_000])
def test_lines_left_out_are_the_same_whatever_the_size(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * lines + "1,2,3,4\n" + "1,2\n" * 20)
    source = loading.detect(path).edit(bad_rows="skip")
    rows = fenced.skipped(fenced.File(path), source)
    assert rows == loading.read(path, source)[0].skipped
    assert [row.text for row in rows] == ["1,2,3,4"]


def test_a_sample_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fenced, "answered", None)
    source = SampleSource(SAMPLES[0].name)
    table, skipped = fenced.read(fenced.File(None), source)
    assert table.rows == loading.preview(None, source, 10**9).rows
    assert not skipped
    assert fenced.preview(fenced.File(None), source, 3).rows == 3


@pytest.mark.parametrize("source", [UrlFile(url="https://example.org/a.csv"), OpenMl()])
def test_what_the_web_has_is_not_parsed_by_the_server(source: Source) -> None:
    for ask in (fenced.read, fenced.preview):
        with pytest.raises(AppError, match="not read while you wait"):
            ask(fenced.File(None), source)


def test_the_command_line_and_python_read_in_their_own_process() -> None:
    assert core.load is loading.load
