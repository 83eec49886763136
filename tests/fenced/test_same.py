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
from core.sources.sample import SampleSource
from core.table import Dataset
from tests.bad.conftest import Made, made, read, shipped
from tests.bad.registry import Bad, tried
from tests.sources.ugly import FOLDER

__all__ = ["made", "read", "shipped"]
UGLY = sorted(path for path in (FOLDER / "files").rglob("*") if path.is_file())[::6]
AT_LOAD = [bad for bad in tried("load", "advice") if not bad.budget]  # a budget is in one process
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
            fenced.read(path, fenced.detect(path, name), name)
        assert refusal(found.value) == refusal(error)
        return
    assert fenced.detect(path, name) == source
    found_table, skipped = fenced.read(path, source, name)
    same(found_table, table)
    assert skipped == loaded.skipped


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
    same(fenced.preview(people, source, 1), loading.preview(people, source, 1))


def test_what_can_be_picked_is_the_same(people: Path, source: Source) -> None:
    assert fenced.choices(people, source) == loading.choices(people, source)
    picked = {"rows_at": ""}
    assert fenced.pick(people, source, picked) == loading.pick(people, source, picked)


def test_a_tree_to_point_into_is_the_same(people: Path, source: Source) -> None:
    tree = fenced.tree(people, source)
    assert tree is not None and tree == loading.tree(people, source)


def test_a_table_is_no_tree(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n3,4\n")
    assert fenced.tree(path, loading.detect(path)) is None


@pytest.mark.parametrize(("most", "heavy"), [(1000, False), (500, True)])
def test_a_file_is_as_heavy(tmp_path: Path, most: int, heavy: bool) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * 150)
    assert fenced.is_heavy(path, path.name, most) is heavy


@pytest.mark.parametrize("lines", [200, 600_000])
def test_lines_left_out_are_the_same_whatever_the_size(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * lines + "1,2,3,4\n" + "1,2\n" * 20)
    source = loading.detect(path).edit(bad_rows="skip")
    rows = fenced.skipped(path, source)
    assert rows == loading.read(path, source)[0].skipped
    assert [row.text for row in rows] == ["1,2,3,4"]


def test_a_sample_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fenced, "answered", None)
    source = SampleSource(SAMPLES[0].name)
    table, skipped = fenced.read(None, source)
    assert table.rows == loading.preview(None, source, 10**9).rows
    assert not skipped
    assert fenced.preview(None, source, 3).rows == 3


def test_the_command_line_and_python_read_in_their_own_process() -> None:
    assert core.load is loading.load
