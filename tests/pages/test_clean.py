"""Clean and Features: the list of steps."""

from __future__ import annotations

import pytest

from core.recipe import Recipe
from core.steps import step_from
from pages.ui import stores
from tests.pages.conftest import Opener, errors_of, recipe_of


@pytest.fixture
def two_steps(project: str) -> str:
    """Return the project with two steps: cap ages, then scale them."""
    state = stores.store().open(project, "local")
    recipe = Recipe.from_json(state.recipe).edit(steps=())
    for name in ("cap_outliers", "scale"):
        recipe = recipe.add(step_from({"step": name, "columns": ["age"]}))
    stores.store().save(project, "local", recipe.to_json(), state.info.version)
    return project


@pytest.mark.parametrize("page", ["clean", "features"])
def test_without_a_project_the_page_leads_home(show: Opener, page: str) -> None:
    app = show(page)
    assert any("No project is open yet" in text.value for text in app.markdown)


def test_a_step_is_switched_off_and_on(show: Opener, two_steps: str) -> None:
    app = show("clean", two_steps)
    app.toggle(key="step-0-on").set_value(False).run()
    assert [entry.on for entry in recipe_of(two_steps).steps] == [False, True]


def test_a_step_is_moved_and_deleted(show: Opener, two_steps: str) -> None:
    app = show("clean", two_steps)
    app.button(key="step-1-up").click().run()
    labels = [entry.step.label for entry in recipe_of(two_steps).steps]
    app.button(key="step-0-delete").click().run()
    assert [entry.step.label for entry in recipe_of(two_steps).steps] == labels[1:]


def test_a_step_is_added_with_its_settings(show: Opener, two_steps: str) -> None:
    app = show("clean", two_steps)
    picker = app.selectbox(key="add-clean-which")
    picker.select_index(picker.options.index("Drop columns")).run()
    app.multiselect(key="add-clean-drop_columns-columns").select("visits")
    app.button(key="add-clean-go").click().run()
    assert not errors_of(app)
    first = recipe_of(two_steps).steps[0].step
    assert (first.label, first.named_columns()) == ("Drop columns", ("visits",))


def test_a_step_that_lacks_something_is_refused_beside_its_button(
    show: Opener, two_steps: str
) -> None:
    app = show("clean", two_steps)
    picker = app.selectbox(key="add-clean-which")
    picker.select_index(picker.options.index("Drop columns")).run()
    app.button(key="add-clean-go").click().run()
    (box,) = app.error
    assert box.value == "'columns' of Drop columns must name at least one column."
    told = [str(element) for element in app.main]
    where = [place for place, text in enumerate(told) if "must name at least one column" in text]
    assert where == [place for place, text in enumerate(told) if "Add a step" in text]
    app.multiselect(key="add-clean-drop_columns-columns").select("visits").run()
    assert not app.error


def test_features_need_a_target_and_cleaning_does_not(show: Opener, project: str) -> None:
    state = stores.store().open(project, "local")
    without = Recipe(source=dict(state.recipe["source"]))
    stores.store().save(project, "local", without.to_json(), state.info.version)
    app = show("features", project)
    assert any("No target is chosen yet" in text.value for text in app.markdown)
    app = show("clean", project)
    assert app.selectbox(key="add-clean-which").options
