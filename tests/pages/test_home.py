"""Home: begin with a file, a sample or a question; go on with a project."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from core import fenced
from core.fenced.answers import Answer
from core.fenced.asking import answered
from pages.ui import at_hand, stores
from tests.pages.conftest import Opener, Uploads, errors_of, is_freed, recipe_of
from tests.traces import traces

ODD_ROWS = "1,2,3\n4,5,6,7\n"
UNEVEN = "contact,n\n" + "".join(f"p{at}@canary.example,1\n{ODD_ROWS}" for at in range(30))


def test_an_empty_server_names_the_next_action(show: Opener) -> None:
    app = show("home")
    assert app.title[0].value == "Modelwright"
    assert any("No projects yet" in text.value for text in app.markdown)
    app.button(key="open-first-sample").click().run()
    assert stores.store().list("local")[0].name == "Customers who leave"
    app = show("home")
    assert not [button for button in app.button if button.key == "open-first-sample"]


def test_an_upload_becomes_a_project_with_a_complete_recipe(
    show: Opener, csv: Path, in_memory: Uploads
) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("customers.csv", csv.read_bytes(), "text/csv")
    app.run()
    assert not errors_of(app)
    made = stores.store().list("local")[0]
    recipe = recipe_of(made.id)
    assert (made.name, recipe.problem.target) == ("Customers", "left")
    assert recipe.candidates
    assert app.title[0].value == "Data"
    assert app.query_params["project"] == made.id
    assert is_freed(in_memory)


def test_a_packed_file_gives_its_project_no_ending_for_a_name(show: Opener, csv: Path) -> None:
    packed = gzip.compress(csv.read_bytes())
    app = show("home")
    app.file_uploader(key="home-upload").upload("new_customers.csv.gz", packed, "application/gzip")
    assert not errors_of(app.run())
    assert stores.store().list("local")[0].name == "New customers"


def test_an_empty_file_is_refused_in_a_sentence(show: Opener) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("empty.csv", b"", "text/csv")
    app.run()
    assert any("empty" in error for error in errors_of(app))
    assert not stores.store().list("local")


def test_a_sample_opens_with_its_question(show: Opener) -> None:
    app = show("home")
    app.button(key="open-sample-penguins").click().run()
    recipe = recipe_of(stores.store().list("local")[0].id)
    assert recipe.problem.target == "species"
    assert recipe.problem.goal == "Which species is a penguin, by its measures?"


def test_a_flawed_twin_opens_and_says_how_much_is_planted(show: Opener) -> None:
    app = show("home")
    app.button(key="open-twin-penguins").click().run()
    project = stores.store().list("local")[0]
    assert project.name == "Penguins (flawed twin)"
    assert recipe_of(project.id).source["twin"] is True
    assert any("12 problems were planted" in text.value for text in app.info)


def test_a_card_says_what_an_honest_score_is(show: Opener) -> None:
    app = show("home")
    assert any("ROC-AUC about 0.82" in text.value for text in app.markdown)


def test_a_project_is_opened_from_the_list(show: Opener, project: str) -> None:
    app = show("home")
    app.button(key=f"open-{project}").click().run()
    assert app.title[0].value == "Data"


def test_a_project_is_deleted_only_after_a_tick(show: Opener, project: str) -> None:
    app = show("home")
    assert app.button(key=f"delete-{project}").disabled
    app.checkbox(key=f"sure-{project}").check().run()
    app.button(key=f"delete-{project}").click().run()
    assert not stores.store().list("local")
    assert list((stores.home() / "data").iterdir()) == []
    assert any("deleted, with 1 table and 0 files" in box.value for box in app.success)


def test_what_a_copy_still_uses_is_not_deleted(show: Opener, project: str) -> None:
    copy = stores.store().duplicate(project, "local")
    app = show("home")
    app.checkbox(key=f"sure-{project}").check().run()
    app.button(key=f"delete-{project}").click().run()
    assert [info.id for info in stores.store().list("local")] == [copy.id]
    stored = stores.store().load_dataset(str(recipe_of(copy.id).source["data"]), owner="local")
    assert stored.rows == 80
    assert any("1 table or file stay" in box.value for box in app.success)


def test_a_project_is_deleted_with_the_files_that_wait_for_its_work(
    show: Opener, project: str
) -> None:
    waiting = stores.store().hold(b"a,b\n1,2\n", "rows.csv")
    kept = stores.store().store_upload(b"a,b\n1,3\n", "more.csv")
    task = {"source": {}, "owner": "local", "held": waiting.path.name, "upload": kept.sha256}
    stores.engine().submit("import", project, "local", task, "one")
    app = show("home")
    app.checkbox(key=f"sure-{project}").check().run()
    app.button(key=f"delete-{project}").click().run()
    assert not waiting.path.exists()
    assert not kept.path.exists()


def test_somebody_elses_project_is_not_shown(show: Opener, project: str) -> None:
    foreign = stores.store().create("ann", "Secret", {"version": 1}).id
    app = show("home", foreign)
    assert any("somebody else" in error for error in errors_of(app))
    assert "Secret" not in "".join(text.value for text in app.markdown)


def test_a_tag_is_given_shown_and_filtered_by(show: Opener) -> None:
    first = stores.store().create("local", "First", {}).id
    second = stores.store().create("local", "Second", {}).id
    app = show("home")
    assert "projects-tags" not in [box.key for box in app.multiselect]
    app.multiselect(key=f"tags-{first}").set_value(["Fraud"]).run()
    assert stores.store().open(first, "local").info.tags == ("Fraud",)
    assert any(text.value == "**First** :gray-badge[Fraud]" for text in app.markdown)
    assert app.multiselect(key=f"tags-{second}").options == ["Fraud"]
    app.multiselect(key="projects-tags").select("Fraud").run()
    listed = [button.key for button in app.button if str(button.key).startswith("open-")]
    assert f"open-{first}" in listed
    assert f"open-{second}" not in listed


def test_a_refused_tag_leaves_the_tags_as_they_were(show: Opener) -> None:
    project = stores.store().create("local", "First", {}).id
    stores.store().tag(project, "local", ["Fraud"])
    app = show("home")
    app.multiselect(key=f"tags-{project}").set_value(["Fraud", "x" * 31]).run()
    assert any("at most 30 characters" in error for error in errors_of(app))
    assert app.multiselect(key=f"tags-{project}").value == ["Fraud"]


def test_tags_show_as_themselves_and_to_their_owner_alone(show: Opener) -> None:
    foreign = stores.store().create("ann", "Secret", {}).id
    stores.store().tag(foreign, "ann", ["hers"])
    own = stores.store().create("local", "First", {}).id
    stores.store().mark(own, "local", ["explored one"])
    stores.store().tag(own, "local", ["**b** ![x](//h)"])
    app = show("home")
    assert app.multiselect(key="projects-tags").options == ["**b** ![x](//h)"]
    shown = "".join(text.value for text in app.markdown)
    assert r":gray-badge[\*\*b\*\* !\[x\](//h)]" in shown
    assert "hers" not in shown
    assert "explored" not in shown


@pytest.mark.parametrize(
    ("content", "remedy", "rows"),
    [
        (b"a,b\n" + b"1,2\n1,2,3\n4,5,6,7\n" * 20, "Leave these rows out", 20),
        (
            "a,b\né,1\nü,2\nñ,3\nö,4\n".encode() + b"\xff,3\n" + b"x,4\n" * 20,
            "Replace what is broken",
            25,
        ),
    ],
    ids=["odd rows", "broken text"],
)
def test_a_refused_text_is_read_with_its_remedy(
    show: Opener, content: bytes, remedy: str, rows: int
) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("odd.csv", content, "text/csv").run()
    assert not stores.store().list("local")
    button = app.button(key="home-second-try")
    assert button.label.startswith(remedy)
    button.click().run()
    assert any(f"{rows} rows, 2 columns" in text.value for text in app.markdown)


def wide(names: int) -> bytes:
    header = ",".join(f"c{at}" for at in range(names))
    rows = [",".join(str(at * row % 7) for at in range(names)) for row in range(30)]
    return "\n".join([header, *rows]).encode()


def test_columns_are_chosen_where_there_are_too_many(show: Opener) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("wide.csv", wide(10_500), "text/csv").run()
    assert any("10,500 columns; the limit is 10,000" in error for error in errors_of(app))
    assert app.button(key="home-read-columns").disabled
    app.text_area(key="home-columns").set_value("c1, c2").run()
    assert any("no column named 'c1, c2'" in error for error in errors_of(app))
    assert app.button(key="home-read-columns").disabled
    app.text_area(key="home-columns").set_value("c3..c20\n\nc10499\n!c7").run()
    button = app.button(key="home-read-columns")
    assert (button.label, button.disabled) == ("Read 18 columns", False)
    assert not stores.store().list("local")
    button.click().run()
    assert any("30 rows, 18 columns" in text.value for text in app.markdown)
    [project] = stores.store().list("local")
    kept = stores.store().open(project.id, "local").recipe["source"]["columns"]
    assert kept == ["c3..c20", "c10499", "!c7"]


def test_a_large_file_that_is_refused_begins_no_project(
    show: Opener, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_hand, "HEAVY_BYTES", 1)
    app = show("home")
    app.file_uploader(key="home-upload").upload("odd.csv", UNEVEN.encode(), "text/csv").run()
    assert any("do not have 2 cells" in error for error in errors_of(app))
    assert not stores.store().list("local")
    assert traces(home, "p7@canary") == []


def test_people_are_asked_about_in_what_a_remedy_reads(show: Opener, home: Path) -> None:
    app = show("home")
    app.file_uploader(key="home-upload").upload("odd.csv", UNEVEN.encode(), "text/csv").run()
    app.button(key="home-second-try").click().run()
    assert any("1 column points at people" in text.value for text in app.markdown)
    assert not stores.store().list("local")
    assert traces(home, "@canary") == []
    app.selectbox(key="home-way-0").select("drop")
    app.button(key="home").click().run()
    assert any("30 rows, 1 column" in text.value for text in app.markdown)
    assert traces(home, "@canary") == []


def test_an_upload_costs_two_readings(
    show: Opener, home: Path, csv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errands: list[str] = []

    def noting(errand: str, *asked: Any, **more: Any) -> Answer:
        errands.append(errand.rpartition(":")[2])
        return answered(errand, *asked, **more)

    monkeypatch.setattr(fenced, "answered", noting)
    app = show("home")
    app.file_uploader(key="home-upload").upload("people.csv", csv.read_bytes(), "text/csv").run()
    assert any("80 rows, 4 columns" in text.value for text in app.markdown)
    assert errands == ["beginning", "whole"]
