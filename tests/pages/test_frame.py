"""The frame around every page: rail, undo, errors, guards, links."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.errors import SourceError
from pages.ui import standing, stores
from pages.ui.stages import PAGES, neighbours, stage
from tests.pages.conftest import Opener, change_recipe, recipe_of


def test_every_link_carries_the_project(show: Opener, project: str) -> None:
    app = show("data", project)
    links = list(app.sidebar.get("page_link"))
    assert links
    assert all(f"project={project}" in link.proto.query_string for link in links)


def test_undo_and_redo_walk_the_history(show: Opener, project: str) -> None:
    app = show("problem", project)
    assert app.button(key="undo").disabled
    app.selectbox(key="problem-metric").select("accuracy").run()
    app.button(key="undo").click().run()
    assert recipe_of(project).problem.metric == "roc_auc"
    app.button(key="redo").click().run()
    assert recipe_of(project).problem.metric == "accuracy"


def test_the_next_best_action_leads_on(show: Opener, project: str) -> None:
    app = show("data", project)
    assert app.button(key="next-action").label == "Compare models"
    app.button(key="next-action").click().run()
    assert app.title[0].value == "Models"


def test_no_test_rows_are_told_of_before_there_is_a_table(show: Opener, project: str) -> None:
    assert any("Test rows: locked" in text.value for text in show("data", project).sidebar.markdown)
    app = show("home")
    app.button(key="new-source").click().run()
    assert not any("Test rows" in text.value for text in app.sidebar.markdown)


def test_what_blocks_training_stands_on_the_rail(show: Opener, project: str) -> None:
    change_recipe(project, target="plan", task="regression", metric="rmse")
    app = show("problem", project)
    (link,) = [item.proto for item in app.get("page_link") if item.proto.page == "models"]
    assert "must fix" in link.label and link.help.startswith("Blocked")
    assert app.button(key="next-action").label == "See what blocks training"
    app.button(key="next-action").click().run()
    assert app.title[0].value == "Models"
    assert app.button(key="train").disabled
    app.button(key="undo").click().run()
    assert app.button(key="next-action").label == "Compare models"


def test_expert_mode_opens_settings_and_keeps_the_recipe(show: Opener, project: str) -> None:
    app = show("problem", project)
    before = recipe_of(project)
    app.toggle(key="expert").set_value(True).run()
    assert recipe_of(project) == before


def test_an_unknown_project_is_refused_in_a_sentence(show: Opener) -> None:
    app = show("home", "0" * 32)
    assert any("There is no project" in error.value for error in app.error)
    assert "project" not in app.query_params


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (SourceError("The file is empty.", "Choose another."), "The file is empty"),
        (ZeroDivisionError("secret"), "Something went wrong here"),
    ],
)
def test_an_error_is_calm_and_hides_details(error: Exception, shown: str) -> None:
    def script(error: Exception) -> None:
        from pages.ui.guards import frame

        with frame():
            raise error

    app = AppTest.from_function(script, args=(error,)).run()
    assert not app.exception
    assert shown in app.error[0].value
    assert "secret" not in app.error[0].value


def test_back_and_next_follow_the_stages() -> None:
    before, after = neighbours("clean")
    assert (before, after) == (stage("explore"), stage("features"))
    assert neighbours("problem")[0] is None
    assert neighbours("home") == (None, None)


def test_pages_have_names_of_their_own() -> None:
    assert len({page.name for page in PAGES}) == len(PAGES)


def test_a_comparison_is_stale_once_a_step_changes(show: Opener, project: str) -> None:
    app = show("data", project)
    app.button(key="train-now").click().run()
    job = stores.engine().latest(project, "compare")
    assert job is not None
    stores.engine().cancel(job.id)
    key = job.key

    def script() -> None:
        import streamlit as st

        from pages.ui import jobs
        from pages.ui.session import begin, change

        begin()
        st.text(jobs.key_of("compare"))
        change("off", lambda recipe: recipe.switch(0, False))
        st.text(jobs.key_of("compare"))

    run = AppTest.from_function(script)
    run.query_params["project"] = project
    run.run()
    assert run.text[0].value == key
    assert run.text[1].value != key


def test_words_say_what_an_icon_means() -> None:
    assert set(standing.WORDS) == set(standing.ICONS)


def test_a_stage_of_steps_without_any_is_not_waiting(show: Opener, project: str) -> None:
    def label(page: str) -> str:
        links = [link.proto for link in show("problem", project).get("page_link")]
        return next(link.label for link in links if link.page == page)

    assert label("clean") == "Clean :small[:gray[3 steps]]"
    assert label("features") == "Features :small[:gray[no steps]]"
    change_recipe(project, target="")
    assert label("features") == "Features"
