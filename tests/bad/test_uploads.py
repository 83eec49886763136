"""Every bad file uploaded in the app: a note, or a sentence; never a traceback, never a change.

Files are tried one after another in one session, as a person does: what a file leaves behind
shows at the next one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.files import canonical_json
from core.recipe import Recipe
from pages.ui import stores
from pages.ui.safe import esc
from tests.bad.conftest import Made, allowing
from tests.bad.reading_pages import calm, uploaded
from tests.bad.registry import Bad, tried
from tests.pages.conftest import Opener, Worked, errors_of, opened, server_of

NOT_HERE = (
    *("over the limit", "a Parquet bomb that lies about its size"),  # tests/security uploads such
    "10,000 columns",  # half a minute of drawing; the command line loads it, and refuses one more
)
UPLOADED = [bad for bad in tried("load") if bad.name not in NOT_HERE]
REFUSED = [bad for bad in UPLOADED if bad.expect == "stop"]
LOADED = [bad for bad in UPLOADED if bad.expect != "stop"]


@dataclass(frozen=True)
class Visit:
    """A project that is open on the Data page."""

    app: AppTest
    project: str

    def load(self, bad: Bad, path: Path) -> str:
        """Upload a file into the project, and return what the page says."""
        with allowing(bad):
            uploaded(self.app, "data-upload", path, bad.called)
            self.app.button(key="load-file").click().run()
        return calm(self.app)

    def kept(self) -> tuple[object, ...]:
        """Return all that a refusal must leave as it is."""
        now = stores.store().open(self.project, "local")
        files = sorted(path.name for path in (stores.home() / "uploads").glob("*"))
        versions = [version.fingerprint for version in stores.store().data_versions("local")]
        return now.info, canonical_json(now.recipe), versions, files


@pytest.fixture(scope="module")
def folder(begun: Worked, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run a server with a project that has a table, once for all files."""
    folder = tmp_path_factory.mktemp("visit")
    shutil.copytree(begun.folder, folder, dirs_exist_ok=True)
    with server_of(folder):
        yield folder


@pytest.fixture(scope="module")
def visit(folder: Path, begun: Worked) -> Visit:
    """Open the project that has a table."""
    return Visit(opened("data", begun.project), begun.project)


@pytest.fixture(scope="module")
def empty(folder: Path) -> Visit:
    """Open a project without a table: its page is small, so that many files can be tried."""
    project = stores.store().create("local", "Empty", Recipe().to_json()).id
    return Visit(opened("data", project), project)


def begun_anew(visit: Visit) -> Visit:
    """Go on in another project without a table."""
    project = stores.store().create("local", "Empty", Recipe().to_json()).id
    visit.app.query_params["project"] = project
    visit.app.run()
    return Visit(visit.app, project)


def refused(bad: Bad, visit: Visit, path: Path) -> None:
    before = visit.kept()
    visit.load(bad, path)
    said = errors_of(visit.app)
    assert any(esc(bad.says, 600) in error for error in said), said
    assert any(esc(bad.offers, 600) in error for error in said), said
    assert visit.kept() == before


@pytest.mark.parametrize("bad", REFUSED, ids=lambda bad: bad.name)
def test_a_refused_file_is_refused_in_words_and_not_kept(
    bad: Bad, empty: Visit, made: Made
) -> None:
    refused(bad, empty, made(bad))


@pytest.mark.parametrize("bad", REFUSED[::6], ids=lambda bad: bad.name)
def test_a_refused_file_leaves_the_table_as_it_was(bad: Bad, visit: Visit, made: Made) -> None:
    refused(bad, visit, made(bad))


@pytest.mark.parametrize("bad", LOADED, ids=lambda bad: bad.name)
def test_a_mended_file_says_what_was_done(bad: Bad, empty: Visit, made: Made) -> None:
    visit = begun_anew(empty)
    info, *_ = visit.kept()
    said = visit.load(bad, made(bad))
    assert not errors_of(visit.app)
    assert visit.kept()[0] != info
    assert esc(bad.says, 600).lower() in said.lower()


def test_files_with_the_same_rows_one_after_another_say_how_each_was_read(
    visit: Visit, made: Made
) -> None:
    for name, mark in (("tabs", "tab"), ("pipes", "pipe"), ("semicolons", "semicolon")):
        bad = next(bad for bad in LOADED if bad.name == name)
        assert mark in visit.load(bad, made(bad)).lower()


def test_no_name_of_an_upload_is_a_name_on_the_disk(visit: Visit) -> None:
    """After all those files: uploads lie under hashes, and nothing is outside of the folder."""
    *_, files = visit.kept()
    assert files and all(len(name) == 64 and name.isalnum() for name in files)
    assert not list(stores.home().parent.glob("outside*"))


def test_the_same_file_twice_is_kept_once(show: Opener, csv: Path) -> None:
    first, second = (uploaded(show("home"), "home-upload", csv) for _ in range(2))
    assert "already here" not in calm(first)
    assert "This table is already here" in calm(second)
    assert len(stores.store().list("local")) == 2
    assert len(stores.store().data_versions("local")) == 1
    assert len(list((stores.home() / "uploads").iterdir())) == 1
