"""Tune: how a search went, along the trials and along one setting."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.recipe import Candidate, Search
from core.training.search import Trial, Tuning
from core.training.tune import TUNING
from pages.ui import search, stores
from tests.pages.conftest import Opener, change_recipe, errors_of, recipe_of, words, work

RATES = (0.1, 0.01, 0.2, 0.05)
TRIALS = tuple(
    Trial(place, {"C": rate}, (0.7 + rate, 0.72 + rate)) for place, rate in enumerate(RATES)
)
FOUND = Tuning("Logistic regression", "logistic", "roc_auc", TRIALS, 4, 0.25, "", "")


def searched(project: str) -> None:
    """Leave the trials of a search that was stopped; it never began."""
    engine = stores.engine()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_start", lambda: None)
        job = engine.submit("tune", project, "local", {"project": project}, "key")
        engine.cancel(job)
    engine.shelf(job).put(TUNING, FOUND.to_json())


def newest_tuning(project: str) -> str:
    """Return the id of the newest search of a project."""
    status = stores.engine().latest(project, "tune")
    assert status is not None
    return status.id


def test_without_a_project_the_page_leads_home(show: Opener) -> None:
    app = show("tune")
    assert any("No project is open yet" in text.value for text in app.markdown)


def test_before_a_search_the_page_says_that_it_is_optional(show: Opener, project: str) -> None:
    app = show("tune", project)
    assert any("Nothing tuned yet" in text.value for text in app.markdown)


def test_a_search_is_drawn_along_one_setting(show: Opener, project: str) -> None:
    searched(project)
    app = show("tune", project)
    assert not errors_of(app)
    picker = app.selectbox(key="tuning-slice-logistic")
    assert any("The best trials have" in text.value for text in app.markdown)
    picker.select_index(len(picker.options) - 1).run()
    assert not errors_of(app)


@pytest.mark.parametrize(
    ("trials", "why"), [(0, "it cannot be empty or 0"), (5000, "5,000 is not allowed")]
)
def test_a_number_of_trials_out_of_range_is_refused_on_its_page_only(
    show: Opener, project: str, trials: int, why: str
) -> None:
    app = show("tune", project)
    app.number_input(key="tune-trials").set_value(trials).run()
    assert app.number_input(key="tune-trials").value == recipe_of(project).search.trials == 30
    assert f"'Trials' stays at 30\\: {why}" in words(app)
    assert "stays at 30" not in words(app.switch_page("pages/models.py").run())
    assert "stays at 30" not in words(app.switch_page("pages/tune.py").run())


def test_a_stopped_search_says_how_far_it_came(show: Opener, project: str) -> None:
    searched(project)
    assert "Stopped after 4 of 4 trials." in words(show("tune", project))


def test_without_candidates_the_page_leads_to_the_models(show: Opener, project: str) -> None:
    change_recipe(project, candidates=())
    assert "There is no candidate to tune yet" in words(show("tune", project))


def test_a_search_says_whether_it_helped(show: Opener, worked: str) -> None:
    app = show("tune", worked)
    app.number_input(key="tune-trials").set_value(3).run()
    app = work(app, "start-tuning", "tune")
    assert not errors_of(app)
    assert len(app.dataframe[0].value) == 3
    assert any(box.value for box in (*app.success, *app.info))


def test_the_history_holds_the_baseline_of_the_comparison(show: Opener, worked: str) -> None:
    change_recipe(worked, search=Search(trials=2))
    app = work(show("tune", worked), "start-tuning", "tune")
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert "baseline 0.500" in [note["text"] for note in spec["layout"]["annotations"]]


def test_a_changed_step_makes_the_search_stale(show: Opener, worked: str) -> None:
    change_recipe(worked, search=Search(trials=2))
    app = work(show("tune", worked), "start-tuning", "tune")
    assert "This search is out of date" not in words(app)
    change_recipe(worked, seed=7)
    assert "This search is out of date" in words(app.run())


def test_another_measure_makes_the_search_stale(show: Opener, worked: str) -> None:
    change_recipe(worked, search=Search(trials=2))
    app = work(show("tune", worked), "start-tuning", "tune")
    change_recipe(worked, metric="accuracy")
    assert "This search is out of date" in words(app.run())
    assert app.button(key="start-tuning").label.startswith("Update the search (about ")


def test_the_leader_of_the_comparison_is_proposed_to_be_tuned(show: Opener, worked: str) -> None:
    change_recipe(worked, chosen="")
    leader = show("models", worked).selectbox(key="chosen").value
    others = tuple(c for c in recipe_of(worked).candidates if c.name != leader)
    extra = replace(others[-1], model="logistic", label="Listed first")
    change_recipe(worked, candidates=(extra, *recipe_of(worked).candidates))
    assert show("tune", worked).selectbox(key="tune-candidate").value == leader


def test_settings_in_use_are_not_offered_again(show: Opener, project: str) -> None:
    searched(project)
    change_recipe(project, candidates=(Candidate("logistic"),))
    better = replace(FOUND, verdict="Tuning helped.", helped=True)
    stores.engine().shelf(newest_tuning(project)).put(TUNING, better.to_json())
    app = show("tune", project)
    app.button(key="use-tuned").click().run()
    assert recipe_of(project).chosen == "Logistic regression, tuned"
    assert "**Logistic regression, tuned** is a candidate with these settings." in words(app)
    assert not [button for button in app.button if button.key == "use-tuned"]
    assert "Compare models" in [button.label for button in app.button]


@pytest.mark.parametrize(("phone", "charts"), [(False, 3), (True, 2)])
def test_a_phone_has_no_room_for_all_settings_side_by_side(
    show: Opener, project: str, monkeypatch: pytest.MonkeyPatch, phone: bool, charts: int
) -> None:
    searched(project)
    tried = [{"max_depth": depth, "min_samples_leaf": 9 - depth} for depth in range(2, 7)]
    trials = tuple(Trial(at, params, (0.7, 0.8 + at / 99)) for at, params in enumerate(tried))
    tree = Tuning("Decision tree", "decision_tree", "roc_auc", trials, 5, 0.25, "", "")
    stores.engine().shelf(newest_tuning(project)).put(TUNING, tree.to_json())
    monkeypatch.setattr(search, "is_phone", lambda: phone)
    assert len(show("tune", project).get("plotly_chart")) == charts
