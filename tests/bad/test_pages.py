"""Odd columns and targets on the pages: shown, spoken of, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.advice import suggest
from core.errors import AppError
from core.table import Dataset
from pages.ui import stores
from pages.ui.safe import esc
from pages.ui.stages import STAGES
from tests.bad.conftest import Made, Read
from tests.bad.names import NAMES
from tests.bad.reading_pages import calm, uploaded
from tests.bad.registry import Bad, tried
from tests.bad.targets import TARGETS
from tests.bad.values import VALUES
from tests.bad.walk import OUTCOME, grown
from tests.pages.conftest import Opener, Worked, copied, errors_of, recipe_of, server_of

NOT_HERE = ("a megabyte in a cell", "20,000 categories", "two of 20,000")
ADVISED = [bad for bad in tried("advice") if bad.name not in NOT_HERE]
PAGES = [stage.name for stage in STAGES if stage.exists]
OF_ADVICE = ("clean", "features")


@pytest.fixture(scope="module")
def grown_odd(tmp_path_factory: pytest.TempPathFactory, read: Read) -> Worked:
    """Make a project whose table has every odd name and every odd column, once."""
    tables = [read(bad) for bad in (*NAMES, *VALUES) if bad.name not in NOT_HERE]
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


def begun_with(table: Dataset, target: str) -> str:
    """Return the id of a new project with a proposed recipe."""
    version = stores.store().store_dataset(table, {"source": "csv"}, "local")
    recipe = suggest(table, target)
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


@pytest.mark.parametrize(
    "bad", [bad for bad in TARGETS if bad.name not in NOT_HERE], ids=lambda bad: bad.name
)
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


def test_an_infinite_target_is_named_on_the_data_page(show: Opener, made: Made) -> None:
    bad = next(bad for bad in TARGETS if bad.name == "infinite targets")
    app = uploaded(show("home"), "home-upload", made(bad))
    assert "has infinite values in row 6" in calm(app)


def _is_refused(found: Dataset | AppError) -> bool:
    return isinstance(found, AppError)
