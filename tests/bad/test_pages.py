"""Every bad file uploaded in the app: a note, or a sentence; never a traceback, never a change."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.advice import suggest
from core.files import canonical_json
from core.loading import load
from core.table import Dataset
from pages.ui import stores
from pages.ui.safe import esc
from pages.ui.stages import STAGES
from tests.bad.names import NAMES
from tests.bad.registry import Bad, all_bad
from tests.bad.targets import TARGETS
from tests.bad.values import VALUES
from tests.bad.walk import OUTCOME, grown
from tests.pages.conftest import Opener, Worked, copied, errors_of, recipe_of, server_of

NOT_HERE = ("workbook bomb", "20,000 categories", "a megabyte in a cell")
UPLOADED = [b for b in all_bad() if b.where == "load" and b.name not in NOT_HERE]
REFUSED = [bad for bad in UPLOADED if bad.expect == "stop"]
LOADED = [bad for bad in UPLOADED if bad.expect != "stop"]
PAGES = [stage.name for stage in STAGES if stage.exists]


def texts(app: AppTest) -> str:
    """Return every text on a page, with the words on its popovers."""
    parts = (app.markdown, app.caption, app.error, app.warning, app.info, app.success)
    said = [str(item.value) for part in parts for item in part]
    return "\n".join([*said, *(block.proto.popover.label for block in app.get("popover"))])


def calm(app: AppTest) -> str:
    """Require that nothing on a page is a bug, and return its texts."""
    said = texts(app)
    assert not app.exception
    assert "Something went wrong" not in said
    assert "Traceback" not in said
    return said


def uploaded(app: AppTest, key: str, path: Path) -> AppTest:
    app.file_uploader(key=key).upload(path.name, path.read_bytes(), "text/csv")
    return app.run()


@pytest.mark.parametrize("bad", REFUSED, ids=lambda bad: bad.name)
def test_a_refused_file_leaves_the_project_as_it_was(
    bad: Bad, show: Opener, project: str, tmp_path: Path
) -> None:
    before = stores.store().open(project, "local")
    app = uploaded(show("data", project), "data-upload", bad.make(tmp_path))
    app.button(key="load-file").click().run()
    calm(app)
    assert any(esc(bad.says, 600) in error for error in errors_of(app)), errors_of(app)
    after = stores.store().open(project, "local")
    assert (after.info, canonical_json(after.recipe)) == (
        before.info,
        canonical_json(before.recipe),
    )
    assert len(stores.store().data_versions("local")) == 1


@pytest.mark.parametrize("bad", LOADED, ids=lambda bad: bad.name)
def test_a_mended_file_says_what_was_done(bad: Bad, show: Opener, tmp_path: Path) -> None:
    app = uploaded(show("home"), "home-upload", bad.make(tmp_path))
    said = calm(app)
    assert not errors_of(app)
    assert len(stores.store().list("local")) == 1
    assert app.title[0].value == "Data"
    assert esc(bad.says, 600).lower() in said.lower()


@pytest.fixture(scope="module")
def grown_odd(tmp_path_factory: pytest.TempPathFactory) -> Worked:
    """Make a project whose table has every odd name and every odd column, once."""
    frames = []
    for bad in (*NAMES, *VALUES):
        if "stop" not in bad.expect and bad.name not in NOT_HERE:
            table = load(bad.make(tmp_path_factory.mktemp("made")))
            frames.append(grown(table).frame.drop(columns=OUTCOME))
    outcome = pd.Series(np.resize(["yes", "no", "no"], 60), name=OUTCOME, dtype="str")
    table = Dataset.of(pd.concat([*frames, outcome], axis=1), "odd")
    folder = tmp_path_factory.mktemp("odd")
    with server_of(folder):
        return Worked(folder, made(table, OUTCOME))


@pytest.fixture
def odd(grown_odd: Worked, home: Path) -> str:
    """Return the id of that project, in the data folder of the test."""
    return copied(grown_odd, home)


def made(table: Dataset, target: str) -> str:
    """Return the id of a new project with a proposed recipe."""
    version = stores.store().store_dataset(table, {"source": "csv"}, "local")
    recipe = suggest(table, target)
    recipe = recipe.edit(source={"source": "csv", "data": version.fingerprint})
    return stores.store().create("local", "Odd", recipe.to_json()).id


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_every_odd_column(page: str, show: Opener, odd: str) -> None:
    calm(show(page, odd))


@pytest.mark.parametrize("bad", TARGETS, ids=lambda bad: bad.name)
def test_a_bad_target_is_said_before_training(bad: Bad, show: Opener, tmp_path: Path) -> None:
    app = uploaded(show("home"), "home-upload", bad.make(tmp_path))
    calm(app)
    assert not errors_of(app)
    project = stores.store().list("local")[0].id
    for page in ("problem", "models"):
        app.switch_page(f"pages/{page}.py").run()
        calm(app)
    assert recipe_of(project).source["file"] == "table.csv"


def test_an_infinite_target_is_named_on_the_data_page(show: Opener, tmp_path: Path) -> None:
    bad = next(bad for bad in TARGETS if bad.name == "infinite targets")
    app = uploaded(show("home"), "home-upload", bad.make(tmp_path))
    assert "has infinite values in row 6" in calm(app)


def test_the_same_file_twice_is_kept_once(show: Opener, csv: Path) -> None:
    for _ in range(2):
        uploaded(show("home"), "home-upload", csv)
    assert len(stores.store().list("local")) == 2
    assert len(stores.store().data_versions("local")) == 1
    assert len(list((stores.home() / "uploads").iterdir())) == 1
