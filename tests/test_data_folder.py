"""Nothing in the data folder of the app is read as a source, by whatever name it is reached."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from core.data_folder import HOME, check_outside, data_folder
from core.errors import SourceError
from core.schedules import Rows, check_folder
from core.sources import Source
from core.sources.databases import Login
from core.sources.databases.trust import context_of
from core.sources.sql import Database


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a data folder with a database in it."""
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setenv(HOME, str(kept))
    monkeypatch.setenv("MODELWRIGHT_SHARED", "0")
    file = kept / "projects.sqlite"
    with sqlite3.connect(file) as made:
        made.execute("create table secret (a)")
    made.close()
    return file


def test_the_setting_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(HOME, str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.delenv(HOME)
    assert data_folder() == Path(__file__).resolve().parents[1] / ".modelwright"


def itself(file: Path) -> Path:
    return file


def folder(file: Path) -> Path:
    return file.parent


def not_there(file: Path) -> Path:
    return file.parent / "uploads" / "none.csv"


def around(file: Path) -> Path:
    return file.parent / ".." / file.parent.name / file.name


def link_to_file(file: Path) -> Path:
    link = file.parents[1] / "link.db"
    link.symlink_to(file)
    return link


def link_to_folder(file: Path) -> Path:
    link = file.parents[1] / "link"
    link.symlink_to(file.parent)
    return link / file.name


NAMES = (itself, folder, not_there, around, link_to_file, link_to_folder)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_refused_by_any_name(database: Path, name: Callable[[Path], Path]) -> None:
    with pytest.raises(SourceError, match="belongs to the data that this app keeps for itself"):
        check_outside(name(database))


def test_what_lies_beside_it_is_read(database: Path) -> None:
    check_outside(database.parents[1] / "kept.csv")
    check_outside(database.parents[1] / "kept-not" / "a.csv")
    circle = database.parents[1] / "circle"
    circle.symlink_to(circle)
    check_outside(circle)


def test_without_a_folder_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(HOME, str(tmp_path / "none"))
    check_outside(tmp_path / "none" / "a.csv")


def as_database(file: Path) -> object:
    return Database(kind="sqlite", path=str(file), table="secret").load(rows=5)


def as_authority(file: Path) -> object:
    return context_of(Login(kind="postgresql", host="localhost", tls="verify", ca_file=str(file)))


def as_rows_to_come(file: Path) -> object:
    return Rows(path=str(file.with_name("*.sqlite"))).file()


def as_folder_for_lists(file: Path) -> object:
    return check_folder(str(file.parent), Rows(source=Source()))


@pytest.mark.parametrize("use", [as_database, as_authority, as_rows_to_come, as_folder_for_lists])
def test_no_form_with_a_path_opens_it(database: Path, use: Callable[[Path], object]) -> None:
    with pytest.raises(SourceError, match="belongs to the data that this app keeps for itself"):
        use(database)
