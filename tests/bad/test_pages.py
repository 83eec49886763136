"""Odd columns and targets on the pages: shown, spoken of, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import core
from core.advice import suggest
from core.errors import AppError
from core.recipe import Recipe
from core.table import Dataset
from pages.ui import stores
from pages.ui.safe import esc
from pages.ui.stages import STAGES
from tests.bad.conftest import Made, Read
from tests.bad.names import NAMES
from tests.bad.reading_pages import calm, uploaded
from tests.bad.registry import Bad, tried
from tests.bad.shipped import TRAINED
from tests.bad.targets import TARGETS
from tests.bad.values import VALUES
from tests.bad.walk import OUTCOME, grown, quick
from tests.jobs.conftest import over
from tests.pages.conftest import (
    MAIN_ACTIONS,
    PATIENCE,
    Opener,
    Worked,
    copied,
    errors_of,
    newest,
    opened,
    recipe_of,
    server_of,
    work,
)

ADVISED = tried("advice")
PAGES = [stage.name for stage in STAGES if stage.exists]
SPOKEN_OF = [bad for bad in TARGETS if bad.expect in ("stop", "asks")]
OF_ADVICE = ("clean", "features")


@pytest.fixture(scope="module")
def grown_odd(tmp_path_factory: pytest.TempPathFactory, read: Read) -> Worked:
    """Make a project whose table has every odd name and every odd column, once."""
    tables = [read(bad) for bad in (*NAMES, *VALUES)]
    frames = [grown(one).frame.drop(columns=OUTCOME) for one in tables if not _is_refused(one)]
    outcome = pd.Series(np.resize(["yes", "no", "no"], 60), name=OUTCOME, dtype="str")
    table = Dataset.of(pd.concat([*frames, outcome], axis=1), "odd")
    folder = tmp_path_factory.mktemp("odd")
    with server_of(folder):
        return Worked(folder, begun_with(table, OUTCOME))


@pytest.fixture
def odd(grown_odd: Worked, home: Path) -> str:
    """Return the id of that project, in the data folder of the test."""
    return copied(grown_odd, home)


def begun_with(table: Dataset, target: str, task: str | None = None) -> str:
    """Return the id of a new project with a proposed recipe, or with the bare question."""
    try:
        return begun(table, suggest(table, target, task))
    except AppError:
        return begun(table, suggest(table).edit(target=target, task=task))


def begun(table: Dataset, recipe: Recipe) -> str:
    """Return the id of a new project with a recipe."""
    version = stores.store().store_dataset(table, {"source": "csv"}, "local")
    recipe = recipe.edit(source={"source": "csv", "data": version.fingerprint})
    return stores.store().create("local", "Odd", recipe.to_json()).id


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_every_odd_column(page: str, show: Opener, odd: str) -> None:
    calm(show(page, odd))


@pytest.mark.parametrize("bad", ADVISED, ids=lambda bad: bad.name)
def test_advice_is_given_on_a_page(bad: Bad, show: Opener, home: Path, read: Read) -> None:
    table = read(bad)
    assert isinstance(table, Dataset)
    app = show("data", begun_with(table, bad.target))
    said = calm(app)
    for page in OF_ADVICE:
        if esc(bad.says, 600) in said:
            return
        app.switch_page(f"pages/{page}.py").run()
        said = calm(app)
    assert esc(bad.says, 600) in said


@pytest.mark.parametrize("bad", TARGETS, ids=lambda bad: bad.name)
def test_a_bad_target_is_said_before_training(
    bad: Bad, show: Opener, home: Path, made: Made
) -> None:
    app = uploaded(show("home"), "home-upload", made(bad))
    calm(app)
    assert not errors_of(app)
    project = stores.store().list("local")[0].id
    for page in ("models",) if bad.expect == "fine" else ("problem", "models"):
        app.switch_page(f"pages/{page}.py").run()
        calm(app)
    assert recipe_of(project).source["file"] == "table.csv"


@pytest.mark.parametrize("bad", SPOKEN_OF, ids=lambda bad: bad.name)
def test_a_bad_target_is_named_before_training(
    bad: Bad, show: Opener, home: Path, read: Read
) -> None:
    table = read(bad)
    assert isinstance(table, Dataset)
    project = begun_with(table, bad.target, bad.task)
    said = "".join(calm(show(page, project)) for page in ("data", "models"))
    assert esc(bad.says, 600) in said
    assert show("models", project).button(key="train").disabled == (bad.expect == "stop")


@pytest.fixture(scope="module")
def shipped_here(tmp_path_factory: pytest.TempPathFactory) -> Worked:
    """Pack a bundle of the trained table on the pages, once."""
    folder = tmp_path_factory.mktemp("shipped")
    with server_of(folder):
        table = core.load(TRAINED(folder))
        recipe = quick(suggest(table, "left"), ("logistic",))
        project = begun(table, recipe.edit(chosen="Logistic regression"))
        for page, button, kind in (MAIN_ACTIONS[0], MAIN_ACTIONS[-1]):
            work(opened(page, project), button, kind)
    return Worked(folder, project)


@pytest.mark.parametrize("bad", tried("predict"), ids=lambda bad: bad.name)
def test_new_rows_that_differ_are_answered_or_refused(
    bad: Bad, show: Opener, home: Path, made: Made, shipped_here: Worked
) -> None:
    project = copied(shipped_here, home)
    app = uploaded(show("deploy", project), "batch-upload", made(bad))
    app.button(key="predict").click().run()
    job = newest(app, "predict")
    assert job is not None
    state = over(stores.engine(), job.id, PATIENCE).state
    said = calm(app.run())
    assert esc(bad.says, 600) in said
    assert (state == "failed", "rows predicted" in said) == (
        (True, False) if bad.expect == "stop" else (False, True)
    )


def test_an_infinite_target_is_named_on_the_data_page(show: Opener, made: Made) -> None:
    bad = next(bad for bad in TARGETS if bad.name == "infinite targets")
    app = uploaded(show("home"), "home-upload", made(bad))
    assert "has infinite values in row 6" in calm(app)


def _is_refused(found: Dataset | AppError) -> bool:
    return isinstance(found, AppError)
