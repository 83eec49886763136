"""Findings: the gravest first, fixed with one click, dismissed with a reason."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.problem import Split
from core.recipe import Recipe
from tests.pages.conftest import Opener, change_recipe, recipe_of


def script() -> None:
    from core.checks import Finding, Fix
    from pages.ui import findings
    from pages.ui.session import begin

    begin()
    fix = Fix("Leave it out", roles=(("age", "ignore"),))
    other = Fix("Leave it out", roles=(("visits", "ignore"),))
    told = {"evidence": "It is so.", "consequence": "So what."}
    findings.show(
        (
            Finding("one", "advice", "First", fixes=(fix,), safe=True, **told),
            Finding("two", "stop", "Second", fixes=(other,), safe=True, **told),
        ),
        "here",
    )


@pytest.fixture
def cards(project: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=30)
    app.query_params["project"] = project
    return app.run()


def test_the_gravest_comes_first(cards: AppTest) -> None:
    titles = [text.value for text in cards.markdown if text.value.startswith("**")]
    assert titles == ["**Second**", "**First**"]


def test_a_fix_changes_the_recipe(cards: AppTest, project: str) -> None:
    cards.button(key="here-0-two-fix-0").click().run()
    assert recipe_of(project).problem.columns_with("ignore") == ("visits",)


def test_all_safe_fixes_are_one_change(cards: AppTest, project: str) -> None:
    cards.button(key="here-safe").click().run()
    assert recipe_of(project).problem.columns_with("ignore") == ("age", "visits")


def test_a_dismissal_keeps_its_reason_in_the_recipe(cards: AppTest, project: str) -> None:
    cards.text_input(key="here-1-one-why").set_value("Known in time")
    cards.button(key="here-1-one-dismiss").click().run()
    recipe: Recipe = recipe_of(project)
    assert recipe.reasons["dismissed one"] == "Known in time"
    titles = [text.value for text in cards.markdown if text.value.startswith("**")]
    assert titles == ["**Second**", "**First**: Known in time"]


def test_what_must_be_fixed_cannot_be_dismissed(cards: AppTest) -> None:
    assert "here-0-two-dismiss" not in [button.key for button in cards.button]


def many_ways() -> None:
    from core.checks import Finding, Fix
    from pages.ui import findings
    from pages.ui.session import begin

    begin()
    told = {"evidence": "It is so.", "consequence": "So what."}
    each = tuple(Fix(name, roles=((name, "ignore"),)) for name in ("age", "visits", "plan"))
    findings.show(
        (
            Finding("leak", "warning", "Leaks", fixes=each, **told),
            Finding("two", "advice", "Two", fixes=each[:2], **told),
            Finding("gone", "advice", "Gone", done="Done already: left out.", **told),
        ),
        "here",
    )


@pytest.fixture
def ways(project: str) -> AppTest:
    app = AppTest.from_function(many_ways, default_timeout=30)
    app.query_params["project"] = project
    return app.run()


def test_of_many_remedies_one_stands_out_and_others_are_folded(ways: AppTest) -> None:
    looks = {button.key: button.proto.type for button in ways.button if "-fix-" in str(button.key)}
    assert looks == {
        "here-0-leak-fix-0": "secondary",
        "here-0-leak-fix-1": "tertiary",
        "here-0-leak-fix-2": "tertiary",
        "here-1-two-fix-0": "secondary",
        "here-1-two-fix-1": "tertiary",
    }
    assert [fold.proto.popover.label for fold in ways.get("popover")].count("Other ways") == 1


def test_a_folded_remedy_works(ways: AppTest, project: str) -> None:
    ways.button(key="here-0-leak-fix-2").click().run()
    assert recipe_of(project).problem.columns_with("ignore") == ("plan",)


def test_what_was_done_already_is_said(ways: AppTest) -> None:
    assert [text for text in ways.markdown if "Done already\\: left out." in text.value]


def test_what_no_step_can_repair_leads_to_the_page_that_can(show: Opener, project: str) -> None:
    change_recipe(project, split=Split(kind="time", column="visits"))
    links = [link.proto for link in show("models", project).get("page_link")]
    assert "data" in {link.page for link in links if link.label == "Load a table with more rows"}
