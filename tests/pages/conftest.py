"""A server with an empty data folder, and projects to look at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest

from core import data_folder
from core.advice import suggest
from core.jobs import JobStatus
from core.loading import load
from core.problem import Split
from core.recipe import Candidate, Recipe
from pages.ui import stores
from tests.jobs.conftest import over

APP = Path(__file__).parents[2] / "app.py"
_PLANS = ("gold", "basic", "basic")
_LEFT = ("yes", "no", "no", "no")
CSV = "age,plan,visits,left\n" + "".join(
    f"{20 + row % 40},{_PLANS[row % 3]},{row % 7},{_LEFT[row % 4]}\n" for row in range(80)
)
Uploads = list[MemoryUploadedFileManager]
Opener = Callable[..., AppTest]
PATIENCE = 120.0
QUICK = (Candidate("logistic"), Candidate("decision_tree"), Candidate("dummy"))
MAIN_ACTIONS = (
    ("models", "train", "compare"),
    ("evaluate", "open-test", "evaluate"),
    ("explain", "explain", "explain"),
    ("deploy", "pack", "bundle"),
)


@pytest.fixture(autouse=True)
def framed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every page through app.py.

    AppTest begins each run as a server does that has just started: it runs the file of a page
    alone. See pages/ui/entry.py for what the app does then.
    """
    _frame(monkeypatch)
    monkeypatch.setattr("pages.ui.session.GRACE", 0)  # between two runs nothing is under way


def _frame(patch: pytest.MonkeyPatch) -> None:
    original = PagesManager.__init__

    def made(self: PagesManager, *values: object, **named: object) -> None:
        PagesManager.uses_pages_directory = False
        original(self, *values, **named)

    patch.setattr(PagesManager, "__init__", made)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the server a data folder of its own."""
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setenv(data_folder.HOME, str(kept))
    yield kept
    stores.let_go()


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    """Write a table of 80 rows: age, plan, visits and whether the customer left."""
    path = tmp_path / "customers.csv"
    path.write_text(CSV)
    return path


@dataclass(frozen=True)
class Worked:
    """A data folder with a project."""

    folder: Path
    project: str


@contextmanager
def server_of(folder: Path) -> Iterator[None]:
    """Work in a data folder that outlives the test, to be copied for each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(data_folder.HOME, str(folder))
        _frame(patch)
        yield
        stores.let_go()


def copied(worked: Worked, home: Path) -> str:
    """Copy a data folder into the one of the test, and return the id of its project."""
    shutil.copytree(worked.folder, home, dirs_exist_ok=True)
    return worked.project


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Worked:
    """Load the table once, and propose a recipe."""
    folder = tmp_path_factory.mktemp("begun")
    (folder / "customers.csv").write_text(CSV)
    with server_of(folder):
        return Worked(folder, _begun(folder / "customers.csv"))


@pytest.fixture
def project(begun: Worked, home: Path, csv: Path) -> str:
    """Return the id of a project with the table loaded and the proposed recipe."""
    return copied(begun, home)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Worked:
    """Press the main button of each page once: compare, evaluate, explain, pack."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "customers.csv").write_text(CSV)
    with server_of(folder):
        project = _begun(
            folder / "customers.csv",
            candidates=QUICK,
            split=Split(folds=2),
            chosen=QUICK[0].name,
        )
        for page, button, kind in MAIN_ACTIONS:
            work(opened(page, project), button, kind)
    return Worked(folder, project)


@pytest.fixture
def worked(finished: Worked, home: Path) -> str:
    """Return the id of a project that has a result on each page."""
    return copied(finished, home)


@pytest.fixture
def show(home: Path) -> Opener:
    """Return a function that shows a page, of a project when one is given."""
    return opened


@pytest.fixture
def in_memory(monkeypatch: pytest.MonkeyPatch) -> Uploads:
    """Collect what keeps the bytes of uploads in the memory of the server."""
    made: Uploads = []
    plain = MemoryUploadedFileManager.add_file

    def add_file(self: MemoryUploadedFileManager, session_id: str, file: UploadedFileRec) -> None:
        made.append(self)
        plain(self, session_id, file)

    monkeypatch.setattr(MemoryUploadedFileManager, "add_file", add_file)
    return made


def is_freed(uploads: Uploads) -> bool:
    """Tell whether files came, and no bytes are in memory any more: a test has one in each run."""
    return bool(uploads) and not any(uploads[-1].file_storage.values())


def _begun(csv: Path, **values: object) -> str:
    table = load(csv)
    version = stores.store().store_dataset(table, {"source": "csv"}, "local")
    recipe = suggest(table, "left")
    recipe = recipe.edit(source={"source": "csv", "data": version.fingerprint}, **values)
    return stores.store().create("local", "Customers", recipe.to_json()).id


def opened(page: str, project: str = "") -> AppTest:
    """Show a page as the app does, of a project when one is given."""
    app = AppTest.from_file(APP, default_timeout=180)
    if project:
        app.query_params["project"] = project
    app.run()
    if page != "home":
        app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def work(app: AppTest, button: str, kind: str) -> AppTest:
    """Press a button that begins long work, wait until it has ended well, and look again."""
    before = newest(app, kind)
    app.button(key=button).click().run()
    after = newest(app, kind)
    assert after is not None and (before is None or after.id != before.id), errors_of(app)
    ended = over(stores.engine(), after.id, PATIENCE)
    assert ended.state == "finished", ended.error
    return app.run()


def newest(app: AppTest, kind: str) -> JobStatus | None:
    """Return the newest job of a kind in the project that a page shows."""
    return stores.engine().latest(app.query_params["project"], kind)


def change_recipe(project: str, **values: object) -> None:
    """Change the recipe as another page does."""
    state = stores.store().open(project, "local")
    changed = Recipe.from_json(state.recipe).edit(**values)
    stores.store().save(project, "local", changed.to_json(), state.info.version)


def words(app: AppTest) -> str:
    """Return everything that a page says, in one text."""
    kinds = (app.title, app.markdown, app.caption, app.info, app.success, app.warning, app.error)
    told = "\n".join(element.value for kind in kinds for element in kind)
    return told.replace("\u00a0", " ")


def recipe_of(project: str) -> Recipe:
    """Return the recipe of a project as it is on disk."""
    return Recipe.from_json(stores.store().open(project, "local").recipe)


def errors_of(app: AppTest) -> list[str]:
    """Return the error messages on a page."""
    return [error.value for error in app.error]
