"""What one click changes happens as a whole: a click that comes meanwhile waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException, get_script_run_ctx
from streamlit.testing.v1 import AppTest

from pages.ui import stores
from pages.ui.uninterrupted import reach, uninterrupted
from tests.pages.conftest import Opener, change_recipe, recipe_of, words


def interrupted_once() -> Callable[[], str]:
    """Return an access to the state that a click interrupts the first time."""
    clicks = [RerunException(RerunData())]

    def access() -> str:
        if clicks:
            raise clicks.pop()
        return "value"

    return access


def test_inside_an_access_is_tried_again() -> None:
    with uninterrupted():
        assert reach(interrupted_once()) == "value"


def test_outside_a_click_ends_the_run_at_once() -> None:
    with pytest.raises(RerunException):
        reach(interrupted_once())


def test_after_the_end_a_click_ends_the_run_again() -> None:
    with uninterrupted(), uninterrupted():
        reach(interrupted_once())
    with pytest.raises(RerunException):
        reach(interrupted_once())


def test_a_click_while_a_change_is_saved_is_no_conflict(
    show: Opener, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_recipe(project, seed=1)
    app = show("models", project)
    save = type(stores.store()).save

    def saved_while_another_click_comes(*values: object, **named: object) -> object:
        context = get_script_run_ctx()
        assert context is not None
        context.script_requests.request_rerun(RerunData(page_script_hash=context.page_script_hash))
        return save(*values, **named)

    monkeypatch.setattr(type(stores.store()), "save", saved_while_another_click_comes)
    app.number_input(key="folds").set_value(3).run()
    app.number_input(key="folds").set_value(4).run()
    assert recipe_of(project).problem.split.folds == 4
    assert "changed in another tab" not in words(app)


def two_buttons(done: list[str]) -> None:
    import streamlit as st

    from pages.ui.guards import attempt, attempt_last
    from pages.ui.session import catch_up

    catch_up()
    st.button("Train", key="train", on_click=attempt_last(done.append, "work"))
    st.button("Add a model", key="add", on_click=attempt(done.append, "change"))


def test_work_begins_behind_all_clicks_that_came_with_it() -> None:
    done: list[str] = []
    app = AppTest.from_function(two_buttons, kwargs={"done": done}).run()
    app.button(key="train").click()
    app.button(key="add").click()
    app.run()
    assert done == ["change", "work"]
    app.run()
    assert done == ["change", "work"]
