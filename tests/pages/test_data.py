"""Data: how the table was read, what each column is, and the way to train."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.recipe import Recipe
from core.steps import step_to
from pages.ui import intake, stores
from pages.ui.column_grid import edited
from pages.ui.session import Session
from tests.pages.conftest import Opener, recipe_of


def test_without_a_project_the_page_leads_home(show: Opener) -> None:
    app = show("data")
    assert any("No project is open yet" in text.value for text in app.markdown)


def test_a_loaded_table_says_how_many_columns_are_features(show: Opener, project: str) -> None:
    app = show("data", project)
    assert any("3 columns of 4 are features" in text.value for text in app.caption)


def test_the_grid_changes_roles_and_kinds() -> None:
    recipe = edited(Recipe(), ("age", "zip"), {0: {"Role": "ignore"}, 1: {"Kind": "category"}})
    assert recipe.problem.role_of("age") == "ignore"
    assert [entry.step.describe() for entry in recipe.steps] == ["Read 'zip' as category"]


def test_roles_of_many_columns_are_set_at_once(show: Opener, project: str) -> None:
    app = show("data", project)
    app.multiselect(key="bulk-columns").select("age").select("visits")
    app.selectbox(key="bulk-role").select("ignore")
    app.button(key="bulk-go").click().run()
    problem = recipe_of(project).problem
    assert problem.columns_with("ignore") == ("age", "visits")
    assert app.multiselect(key="bulk-columns").value == []


def test_a_file_is_read_differently(show: Opener, csv: Path) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("customers.csv", csv.read_bytes(), "text/csv")
    app.run()
    project = stores.store().list("local")[0].id
    assert any("80 rows, 4 columns" in text.value for text in app.markdown)
    where = f"reading-{recipe_of(project).source['data'][:12]}"
    app.selectbox(key=f"{where}-delimiter").select("none").run()
    said = [text.value for text in app.markdown]
    assert any("'age,plan,visits,left'" in text for text in said)
    app.button(key="load-again").click().run()
    assert any("80 rows, 1 column" in text.value for text in app.markdown)


def test_a_usual_correction_takes_one_click_and_can_be_discarded(show: Opener, csv: Path) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("customers.csv", csv.read_bytes(), "text/csv")
    app.run()
    assert not app.exception
    (no_header,) = [one for one in app.button if one.label == "No header"]
    no_header.click().run()
    said = [text.value for text in app.markdown]
    assert any("'age', 'plan', 'visits', 'left'" in text for text in said)
    app.button(key="discard-reading").click().run()
    assert not [one for one in app.button if one.key == "load-again"]
    assert recipe_of(stores.store().list("local")[0].id).source["header_rows"] == 1


def test_train_now_queues_a_comparison(show: Opener, project: str) -> None:
    app = show("data", project)
    app.button(key="train-now").click().run()
    job = stores.engine().latest(project, "compare")
    assert job is not None
    stores.engine().cancel(job.id)
    assert app.title[0].value == "Models"
    assert [step_to(entry.step) for entry in recipe_of(project).steps]


def test_another_table_is_compared_with_the_last_one(show: Opener, csv: Path) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("customers.csv", csv.read_bytes(), "text/csv")
    app.run()
    assert not [fold for fold in app.expander if fold.label.startswith("What changed")]
    more = csv.read_bytes() + b"99,gold,1,yes\n"
    app.file_uploader(key="data-upload").upload("more.csv", more, "text/csv").run()
    app.button(key="load-file").click().run()
    app.session_state["data-change"] = True
    app.run()
    said = [text.value for text in app.markdown]
    assert "- 81 rows now, 80 before." in said
    assert any("values from 20 to 99" in text for text in said)


def test_rows_without_a_target_and_lines_not_read_are_offered(show: Opener, csv: Path) -> None:
    app = show("home")
    broken = csv.read_bytes() + b"33,gold,1,\n" + b"7,8,9,10,11,12,13\n"
    app.file_uploader(key="home-upload").upload("customers.csv", broken, "text/csv")
    app.run()
    said = "".join(text.value for text in app.markdown)
    assert "1 row has no value of **left**" in said
    assert "1 line of the file could not be read" in said
    assert len(app.get("download_button")) == 2


def test_lines_not_read_are_read_again_for_the_download(
    show: Opener, csv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = show("home")
    broken = csv.read_bytes() + b"7,8,9,10,11,12,13\n"
    app.file_uploader(key="home-upload").upload("customers.csv", broken, "text/csv")
    app.run()
    recipe = recipe_of(stores.store().list("local")[0].id)
    monkeypatch.setattr(intake, "session", lambda: Session("local", recipe=recipe))
    assert intake.skipped_lines()().splitlines()[1].startswith("82,")


def test_a_twin_shows_its_answers_only_when_asked(show: Opener) -> None:
    app = show("home")
    app.button(key="open-twin-penguins").click().run()
    assert any(fold.label == "The answers: 12 planted problems" for fold in app.expander)
    app.session_state["twin-answers"] = True
    app.run()
    (answers,) = [one.value for one in app.dataframe if "Now" in one.value]
    assert list(answers["Column"])[:2] == ["Lab.Score", "Tag"]
    assert list(answers["Now"])[:2] == ["still open", "dealt with"]
