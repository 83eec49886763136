"""A person whose room is full is told what takes it, and can delete old results."""

from __future__ import annotations

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from core.files import new_id, write_json
from core.projects.quota import QUOTA
from pages.ui import stores
from tests.pages.conftest import Opener, errors_of, opened, words


def add_older(project: str, kind: str) -> str:
    """Put an older twin of the newest work of a kind on disk, which fits no recipe of today."""
    newest = stores.engine().latest(project, kind)
    assert newest is not None
    folder = stores.home() / "jobs" / newest.id
    older = folder.with_name(new_id())
    shutil.copytree(folder, older)
    job = stores.engine()._folder(newest.id).job()
    write_json(older / "job.json", {**job, "order": 0, "key": "another"})
    return older.name


@pytest.fixture
def older(worked: str) -> list[str]:
    return [add_older(worked, kind) for kind in ("compare", "compare", "bundle")]


def opened_room(project: str) -> AppTest:
    app = opened("home", project)
    app.expander(key="room").open = True
    app.session_state["room"] = True
    return app.run()


def test_full_room_refuses_work_and_names_what_can_go(
    worked: str, older: list[str], show: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    del older
    monkeypatch.setenv(QUOTA, "0.00001")
    app = show("explain", worked)
    before = stores.engine().jobs(worked)
    app.button(key="explain").click().run()
    (error,) = errors_of(app)
    assert "for each person" in error
    assert "Delete results of 1 old bundle and 2 old comparisons (" in error
    assert "Room on this server" in error
    assert stores.engine().jobs(worked) == before


def test_old_results_are_deleted_and_all_that_is_shown_stays(worked: str, older: list[str]) -> None:
    looks = stores.store().looks(worked, "local")
    current = {job.id for job in stores.engine().jobs(worked)} - set(older)
    app = opened_room(worked)
    assert "You keep" in words(app)
    button = app.button(key="room-free")
    assert button.label.startswith("Delete results of 1 old bundle and 2 old comparisons (")
    app = button.click().run()
    assert not errors_of(app)
    assert {job.id for job in stores.engine().jobs(worked)} == current
    assert looks
    assert stores.store().looks(worked, "local") == looks
    assert "No results are old" in words(app)
