"""Where new rows are found, and what may not be named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import SourceError
from core.schedules import Rows, check_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with two lists of rows, the second changed last, and others below it."""
    for at, name in enumerate(("new_2.csv", "new_1.csv", "old.csv", "below/new_3.csv"), start=1):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("a\n1\n")
        os.utime(file, (at, at))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "expected"), [("new_*.csv", "new_1.csv"), ("new_?.csv", "new_1.csv"), ("*", "old.csv")]
)
def test_of_the_files_that_fit_the_one_changed_last_is_read(
    folder: Path, name: str, expected: str
) -> None:
    assert Rows(path=str(folder / name)).file() == folder / expected


def test_a_name_with_a_star_in_it_is_itself(folder: Path) -> None:
    (folder / "new_[1].csv").write_text("a\n1\n")
    assert Rows(path=str(folder / "new_[1].csv")).file().name == "new_[1].csv"


@pytest.mark.parametrize("path", ["/", ".", "**", "below", "~nobody-4712/*.csv", "a\0*.csv"])
def test_what_names_no_file_is_refused_in_a_sentence(
    folder: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "below")
    (folder / "below" / "new_3.csv").unlink()
    with pytest.raises(SourceError, match="There is no file"):
        Rows(path=path).file()


def test_a_path_that_no_disk_can_hold_is_refused_in_a_sentence() -> None:
    with pytest.raises(SourceError, match="cannot be looked at: File name too long"):
        Rows(path="/tmp/" + 300 * "x").file()  # noqa: S108
    with pytest.raises(SourceError, match="There is no folder"):
        check_folder("/tmp/" + 300 * "x", Rows())  # noqa: S108
    with pytest.raises(SourceError, match="There is no folder"):
        check_folder("~nobody-4712", Rows())


@pytest.mark.parametrize("name", ["*", "*.csv", "p*.csv", "predictions_*", "predictions_[a]?.csv"])
def test_predictions_are_not_written_where_they_are_read_as_new_rows(
    folder: Path, name: str
) -> None:
    with pytest.raises(SourceError, match="would be read as new rows"):
        check_folder(f"{folder}/below/..", Rows(path=str(folder / name)))


@pytest.mark.parametrize("name", ["new_*.csv", "*.parquet", "old.csv", "below/*.csv"])
def test_predictions_may_lie_beside_rows_that_are_named_otherwise(folder: Path, name: str) -> None:
    check_folder(str(folder), Rows(path=str(folder / name)))
