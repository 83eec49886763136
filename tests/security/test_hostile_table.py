"""A table of hostile names walks through every page and export: it stays text everywhere."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import ROOT, Visit, context_of
from core.advice import suggest
from core.loading import load
from core.table import Dataset
from core.text import shown
from pages.ui import stores
from pages.ui.stages import PAGES
from tests.pages.conftest import MAIN_ACTIONS, opened, server_of, work
from tests.security import hostile_table as hostile
from tests.security.walk import WIDE, Walk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EXPLORED = ("Target", "Missing", "Associations")
EVERYTHING = " ".join(hostile.EVERYTHING.split())


@dataclass(frozen=True)
class Walked:
    """A finished walk with the files that came out of it."""

    walk: Walk
    report: Path
    card: str
    sheet: Path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def project(home: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a hostile project with results; the main buttons of the pages made them."""
    file = tmp_path_factory.mktemp("table") / hostile.FILE_NAME
    file.write_bytes(hostile.content())
    with server_of(home):
        project = _decided(load(file))
        for page, button, kind in MAIN_ACTIONS:
            work(opened(page, project), button, kind)
    return project


@pytest.fixture(scope="module")
def walked(
    home: Path,
    project: str,
    browser: Browser,
    serve: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Walked]:
    url = serve(ROOT / "server.py", MODELWRIGHT_HOME=str(home))
    context = context_of(browser, viewport=WIDE)
    visited = Visit(context.new_page())
    visited.watch()
    walk = Walk(visited, url)
    _load(walk)
    walk.open("models", project)
    walk.look("models")
    walk.page.get_by_test_id("stPopoverButton").nth(1).click()
    walk.note("the settings of a candidate")
    exports = _ship(walk, tmp_path_factory.mktemp("files"))
    for page in PAGES:
        if page.exists and page.name not in walk.seen:
            walk.open("" if page.name == "home" else page.name)
            walk.look(page.name)
    _explore(walk)
    walk.open("evaluate")
    walk.part("rows-offer").get_by_role("radio").last.click()
    walk.part("picked-rows").wait_for()
    walk.look("rows that were picked")
    yield Walked(walk, *exports)
    context.close()


def _load(walk: Walk) -> None:
    """Upload the table, and look at it before anything is decided."""
    file = {
        "name": hostile.FILE_NAME,
        "mimeType": "application/json",
        "buffer": hostile.content(),
    }
    walk.page.goto(walk.url)
    walk.settle()
    walk.page.locator("input[type=file]").first.set_input_files(file)  # type: ignore[arg-type]
    walk.page.wait_for_url(re.compile(r"/data\?project="))
    walk.settle()
    walk.look("a table just loaded")


def _decided(table: Dataset) -> str:
    """Say everything in hostile words; one quick candidate is enough."""
    store = stores.store()
    version = store.store_dataset(table, {"source": "json"}, "local")
    target = next(name for name in table.columns if name.startswith("left"))
    recipe = suggest(table, target)
    candidates = tuple(
        replace(item, label=hostile.EVERYTHING) if item.model == "logistic" else item
        for item in recipe.candidates
        if item.model in ("dummy", "logistic")
    )
    recipe = recipe.edit(
        source={"source": "json", "data": version.fingerprint, "name": hostile.FILE_NAME},
        candidates=candidates,
        chosen=next(item.name for item in candidates if item.model == "logistic"),
        split=replace(recipe.problem.split, folds=3),
        goal=hostile.EVERYTHING,
        prediction_moment=hostile.EVERYTHING,
        currency="*b* $x$",
        cost_false_positive=1.0,
        cost_false_negative=5.0,
    )
    return store.create("local", hostile.EVERYTHING, recipe.to_json()).id


def _ship(walk: Walk, folder: Path) -> tuple[Path, str, Path]:
    walk.open("deploy")
    content = hostile.content(rows=9, with_target=False)
    rows = {"name": hostile.FILE_NAME, "mimeType": "application/json", "buffer": content}
    walk.part("batch-upload").locator("input").set_input_files(rows)  # type: ignore[arg-type]
    walk.page.locator(".st-key-predict button:enabled").first.wait_for()
    walk.settle()
    walk.work("predict", "predict")
    walk.part("get-predictions-excel").wait_for()
    walk.look("deploy")
    report, bundle, sheet = (
        _downloaded(walk, key, folder)
        for key in ("get-report", "get-bundle", "get-predictions-excel")
    )
    with zipfile.ZipFile(bundle) as archive:
        card = archive.read("model_card.md").decode()
    return report, card, sheet


def _downloaded(walk: Walk, key: str, folder: Path) -> Path:
    with walk.page.expect_download() as waiting:
        walk.press(key)
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def _explore(walk: Walk) -> None:
    walk.open("explore")
    for part in EXPLORED:
        walk.part("explore-part").get_by_text(part, exact=True).click()
        walk.settle()
        walk.look(f"explore, {part}")


def test_nothing_ran_and_nothing_left_the_computer(walked: Walked) -> None:
    assert walked.walk.ran == []
    assert walked.walk.dialogs == []
    assert walked.walk.visited.outside == []


def test_no_text_became_a_link_an_image_or_markup(walked: Walked) -> None:
    assert walked.walk.made == []


def test_no_page_broke_and_all_were_seen(walked: Walked) -> None:
    assert walked.walk.broken == []
    assert {page.name for page in PAGES if page.exists} <= set(walked.walk.seen)


def test_no_page_is_wider_than_the_window(walked: Walked) -> None:
    assert walked.walk.too_wide == []


@pytest.mark.parametrize("page", ["home", "data", "problem", "models", "evaluate", "explain"])
def test_hostile_texts_are_shown_as_they_are(walked: Walked, page: str) -> None:
    assert shown(EVERYTHING, 60)[:-1].strip() in walked.walk.seen[page]


def test_the_report_shows_text_only_and_fetches_nothing(walked: Walked) -> None:
    walk = walked.walk
    walk.page.goto(walked.report.as_uri())
    walk.note("the report")
    assert EVERYTHING in " ".join(walk.page.locator("body").inner_text().split())
    assert (walk.made, walk.ran, walk.dialogs, walk.visited.outside) == ([], [], [], [])
    assert walk.page.locator("a, img, script, iframe").count() == 0


def test_the_model_card_escapes_every_sign_of_markdown(walked: Walked) -> None:
    assert "\\!\\[x\\]" in walked.card
    assert not re.search(r"(?<!\\)(!\[|<img|\*\*b|`c)", walked.card)


def test_the_sheet_for_spreadsheets_holds_no_formula(walked: Walked) -> None:
    with walked.sheet.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=cmd|' /C calc'!A0" in cells
    assert not [
        cell
        for cell in cells
        if re.match(r"\s*[=+@-]", cell) and not re.fullmatch(r"-?[\d.e+-]+", cell)
    ]
