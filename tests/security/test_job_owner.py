"""Work belongs to the project and the person that asked for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.disk_shelf import DiskShelf
from core.errors import NotAllowedError
from core.progress import silent
from core.work import compare
from pages.ui import stores
from tests.pages.conftest import Opener, recipe_of


def press(project: str, job: str, name: str) -> None:
    """Open a project and use another project's job, as a forged click would."""
    import streamlit as st

    from core.errors import NotAllowedError
    from pages.ui import jobs
    from pages.ui.session import open_project

    open_project(project)
    try:
        getattr(jobs, name)(job)
    except NotAllowedError as error:
        st.text(error.message)


@pytest.fixture
def work(project: str) -> str:
    """Return the id of a job of the project, which fails soon: its recipe is empty."""
    engine = stores.engine()
    task: dict[str, Any] = {"owner": "local", "data": "x", "recipe": {}}
    return engine.submit("compare", project, "local", task, "key")


@pytest.mark.parametrize("name", ["cancel", "resume"])
def test_a_job_of_another_project_cannot_be_touched(
    home: Path, project: str, work: str, name: str
) -> None:
    other = stores.store().create("local", "Other", {"version": 1}).id
    before = stores.engine().status(work).attempt
    app = AppTest.from_function(press, args=(other, work, name), default_timeout=30).run()
    assert not app.exception
    assert [text.value for text in app.text] == ["This work belongs to another project."]
    assert stores.engine().status(work).attempt == before
    assert stores.engine().status(work).state not in ("cancelled", "cancelling")


def test_a_deleted_project_takes_its_work_along(show: Opener, project: str, work: str) -> None:
    app = show("home")
    app.checkbox(key=f"sure-{project}").check().run()
    app.button(key=f"delete-{project}").click().run()
    assert stores.engine().jobs(project) == ()
    assert not (stores.home() / "jobs" / work).exists()


def test_work_reads_only_tables_of_its_owner(project: str, home: Path) -> None:
    recipe = recipe_of(project)
    shelf = DiskShelf(home / "jobs" / "j" / "shelf")
    task = {"recipe": recipe.to_json(), "data": recipe.source["data"]}
    with pytest.raises(NotAllowedError, match="somebody else"):
        compare({**task, "owner": "bob"}, shelf, silent, 1)
    with pytest.raises(KeyError):
        compare(task, shelf, silent, 1)


def test_one_person_cannot_fill_the_queue(
    show: Opener, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = stores.engine()
    most = engine.limits.running + engine.limits.queued
    monkeypatch.setattr(engine, "_start", lambda: None)
    jobs = [engine.submit("tune", project, "local", {}, f"key {n}") for n in range(most)]
    app = show("models", project)
    app.button(key="train").click().run()
    assert any(f"You already have {most} jobs running or waiting" in e.value for e in app.error)
    assert len(engine.jobs(project)) == most
    assert engine.submit("tune", project, "ann", {}, "hers") not in jobs
