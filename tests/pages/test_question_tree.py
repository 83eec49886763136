"""The questions before the data: every walk, on Home and on Problem, and what it leaves behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.loading import load
from core.metrics import METRICS
from core.questions import ENDINGS, FIRST, Ending, path_to, told
from core.recipe import Recipe
from core.samples import sample_named
from pages.ui import stores
from tests.pages.conftest import APP, Opener, change_recipe, errors_of, recipe_of, words

MONTHS = "size,month\n" + "".join(f"{row * 7 % 101},{row % 12 + 1}\n" for row in range(480))


def walked(app: AppTest, ending: str) -> AppTest:
    """Answer the questions that lead to an ending."""
    for answer in path_to(ending):
        app.button(key=f"ask-{answer}").click().run()
    assert not app.exception
    return app


def newest() -> Recipe:
    """Return the recipe of the project that was changed last."""
    return recipe_of(stores.store().list("local")[0].id)


@pytest.fixture
def empty(home: Path) -> str:
    """Return the id of a project without a table."""
    return stores.store().create("local", "Empty", Recipe().to_json()).id


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_every_walk_on_home_ends_in_something_that_works(show: Opener, ending: Ending) -> None:
    app = walked(show("home"), ending.name)
    said = words(app)
    assert ending.title in [head.value for head in app.subheader]
    assert ending.says in said and ending.row in said and ending.limit in said
    if ending.trains:
        assert ending.target in said and ending.metric_why in said
        assert METRICS.get(ending.metric).label.lower() in said.lower()
    else:
        assert all(line in said for line in ending.today)
    assert sample_named(ending.sample).title in app.button(key="ask-sample").label
    assert not app.button(key="ask-own").disabled
    assert not stores.store().list("local")


def test_the_first_question_comes_with_examples(show: Opener) -> None:
    said = words(show("home"))
    for answer in FIRST.answers:
        assert answer.example in said and answer.needs in said


def test_an_answer_is_changed_and_a_reload_keeps_the_others(show: Opener) -> None:
    app = walked(show("home"), "odd_known")
    assert app.query_params["ask"] == "odd.yes"
    again = AppTest.from_file(APP, default_timeout=60)
    again.query_params["ask"] = "odd.yes"
    again.run()
    assert again.subheader[0].value == ENDINGS["odd_known"].title
    again.button(key="ask-again-1").click().run()
    assert again.query_params["ask"] == "odd"
    again.button(key="ask-again-0").click().run()
    assert "ask" not in again.query_params
    assert again.button(key="ask-amount")


def test_the_way_back_in_the_browser_takes_the_first_answer_back(show: Opener) -> None:
    app = show("home")
    app.button(key="ask-odd").click().run()
    del app.query_params["ask"]
    app.run()
    assert app.button(key="ask-amount")
    assert "ask" not in app.query_params


def test_answers_outlive_a_look_at_another_page(show: Opener, empty: str) -> None:
    app = show("problem", empty)
    app.button(key="ask-odd").click().run()
    del app.query_params["ask"]
    app.switch_page("pages/data.py").run()
    app.switch_page("pages/problem.py").run()
    assert app.query_params["ask"] == "odd"
    assert app.button(key="ask-yes")


def test_an_address_with_an_unknown_answer_goes_on_from_the_known_ones(show: Opener) -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["ask"] = "odd.perhaps"
    app.run()
    assert not app.exception
    assert app.button(key="ask-yes")


def test_what_was_asked_goes_with_the_project_and_is_followed(show: Opener, csv: Path) -> None:
    app = walked(show("home"), "amount")
    app.text_input(key="ask-goal").set_value("How often will they come?").run()
    app.button(key="ask-own").click().run()
    asked = newest().problem
    assert (asked.intent, asked.task, asked.metric) == ("amount", "regression", "rmse")
    assert asked.goal == "How often will they come?"
    assert app.title[0].value == "Data"
    assert any(ENDINGS["amount"].row in box.value for box in app.info)
    app.file_uploader(key="data-upload").upload("customers.csv", csv.read_bytes(), "text/csv").run()
    problem = newest().problem
    assert (problem.task, problem.intent, problem.differs) == ("regression", "amount", False)
    assert problem.goal == "How often will they come?"


def test_words_typed_at_an_ending_outlive_another_answer_and_go_with_one_project(
    show: Opener,
) -> None:
    app = walked(show("home"), "amount")
    app.text_input(key="ask-goal").set_value("How often will they come?").run()
    app.button(key="ask-again-0").click().run()
    app = walked(app, "yes_no")
    assert app.text_input(key="ask-goal").value == "How often will they come?"
    app.button(key="ask-own").click().run()
    assert newest().problem.goal == "How often will they come?"
    app.switch_page("pages/home.py").run()
    assert walked(app, "amount").text_input(key="ask-goal").value == ""


def test_a_table_loaded_on_home_follows_the_answers_on_the_page(show: Opener, csv: Path) -> None:
    app = walked(show("home"), "kinds")
    app.text_input(key="ask-goal").set_value("Who comes how often?").run()
    app.file_uploader(key="home-upload").upload("c.csv", csv.read_bytes(), "text/csv").run()
    assert (newest().problem.target, newest().problem.task) == ("visits", "multiclass")
    assert newest().problem.goal == "Who comes how often?"


def test_answers_are_not_taken_along_to_another_project(show: Opener, project: str) -> None:
    app = walked(show("home"), "kinds")
    app.button(key=f"open-{project}").click().run()
    app.switch_page("pages/problem.py").run()
    assert "ask" not in app.query_params
    assert app.button(key="ask-amount")
    assert recipe_of(project).problem.intent == ""


def test_a_table_that_cannot_answer_says_why(show: Opener) -> None:
    app = walked(show("home"), "yes_no")
    app.file_uploader(key="home-upload").upload("m.csv", MONTHS.encode(), "text/csv").run()
    assert newest().problem.differs
    [box] = [box for box in app.warning if "another type than you asked for" in box.value]
    assert "that needs a target with two values" in box.value
    app.switch_page("pages/problem.py").run()
    assert any("not the type that you asked for" in box.value for box in app.warning)


@pytest.mark.parametrize(
    ("ending", "page", "target"),
    [
        ("odd_known", "Data", "class"),
        ("series_alone", "Data", "Passengers"),
        ("groups_known", "Data", "species"),
        ("odd_unknown", "Explore", ""),
    ],
)
def test_one_click_tries_it_on_a_sample(show: Opener, ending: str, page: str, target: str) -> None:
    app = walked(show("home"), ending)
    app.button(key="ask-sample").click().run()
    assert not app.exception and not errors_of(app)
    problem = newest().problem
    assert app.title[0].value == page
    assert (problem.intent, problem.target, problem.differs) == (ending, target, False)
    assert "ask" not in app.query_params
    if ending == "series_alone":
        assert "0 columns of 2 are features, and 3 more that steps make." in words(app)
        assert "give the answer away" not in words(app)


def test_without_a_table_problem_asks_and_keeps_the_answer(show: Opener, empty: str) -> None:
    app = show("problem", empty)
    assert "problem-metric" not in [box.key for box in app.selectbox]
    walked(app, "series_known").button(key="ask-own").click().run()
    problem = recipe_of(empty).problem
    assert (problem.intent, problem.task, problem.metric) == ("series_known", "regression", "rmse")
    way = " → ".join(f"**{answer.title}**" for _, answer in told(path_to("series_known")))
    assert way in words(app)
    assert app.selectbox(key="problem-metric").value == "rmse"


def test_another_question_to_a_table_brings_another_proposal(show: Opener, project: str) -> None:
    app = walked(show("problem", project), "kinds")
    app.button(key="ask-own").click().run()
    recipe = recipe_of(project)
    assert (recipe.problem.target, recipe.problem.task) == ("visits", "multiclass")
    assert recipe.candidates and recipe.source["data"]
    app.radio(key="problem-task").set_value("binary").run()
    assert recipe_of(project).problem.task == "multiclass"
    assert any("not two" in error for error in errors_of(app))


def test_a_target_that_suits_stays_under_another_question(show: Opener, project: str) -> None:
    change_recipe(project, target="visits", task="regression", metric="rmse")
    app = walked(show("problem", project), "kinds")
    app.button(key="ask-own").click().run()
    assert recipe_of(project).problem.target == "visits"


def test_nothing_is_asked_of_a_table_that_no_model_answers(show: Opener, project: str) -> None:
    app = walked(show("problem", project), "groups_unknown")
    assert "ask-own" not in [button.key for button in app.button]
    assert app.button(key="ask-sample")


def test_a_type_or_target_chosen_by_hand_replaces_what_was_asked(show: Opener, home: Path) -> None:
    for intent, task in (("kinds", "multiclass"), ("groups_unknown", "binary")):
        project = months(home, intent=intent, task=task)
        app = show("problem", project)
        if intent == "kinds":
            app.radio(key="problem-task").set_value("regression").run()
        else:
            app.selectbox(key="problem-target").select("size").run()
        assert recipe_of(project).problem.intent == ""
        assert recipe_of(project).problem.task == "regression"


@pytest.mark.parametrize("page", ["problem", "data"])
def test_a_class_or_a_number_is_asked_and_the_answer_can_be_trained(
    show: Opener, home: Path, page: str
) -> None:
    project = months(home)
    app = show(page, project)
    assert "'month' has 12 different numbers" in words(app)
    assert "a class or an amount" in words(app)
    assert "Values from 1 to 12 in 384 rows" in words(app)
    app.button(key=f"{page}-other-type").click().run()
    recipe = recipe_of(project)
    assert recipe.problem.task == "multiclass"
    assert "logistic" in [item.model for item in recipe.candidates]
    assert "ridge" not in [item.model for item in recipe.candidates]
    assert "a class or an amount" not in words(app)


@pytest.mark.parametrize("page", ["problem", "data"])
def test_a_proposed_number_is_kept_and_not_asked_again(show: Opener, home: Path, page: str) -> None:
    project = months(home)
    app = show(page, project)
    app.button(key=f"{page}-keep-type").click().run()
    assert recipe_of(project).problem.task == "regression"
    assert f"{page}-keep-type" not in [button.key for button in app.button]


def test_a_table_without_a_target_can_be_explored(show: Opener, home: Path) -> None:
    project = months(home, target="")
    app = show("explore", project)
    assert app.button_group(key="explore-part").options == [
        "Columns",
        "Missing",
        "Associations",
    ]
    for part in ("Missing", "Associations"):
        app.button_group(key="explore-part").select(part).run()
        assert not app.exception and not errors_of(app)


def months(home: Path, **values: object) -> str:
    """Begin a project that asks for one of twelve months, a number as it is proposed."""
    from core.advice import suggest

    path = home / "months.csv"
    path.write_text(MONTHS)
    table = load(path)
    version = stores.store().store_dataset(table, {"source": "csv"}, "local")
    recipe = suggest(table, "month").edit(source={"source": "csv", "data": version.fingerprint})
    return stores.store().create("local", "Months", recipe.edit(**values).to_json()).id
