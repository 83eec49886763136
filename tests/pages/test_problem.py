"""Problem: the question, the target, the measure, and the split."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.advice import suggest
from core.loading import load
from core.problem import Split
from pages.ui import stores
from tests.pages.conftest import Opener, change_recipe, recipe_of, words


def test_without_a_project_the_page_leads_home(show: Opener) -> None:
    app = show("problem")
    assert any("No project is open yet" in text.value for text in app.markdown)


def test_the_controls_show_the_recipe(show: Opener, project: str) -> None:
    app = show("problem", project)
    assert app.selectbox(key="problem-target").value == "left"
    assert app.selectbox(key="problem-positive").value == "yes"
    assert app.radio(key="problem-task").value == "binary"


def test_another_measure_is_saved_and_can_be_undone(show: Opener, project: str) -> None:
    app = show("problem", project)
    app.selectbox(key="problem-metric").select("accuracy").run()
    assert recipe_of(project).problem.metric == "accuracy"
    app.button(key="undo").click().run()
    assert recipe_of(project).problem.metric == "roc_auc"
    assert app.selectbox(key="problem-metric").value == "roc_auc"


def test_a_measure_that_misleads_says_so_and_can_be_chosen(show: Opener, project: str) -> None:
    app = show("problem", project)
    options = app.selectbox(key="problem-metric").options
    assert options[-1] == "Accuracy (misleading here)"
    assert "ROC-AUC" in options
    app.selectbox(key="problem-metric").select("accuracy").run()
    assert recipe_of(project).problem.metric == "accuracy"
    assert "One class makes up 75 % of the rows" in words(app)


def test_a_measure_against_the_row_before_is_offered_with_an_order_in_time(
    show: Opener, project: str
) -> None:
    change_recipe(project, task="regression", target="age", metric="mae")
    picker = show("problem", project).selectbox(key="problem-metric")
    assert "Mean absolute scaled error" not in picker.options
    assert "needs rows in the order of time: give a column the role time" in picker.help
    change_recipe(project, problem=recipe_of(project).problem.with_role("visits", "time"))
    app = show("problem", project)
    assert not app.selectbox(key="problem-metric").help
    app.selectbox(key="problem-metric").select("mase").run()
    assert recipe_of(project).problem.metric == "mase"
    assert any("answering each with the row before it" in text.value for text in app.markdown)


def test_a_measure_that_is_no_longer_offered_says_why(show: Opener, project: str) -> None:
    change_recipe(project, task="regression", target="age", metric="mase")
    app = show("problem", project)
    assert app.selectbox(key="problem-metric").value is None
    assert any("needs rows in the order of time" in box.value for box in app.warning)
    app.selectbox(key="problem-metric").select("mae").run()
    assert recipe_of(project).problem.metric == "mae"
    assert not any("in the order of time" in box.value for box in app.warning)


def test_good_enough_is_kept_with_its_date(show: Opener, project: str) -> None:
    app = show("problem", project)
    app.number_input(key="problem-good_enough").set_value(0.8).run()
    problem = recipe_of(project).problem
    assert problem.good_enough == 0.8
    assert problem.good_enough_set


def test_another_target_brings_another_complete_recipe(show: Opener, project: str) -> None:
    app = show("problem", project)
    app.selectbox(key="problem-target").select("age").run()
    recipe = recipe_of(project)
    assert (recipe.problem.target, recipe.problem.task) == ("age", "regression")
    assert recipe.candidates
    assert recipe.source["data"]


def test_a_column_not_known_in_time_is_left_out(show: Opener, project: str) -> None:
    app = show("problem", project)
    app.multiselect(key="problem-unknown").select("visits").run()
    assert recipe_of(project).problem.role_of("visits") == "ignore"


def test_the_share_of_test_rows_is_saved(show: Opener, project: str) -> None:
    app = show("problem", project)
    app.slider(key="split-test_share").set_value(0.3).run()
    assert recipe_of(project).problem.split.test_share == 0.3


@pytest.mark.parametrize(
    ("kind", "said"),
    [("random", "a model of the others"), ("time", "a model of earlier rows only")],
)
def test_what_each_fold_learns_from_is_said_of_the_split(
    show: Opener, project: str, kind: str, said: str
) -> None:
    split = Split(kind=kind, column="visits" if kind == "time" else "")
    change_recipe(project, problem=recipe_of(project).problem.with_split(split))
    bars = show("problem", project).get("progress")
    assert bars[-1].proto.text.endswith(said)


def test_a_change_in_another_tab_is_never_overwritten(show: Opener, project: str) -> None:
    one, two = show("problem", project), show("problem", project)
    one.selectbox(key="problem-metric").select("accuracy").run()
    two.number_input(key="problem-good_enough").set_value(0.9).run()
    assert any("changed in another tab" in box.value for box in two.warning)
    assert recipe_of(project).problem.metric == "accuracy"
    assert recipe_of(project).problem.good_enough is None
    two.button(key="conflict-drop").click().run()
    assert not any("changed in another tab" in box.value for box in two.warning)
    assert two.selectbox(key="problem-metric").value == "accuracy"


def test_a_refused_change_can_be_kept_as_a_copy(show: Opener, project: str) -> None:
    one, two = show("problem", project), show("problem", project)
    one.selectbox(key="problem-metric").select("accuracy").run()
    two.number_input(key="problem-good_enough").set_value(0.9).run()
    two.button(key="conflict-copy").click().run()
    copy = two.query_params["project"]
    assert copy != project
    assert recipe_of(copy).problem.good_enough == 0.9


def test_another_measure_clears_the_goal_and_says_so(show: Opener, project: str) -> None:
    app = show("problem", project)
    app.number_input(key="problem-good_enough").set_value(0.8).run()
    assert "Proposed because: " in words(app)
    before = recipe_of(project)
    app.selectbox(key="problem-metric").select("log_loss").run()
    recipe = recipe_of(project)
    assert (recipe.problem.good_enough, recipe.problem.good_enough_set) == (None, "")
    assert "metric" in before.reasons and "metric" not in recipe.reasons
    assert "The goal of 0.800 was for ROC-AUC and is cleared" in words(app)
    app.button(key="undo").click().run()
    assert recipe_of(project) == before


def test_another_target_clears_the_goal_and_says_so(show: Opener, project: str) -> None:
    change_recipe(project, good_enough=0.8)
    app = show("problem", project)
    app.selectbox(key="problem-target").select("age").run()
    assert recipe_of(project).problem.good_enough is None
    assert "The goal of 0.800 was for ROC-AUC and is cleared" in words(app)


def test_a_project_with_a_goal_outside_the_measure_opens_without_it(
    show: Opener, project: str
) -> None:
    state = stores.store().open(project, "local")
    stored = json.loads(json.dumps(state.recipe))
    stored["problem"]["good_enough"] = 30000.0
    stores.store().save(project, "local", stored, state.info.version)
    app = show("problem", project)
    assert app.number_input(key="problem-good_enough").value is None


def test_the_bar_counts_rows_with_a_known_target(show: Opener, home: Path) -> None:
    project = begun_with(home, [f"{row},{row % 7 if row % 5 else ''}" for row in range(600)])
    app = show("problem", project)
    assert "120 rows without a target are in neither part" in words(app)
    assert "96 test rows tell an error" in words(app)
    bars = [bar.proto.text for bar in app.get("progress")]
    assert "**384 rows** to learn from" in bars[0]
    assert "**96** to test (20\u00a0%)" in bars[0]
    assert "checks about **77 rows** of these" in bars[1]


def test_a_column_can_say_which_rows_are_for_testing(show: Opener, project: str) -> None:
    app = show("problem", project)
    app.button_group(key="split-kind").select("column").run()
    assert recipe_of(project).problem.split.column == ""
    app.selectbox(key="split-column").select("plan").run()
    app.multiselect(key="split-test_values").select("gold").run()
    split = recipe_of(project).problem.split
    assert (split.kind, split.column, split.test_values) == ("column", "plan", "gold")
    bars = [bar.proto.text for bar in app.get("progress")]
    assert "**53 rows** to learn from" in bars[0]
    assert "**27** to test" in bars[0]
    assert recipe_of(project).problem.role_of("plan") == "ignore"


def begun_with(home: Path, rows: list[str]) -> str:
    """Begin a project that asks for the number `score` of a table of its own."""
    path = home / "rows.csv"
    path.write_text("\n".join(["age,score", *rows]))
    table = load(path)
    version = stores.store().store_dataset(table, {"source": "csv"}, "local")
    recipe = suggest(table, "score", "regression")
    recipe = recipe.edit(source={"source": "csv", "data": version.fingerprint}, split=Split())
    return stores.store().create("local", "Rows", recipe.to_json()).id


def test_the_outcome_of_interest_says_why_until_another_is_chosen(
    show: Opener, project: str
) -> None:
    app = show("problem", project)
    assert "Proposed because: 'yes' is the rarer class" in words(app)
    app.selectbox(key="problem-positive").select("no").run()
    assert recipe_of(project).problem.positive == "no"
    assert "is the rarer class" not in words(app)
    assert "is the rarer class" not in words(app.switch_page("pages/data.py").run())
