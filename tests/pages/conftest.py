"""A server with an empty data folder, and projects to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from core.advice import suggest
from core.loading import load
from core.recipe import Recipe
from pages.ui import stores

APP = Path(__file__).parents[2] / "app.py"
_PLANS = ("gold", "basic", "basic")
_LEFT = ("yes", "no", "no", "no")
CSV = "age,plan,visits,left\n" + "".join(
    f"{20 + row % 40},{_PLANS[row % 3]},{row % 7},{_LEFT[row % 4]}\n" for row in range(80)
)
Opener = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def framed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every page through app.py.

    AppTest begins each run as a server does that has just started: it runs the file of a page
    alone. See pages/ui/entry.py for what the app does then.
    """
    original = PagesManager.__init__

    def made(self: PagesManager, *values: object, **named: object) -> None:
        PagesManager.uses_pages_directory = False
        original(self, *values, **named)

    monkeypatch.setattr(PagesManager, "__init__", made)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the server a data folder of its own."""
    monkeypatch.setenv(stores.HOME, str(tmp_path))
    yield tmp_path
    stores.let_go()


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    """Write a table of 80 rows: age, plan, visits and whether the customer left."""
    path = tmp_path / "customers.csv"
    path.write_text(CSV)
    return path


@pytest.fixture
def project(home: Path, csv: Path) -> str:
    """Return the id of a project with the table loaded and the proposed recipe."""
    table = load(csv)
    version = stores.store().store_dataset(table, {"source": "csv"}, "local")
    recipe = suggest(table, "left")
    recipe = recipe.edit(source={"source": "csv", "data": version.fingerprint})
    return stores.store().create("local", "Customers", recipe.to_json()).id


@pytest.fixture
def show(home: Path) -> Opener:
    """Return a function that shows a page, of a project when one is given."""

    def opened(page: str, project: str = "") -> AppTest:
        app = AppTest.from_file(APP, default_timeout=60)
        if project:
            app.query_params["project"] = project
        app.run()
        if page != "home":
            app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        return app

    return opened


def recipe_of(project: str) -> Recipe:
    """Return the recipe of a project as it is on disk."""
    return Recipe.from_json(stores.store().open(project, "local").recipe)


def errors_of(app: AppTest) -> list[str]:
    """Return the error messages on a page."""
    return [error.value for error in app.error]
