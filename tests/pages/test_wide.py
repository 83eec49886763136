"""A very wide table: its page stands at once, and fills itself in with what a job finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.advice import findings, view_of
from core.loading import load
from core.problem import Problem
from pages.ui import intake, looking, stores
from tests.jobs.conftest import over
from tests.pages.conftest import PATIENCE, change_recipe, recipe_of, words

Opener = Callable[..., AppTest]


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count every table as very wide."""
    monkeypatch.setattr(looking, "WIDE", 2)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no job begin, so that every look waits."""
    monkeypatch.setattr("core.jobs.engine.Engine.start_waiting", lambda _: None)
    monkeypatch.setattr("core.jobs.engine.Engine._start", lambda _: None)


def looked(app: AppTest) -> AppTest:
    """Wait until everything is looked at, and draw again."""
    project, engine = app.query_params["project"], stores.engine()
    for _ in range(3):
        for status in engine.jobs(project, "look"):
            ended = over(engine, status.id, PATIENCE)
            assert ended.state == "finished", ended.error
        app.run()
        assert not app.exception
    return app


@pytest.fixture
def uploaded(wide: None, show: Opener, csv: Path) -> AppTest:
    app = show("home")
    app.file_uploader(key="home-upload").upload("customers.csv", csv.read_bytes(), "text/csv")
    return app.run()


@pytest.mark.usefixtures("still")
def test_the_page_stands_before_anything_is_looked_at(uploaded: AppTest) -> None:
    assert not uploaded.exception and not uploaded.error
    assert uploaded.segmented_control(key="which-rows").value == "First"
    assert "80 rows and 4 columns" in words(uploaded)
    assert not recipe_of(uploaded.query_params["project"]).problem.target
    grid = uploaded.dataframe[0].value
    assert list(grid["Kind"]) == ["number", "category", "number", "category"]


def test_the_proposal_is_taken_in_as_one_change(uploaded: AppTest) -> None:
    app = looked(uploaded)
    project = app.query_params["project"]
    assert recipe_of(project).problem.target == "left"
    assert recipe_of(project).candidates
    assert stores.store().open(project, "local").undo_label == "Propose a recipe"
    assert app.button(key="train-now")
    app.button(key="undo").click().run()
    app.run()
    assert not recipe_of(project).problem.target, "it must not be proposed again after undo"


def test_a_change_made_meanwhile_is_replaced_with_a_word(
    wide: None, show: Opener, csv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("customers.csv", csv.read_bytes(), "text/csv")
    with monkeypatch.context() as still:
        still.setattr("core.jobs.engine.Engine._start", lambda _: None)
        project = app.run().query_params["project"]
        change_recipe(project, seed=5)
    stores.engine().start_waiting()
    (status,) = stores.engine().jobs(project, "look")
    over(stores.engine(), status.id, PATIENCE)
    app.run()
    assert "Undo brings that back" in words(app)
    app.button(key="undo").click().run()
    assert recipe_of(project).seed == 5


def test_a_job_finds_what_is_found_while_one_waits(
    wide: None, project: str, show: Opener, csv: Path
) -> None:
    app = looked(show("explore", project))
    recipe = recipe_of(project)
    expected = findings(view_of(recipe, load(csv)))
    told = words(app)
    assert all(f.title in told for f in expected if f.page == "explore")
    assert app.selectbox(key="explore-column").options == ["age", "plan", "visits"]


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("page", ["data", "explore", "clean", "features", "models", "problem"])
def test_every_page_stands_while_the_table_is_looked_at(
    wide: None, project: str, show: Opener, page: str
) -> None:
    app = show(page, project)
    assert not app.exception and not app.error
    assert "next-stage" in {button.key for button in app.button}


def test_another_recipe_is_looked_at_again_and_few_looks_are_kept(
    wide: None, project: str, show: Opener
) -> None:
    app = looked(show("clean", project))
    for role in ("ignore", "id", "sensitive", "group"):
        problem = recipe_of(project).problem
        change_recipe(project, problem=problem.with_roles(("visits",), role))
        looked(app.run())
    every = stores.engine().jobs(project, "look")
    assert len(every) <= 4
    assert len({status.key for status in every}) == len(every)


def test_a_wish_for_another_target_replaces_the_recipe_once_it_is_there(
    wide: None, project: str, show: Opener
) -> None:
    app = looked(show("problem", project))
    app.selectbox(key="problem-target").set_value("plan").run()
    assert recipe_of(project).problem.target == "left"
    looked(app)
    assert recipe_of(project).problem.target == "plan"


def test_a_target_that_cannot_be_learned_leaves_the_recipe(
    wide: None, home: Path, show: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = pd.DataFrame({"a": range(40), "same": [1] * 40, "left": ["yes", "no"] * 20})
    (home / "t.csv").write_text(frame.to_csv(index=False))
    version = stores.store().store_dataset(load(home / "t.csv"), {"source": "csv"}, "local")
    recipe = intake.Recipe(source={"source": "csv", "data": version.fingerprint})
    recipe = recipe.edit(problem=Problem(target="left"))
    project = stores.store().create("local", "T", recipe.to_json()).id
    app = looked(show("problem", project))
    app.selectbox(key="problem-target").set_value("same").run()
    project_before = recipe_of(project)
    app = looked(app)
    assert recipe_of(project) == project_before


def test_many_cells_count_as_many_columns_do(csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = load(csv)
    assert not looking.is_big(table)
    monkeypatch.setattr(looking, "MANY_CELLS", 80 * 4 - 1)
    assert looking.is_big(table)
