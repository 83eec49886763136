"""Out of date: what a page draws says which model it is of, and whether it still holds."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import stores
from tests.pages.conftest import Opener, change_recipe, errors_of, newest, recipe_of, words

UPDATES = (
    ("evaluate", "open-test", "Update the evaluation (about "),
    ("explain", "explain", "Update the explanation (about "),
    ("deploy", "pack", "Update the bundle (about "),
)
each_page = pytest.mark.parametrize(("page", "button", "label"), UPDATES)


def stopped(app: AppTest, button: str, kind: str) -> AppTest:
    """Press a button that begins long work, and Cancel before it has begun."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stores.engine(), "_start", lambda: None)
        app.button(key=button).click().run()
        app.button(key=f"cancel-{kind}").click().run()
    job = newest(app, kind)
    assert job is not None and job.state == "cancelled", errors_of(app)
    return app.run()


def amber(app: AppTest) -> list[str]:
    """Return the stages on the rail whose icon is drawn in the colour of warnings."""
    boxes = (str(box.proto.id) for box in app.sidebar.get("flex_container"))
    return [box.partition("-out-of-date-")[2] for box in boxes if "-out-of-date-" in box]


def rail_of(app: AppTest, title: str) -> str:
    """Return the words of a stage on the rail."""
    links = (str(link.proto.label) for link in app.sidebar.get("page_link"))
    return next(label for label in links if title in label)


@pytest.mark.parametrize(
    ("page", "button", "says"),
    [
        ("evaluate", "open-test", "Evaluated model: **Logistic regression**"),
        ("explain", "explain", "Explained model: **Logistic regression**"),
    ],
)
def test_a_cancelled_job_leaves_the_result_of_another_model_out_of_date(
    show: Opener, worked: str, page: str, button: str, says: str
) -> None:
    app = show(page, worked)
    change_recipe(worked, chosen="Decision tree")
    app = stopped(app.run(), button, page)
    assert "Cancelled" in words(app)
    assert "is out of date" in words(app)
    assert says in words(app)


def test_a_cancelled_job_leaves_a_result_that_holds_as_it_is(show: Opener, worked: str) -> None:
    app = stopped(show("explain", worked), "explain", "explain")
    assert "is out of date" not in words(app)
    assert "out of date" not in rail_of(app, "Explain")


def test_a_cancelled_job_leaves_the_packed_bundle(show: Opener, worked: str) -> None:
    app = show("deploy", worked)
    change_recipe(worked, chosen="Decision tree")
    app = stopped(app.run(), "pack", "bundle")
    assert "This bundle is out of date" in words(app)
    assert "of **Logistic regression** holds the fitted pipeline" in words(app)


def test_on_the_rail_out_of_date_wins_over_cancelled_and_is_amber(
    show: Opener, worked: str
) -> None:
    app = stopped(show("evaluate", worked), "open-test", "evaluate")
    assert "evaluate" not in amber(app)
    change_recipe(worked, chosen="Decision tree")
    label = rail_of(app.run(), "Evaluate")
    assert "out of date" in label and "cancelled" not in label
    assert "evaluate" in amber(app)


@each_page
def test_one_button_updates_and_says_how_long(
    show: Opener, worked: str, page: str, button: str, label: str
) -> None:
    app = show(page, worked)
    assert not app.button(key=button).label.startswith("Update")
    change_recipe(worked, chosen="Decision tree")
    assert app.run().button(key=button).label.startswith(label)


def test_scores_are_judged_by_the_goal_of_today(show: Opener, worked: str) -> None:
    change_recipe(worked, good_enough=0.01)
    app = show("evaluate", worked)
    assert "the goal was 0.010" in words(app)
    change_recipe(worked, good_enough=0.99)
    assert "0.990" in words(app.run())
    assert "0.010" not in words(app)
    assert "is out of date" not in words(app)


def test_scores_are_ranked_and_judged_by_the_measure_of_today(show: Opener, worked: str) -> None:
    change_recipe(worked, metric="accuracy")
    app = show("models", worked)
    assert "No model clearly beats the baseline (accuracy 0." in words(app).replace("\\", "")
    assert "out of date" not in words(app)
    assert "Accuracy" in app.dataframe[0].value
    app.switch_page("pages/evaluate.py").run()
    table = next(grid.value for grid in app.table if "Metric" in grid.value)
    assert list(table["Metric"])[0] == "Accuracy (chosen)"
    assert "is out of date" not in words(app)
    assert "ROC-AUC was the measure when the test rows were opened" in words(app)


def test_a_goal_changed_after_a_look_is_said(show: Opener, worked: str) -> None:
    assert "The goal was changed after look" not in words(show("evaluate", worked))
    app = show("problem", worked)
    app.number_input(key="problem-good_enough").set_value(0.3).run()
    assert "Decided on " in words(app)
    app.switch_page("pages/evaluate.py").run()
    assert "The goal was changed after look 1" in words(app)


def test_the_first_look_is_not_spent_on_a_model_of_another_recipe(
    show: Opener, worked: str, home: Path
) -> None:
    for job in stores.engine().jobs(worked, "evaluate"):
        shutil.rmtree(home / "jobs" / job.id)
    assert "The recipe has changed" not in words(show("evaluate", worked))
    steps = recipe_of(worked).steps
    change_recipe(worked, steps=(replace(steps[0], on=False), *steps[1:]))
    app = show("evaluate", worked)
    assert "The recipe has changed since this model was compared" in words(app)
    assert app.button(key="open-test").proto.type == "secondary"
    app = show("models", worked)
    assert app.button(key="choose-model").proto.type == "secondary"
    assert app.button(key="train").proto.type == "primary"
