"""Join or append: a second table, what it would do, and the joined table in the recipe."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.masking import masks_in
from core.recipe import Recipe
from pages.ui import stores
from tests.pages.conftest import Opener, Uploads, errors_of, is_freed, recipe_of
from tests.traces import traces

PLANS = b"plan,price\nGold,30\nBASIC,10\n"
VISITS = b"plan,town\ngold,Rome\ngold,Oslo\nbasic,Bern\n"
MORE = b"age,plan,visits,left,note\n30,gold,2,yes,x\n"


def opened(show: Opener, project: str) -> AppTest:
    app = show("data", project)
    return app.segmented_control(key="source").set_value("join").run()


def with_file(show: Opener, project: str, content: bytes) -> AppTest:
    app = opened(show, project)
    return app.file_uploader(key="second-upload").upload("more.csv", content, "text/csv").run()


def texts(app: AppTest) -> str:
    return " ".join(text.value for text in app.markdown)


def table_columns(project: str) -> tuple[str, ...]:
    return stores.table(str(recipe_of(project).source["data"]), "local").columns


def test_a_join_needs_a_first_table(show: Opener, home: object) -> None:
    made = stores.store().create("local", "Empty", Recipe().to_json())
    app = show("data", made.id)
    app.segmented_control(key="source").set_value("join").run()
    assert "A join needs a first table" in texts(app)


def test_a_key_is_proposed_and_the_join_loaded(show: Opener, project: str) -> None:
    app = with_file(show, project, PLANS)
    assert not errors_of(app)
    assert app.multiselect(key="join-left-keys").value == ["plan"]
    assert app.toggle(key="join-fold").value is True
    app.button(key="load-join").click().run()
    assert not errors_of(app)
    source = recipe_of(project).source
    assert (source["source"], source["left_keys"]) == ("join", ["plan"])
    assert source["right_side"]["file"] == "more.csv"
    assert "price" in table_columns(project)


def test_a_fan_out_is_said_and_mended_by_a_button(show: Opener, project: str) -> None:
    app = with_file(show, project, VISITS)
    assert "would stand there several times" in texts(app)
    app.button(key="join-remedy-fan_out-0").click().run()
    assert "would stand there several times" not in texts(app)
    assert app.multiselect(key="join-ways").value == ["count", "mean"]
    app.button(key="load-join").click().run()
    assert stores.table(str(recipe_of(project).source["data"]), "local").rows == 80


def test_rows_are_appended(show: Opener, project: str) -> None:
    app = with_file(show, project, MORE)
    app.segmented_control(key="second-kind").set_value("append").run()
    assert "customers.csv lacks 'note'" in texts(app) or "customers lacks 'note'" in texts(app)
    app.button(key="load-join").click().run()
    assert stores.table(str(recipe_of(project).source["data"]), "local").rows == 81


def test_a_sample_and_a_table_loaded_before_can_be_second(show: Opener, project: str) -> None:
    app = opened(show, project)
    app.segmented_control(key="second-place").set_value("table").run()
    assert any("No other table" in text.value for text in app.caption)
    app.segmented_control(key="second-place").set_value("sample").run()
    app.selectbox(key="second-sample").set_value("wholesale").run()
    assert not errors_of(app)
    assert "Choose the key" in texts(app)


def test_a_file_that_is_no_table_is_refused_in_a_sentence(show: Opener, project: str) -> None:
    app = with_file(show, project, b"")
    assert any("empty" in error for error in errors_of(app))


@pytest.mark.parametrize("kind", ["join", "append"])
def test_the_joined_table_is_described_and_joined_again(
    show: Opener, project: str, kind: str
) -> None:
    content = PLANS if kind == "join" else MORE
    app = with_file(show, project, content)
    app.segmented_control(key="second-kind").set_value(kind).run()
    app.button(key="load-join").click().run()
    app = show("data", project)
    assert not errors_of(app)
    assert "more.csv" in texts(app)


def test_people_in_the_second_file_are_asked_about_before_it_is_stored(
    show: Opener, project: str, home: Path
) -> None:
    lines = [f"{plan},{plan}@canary.example" for plan in ("gold", "basic")]
    app = with_file(show, project, "\n".join(["plan,contact email", *lines, ""]).encode())
    assert "1 column points at people" in texts(app)
    assert traces(home, "@canary") == []
    assert not [box for box in app.multiselect if box.key.startswith("join")]
    app.button(key="second").click().run()
    assert not errors_of(app)
    app.button(key="load-join").click().run()
    assert table_columns(project)[-1] == "contact email"
    assert [mask.way for mask in masks_in(recipe_of(project).source).columns] == ["domain"]
    assert traces(home, "@canary") == []


def test_a_second_table_leaves_the_memory_and_another_can_be_chosen(
    show: Opener, project: str, home: Path, in_memory: Uploads
) -> None:
    app = with_file(show, project, PLANS)
    assert is_freed(in_memory)
    assert "**more.csv** is the second table." in texts(app)
    assert app.button(key="load-join").label
    assert len(list((home / "uploads").iterdir())) == 1
    app = app.button(key="second-another").click().run()
    assert list((home / "uploads").iterdir()) == []
    app.file_uploader(key="second-upload-1").upload("towns.csv", VISITS, "text/csv").run()
    assert is_freed(in_memory)
    assert "**towns.csv** is the second table." in texts(app)
    assert not errors_of(app)


def test_a_second_table_of_one_project_is_not_that_of_another(show: Opener, project: str) -> None:
    app = with_file(show, project, PLANS)
    copy = stores.store().duplicate(project, "local")
    app.query_params["project"] = copy.id
    app.run()
    assert "more.csv" not in texts(app)
