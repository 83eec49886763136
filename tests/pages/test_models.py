"""Models: compare, see the result, what failed, what is out of date, and what a stop leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.checks import Finding
from core.problem import Split
from core.recipe import Candidate
from core.training.compare import COMPARISON
from pages.ui import insight, stores
from tests.jobs.conftest import over, until
from tests.pages.conftest import (
    PATIENCE,
    QUICK,
    Opener,
    change_recipe,
    errors_of,
    newest,
    recipe_of,
    words,
    work,
)

PHONE = 360  # pixels of a table on a window of 390


@contextmanager
def kept_results(project: str) -> Iterator[list[dict[str, Any]]]:
    """Give the results of the newest comparison as they are kept, to be changed."""
    job = stores.engine().latest(project, "compare")
    assert job is not None
    shelf = stores.engine().shelf(job.id)
    kept = shelf.get(COMPARISON)
    assert kept is not None
    yield kept["results"]
    shelf.put(COMPARISON, kept)
    st.cache_resource.clear()  # a finished comparison is read once


def test_without_a_project_the_page_leads_home(show: Opener) -> None:
    assert "No project is open yet" in words(show("models"))


def test_before_a_comparison_the_page_names_the_next_action(show: Opener, project: str) -> None:
    app = show("models", project)
    assert "Nothing compared yet" in words(app)
    assert app.button(key="train").label.startswith("Train")


def test_a_button_that_is_blocked_is_not_to_be_pressed(
    show: Opener, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = Finding("few_rows", "stop", "Only 15 rows", "At least 20 are needed.", "")
    monkeypatch.setattr(insight, "findings_before_training", lambda: (stop,))
    app = show("models", project)
    assert app.button(key="train").disabled
    assert "Press Train" not in words(app)


def test_the_page_says_whom_simplicity_puts_first(show: Opener, project: str) -> None:
    said = words(show("models", project))
    assert "At most one standard error behind the best, the simplest comes first" in said


def test_training_shows_scores(show: Opener, project: str) -> None:
    change_recipe(project, candidates=QUICK, split=Split(folds=2))
    app = work(show("models", project), "train", "compare")
    assert not errors_of(app)
    assert "reaches ROC-AUC" in words(app)
    assert set(app.dataframe[0].value["Model"]) == {candidate.name for candidate in QUICK}


def test_times_stand_in_the_leaderboard_and_states_once_they_differ(
    show: Opener, worked: str
) -> None:
    table = show("models", worked).dataframe[0].value
    assert list(table.columns)[:5] == ["Model", "ROC-AUC", "95 % interval", "Fit", "Predict"]
    assert table["Fit"].str.match(r"[1-9]\d* ms|[\d.]+ s").all()
    assert table["Predict"].str.match(r"[1-9]\d* ms|[\d.]+ s").all()
    assert "State" not in table


def test_no_header_of_the_leaderboard_is_cut(show: Opener, worked: str) -> None:
    columns = json.loads(show("models", worked).dataframe[0].proto.columns)
    letters = 7  # pixels, as the browser draws them
    widths = {name: column["width"] for name, column in columns.items() if "width" in column}
    assert set(widths) >= {"ROC-AUC", "Predict", "Gain"}
    assert all(width >= letters * len(name) + 20 for name, width in widths.items())


def test_an_interval_that_stops_at_the_limit_of_the_score_ends_there(
    show: Opener, worked: str
) -> None:
    with kept_results(worked) as results:
        for result in results:
            result["fold_scores"]["roc_auc"] = [0.0, 1.0]
    table = show("models", worked).dataframe[0].value
    assert set(table["95 % interval"]) == {"0 – 1.00"}


def test_a_long_name_has_room_and_the_score_beside_it_on_a_phone(show: Opener, worked: str) -> None:
    with kept_results(worked) as results:
        results[1]["name"] = "Support vector machine, tuned"
    columns = json.loads(show("models", worked).dataframe[0].proto.columns)
    assert columns["Model"]["width"] > 6.5 * len("Support vector machine, tuned")
    assert columns["Model"]["width"] + columns["ROC-AUC"]["width"] < PHONE


def test_choosing_a_model_leads_to_its_evaluation(show: Opener, worked: str) -> None:
    change_recipe(worked, chosen="")
    app = show("models", worked)
    app.selectbox(key="chosen").select("Decision tree").run()
    app.button(key="choose-model").click().run()
    assert app.title[0].value == "Evaluate"
    assert recipe_of(worked).chosen == "Decision tree"


def test_scores_of_another_target_say_so(show: Opener, worked: str) -> None:
    change_recipe(worked, target="plan")
    assert "These scores are out of date: the target was 'left' then." in words(
        show("models", worked)
    )


def test_a_changed_step_makes_the_scores_stale(show: Opener, worked: str) -> None:
    app = show("models", worked)
    assert "out of date" not in words(app)
    steps = recipe_of(worked).steps
    change_recipe(worked, steps=(replace(steps[0], on=False), *steps[1:]))
    app.run()
    assert "These scores are out of date" in words(app)
    assert app.button(key="train").label.startswith("Update the comparison")


def test_a_failed_candidate_says_why_and_the_others_go_on(show: Opener, project: str) -> None:
    failing = Candidate("neighbours", {"n_neighbors": 50})
    change_recipe(project, candidates=(*QUICK, failing), split=Split(folds=2))
    app = work(show("models", project), "train", "compare")
    assert "**Nearest neighbours failed.**" in words(app)
    assert "reaches ROC-AUC" in words(app)


def test_a_stop_keeps_what_is_finished(show: Opener, project: str) -> None:
    slow = tuple(
        Candidate("random_forest", {"n_estimators": 500}, label=f"Forest {place}")
        for place in range(6)
    )
    change_recipe(project, candidates=(*QUICK, *slow), split=Split(folds=10))
    app = show("models", project)
    app.button(key="train").click().run()
    job = newest(app, "compare")
    assert job is not None
    shelf = stores.engine().shelf(job.id)
    until(lambda: shelf.has(COMPARISON) and "finished" in str(shelf.get(COMPARISON)), PATIENCE)
    app.run()
    app.button(key="cancel-compare").click().run()
    over(stores.engine(), job.id)
    app.run()
    assert "Cancelled. What was finished is kept." in words(app)
    states = list(app.dataframe[0].value["State"])
    assert "finished" in states and "not run" in states
    assert not [state for state in states if state.startswith(("running", "waiting"))]
    assert app.button(key="resume-compare").label == "Resume"
    change_recipe(project, seed=7)  # resumed, it would bring scores of the former recipe
    assert not [button for button in app.run().button if button.key == "resume-compare"]
    assert app.button(key="train").label.startswith("Update the comparison")


def test_a_candidate_without_all_folds_is_shown_below_and_not_offered(
    show: Opener, worked: str
) -> None:
    with kept_results(worked) as results:
        whole, half = (
            next(r for r in results if r["name"] == name)
            for name in ("Decision tree", "Logistic regression")
        )
        scores = {metric: [1.0] for metric in half["fold_scores"]}
        half |= {"state": "partial", "folds": [0], "fold_scores": scores, "train_scores": scores}
    app = show("models", worked)
    last = app.dataframe[0].value.iloc[-1]
    assert (last["Model"], last["95 % interval"]) == (half["name"], "–")
    assert last["State"] == "stopped after 1 of 2 folds"
    assert app.selectbox(key="chosen").options == [whole["name"]]
    assert "1 candidate without all" in words(app)
    assert not any(half["name"] in sentence for sentence in headlines(app))


def headlines(app: AppTest) -> list[str]:
    """Return the sentences that stand above the charts."""
    return [line.value for line in app.markdown if "reaches" in line.value]


def test_a_form_is_drawn_only_while_its_popover_is_open(show: Opener, project: str) -> None:
    app = show("models", project)
    assert not [button for button in app.button if str(button.key).endswith("-remove")]
    app.session_state["candidate-Logistic regression-settings"] = True
    app.run()
    app.button(key="candidate-Logistic regression-remove").click().run()
    assert "Logistic regression" not in [c.name for c in recipe_of(project).candidates]


def test_a_model_is_added_from_the_open_list(show: Opener, project: str) -> None:
    change_recipe(project, candidates=QUICK[:1])
    app = show("models", project)
    app.session_state["more-models"] = True
    app.run()
    app.button(key="add-decision_tree").click().run()
    assert "Decision tree" in [candidate.name for candidate in recipe_of(project).candidates]
    assert "2 models ticked" in words(app)


def test_the_choice_is_checked_when_asked_for(show: Opener, project: str) -> None:
    change_recipe(project, candidates=QUICK, split=Split(folds=2))
    app = show("models", project)
    app.toggle(key="nested").set_value(True).run()
    assert "Costs up to 12 more fits" in words(app)
    app = work(app, "train", "compare")
    assert not errors_of(app)
    assert "**The choice, checked.** Choosing included, ROC-AUC is" in words(app)
    assert len(app.dataframe[0].value) == len(QUICK)
    app.toggle(key="nested").set_value(False).run()
    assert "These scores are out of date" in words(app)


def test_a_checked_choice_is_out_of_date_under_another_measure(show: Opener, project: str) -> None:
    change_recipe(project, candidates=QUICK, split=Split(folds=2), nested=True)
    app = work(show("models", project), "train", "compare")
    change_recipe(project, metric="accuracy")
    assert "These scores are out of date" in words(app.run())
    assert "**The choice, checked.**" not in words(app)
