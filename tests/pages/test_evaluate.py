"""Evaluate: the threshold before, the locked test rows, and the log of looks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.checks import Finding
from core.problem import Split
from core.recipe import Candidate
from pages.ui import insight, stores, threshold
from tests.pages.conftest import QUICK, Opener, change_recipe, recipe_of, words, work


def edit_evaluation(project: str, home: Path, changes: dict[str, dict[str, Any]]) -> None:
    """Change values in what the newest evaluation of a project found."""
    job = stores.engine().latest(project, "evaluate")
    assert job is not None
    path = home / "jobs" / job.id / "result" / "result.json"
    kept = json.loads(path.read_text())
    for name, values in changes.items():
        for key, value in values.items():
            old = kept["evaluation"][name].get(key)
            kept["evaluation"][name][key] = old | value if isinstance(value, dict) else value
    path.write_text(json.dumps(kept))


def test_without_a_project_the_page_leads_home(show: Opener) -> None:
    assert "No project is open yet" in words(show("evaluate"))


def test_without_a_chosen_model_the_page_leads_to_the_models(show: Opener, project: str) -> None:
    assert "No model is chosen yet" in words(show("evaluate", project))


def test_a_leaderboard_that_is_out_of_date_has_no_model_to_offer(show: Opener, worked: str) -> None:
    change_recipe(
        worked, chosen="", problem=recipe_of(worked).problem.with_role("visits", "ignore")
    )
    app = show("evaluate", worked)
    assert "the comparison is out of date" in words(app)
    assert not [button for button in app.button if button.key == "choose-leader"]


@pytest.mark.parametrize("page", ["evaluate", "explain"])
def test_after_a_comparison_the_first_of_it_can_be_chosen_on_the_spot(
    show: Opener, worked: str, page: str
) -> None:
    first = show("models", worked).selectbox(key="chosen").options[0]
    change_recipe(worked, chosen="")
    app = show(page, worked)
    assert app.button(key="choose-leader").label == f"Choose {first}"
    app.button(key="choose-leader").click().run()
    assert recipe_of(worked).chosen == first
    assert "No model is chosen yet" not in words(app)


def test_before_the_first_look_the_test_rows_are_locked(show: Opener, project: str) -> None:
    change_recipe(project, chosen="Logistic regression")
    app = show("evaluate", project)
    assert "The test rows are locked" in words(app)
    assert not stores.store().looks(project, "local")


def test_a_look_shows_scores_and_is_logged(show: Opener, worked: str) -> None:
    app = show("evaluate", worked)
    assert "The test rows were looked at once" in [fold.label for fold in app.expander]
    app = work(app, "open-test", "evaluate")
    table = next(grid.value for grid in app.table if "Metric" in grid.value)
    assert list(table["Metric"])[0] == "ROC-AUC (chosen)"
    assert list(table["Baseline"])[0] == "0.500"
    assert list(table["Gain"])[0].startswith(("+0.", "-0."))
    assert "Leakage certificate" in words(app)
    assert len(stores.store().looks(worked, "local")) == 2


def test_without_a_goal_one_verdict_says_all(show: Opener, worked: str) -> None:
    def verdicts() -> list[str]:
        app = show("evaluate", worked)
        boxes = [box.value for box in (*app.success, *app.info, *app.warning, *app.error)]
        return [text for text in boxes if "ROC-AUC" in text]

    (told,) = verdicts()
    assert "the baseline" in told
    assert "95\u00a0% interval" in told
    change_recipe(worked, good_enough=0.6)
    assert len(verdicts()) == 2


def test_while_the_test_rows_are_opened_nothing_else_is_said_of_them(
    show: Opener, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_recipe(project, chosen="Logistic regression")
    monkeypatch.setattr(stores.engine(), "_start", lambda: None)
    app = show("evaluate", project).button(key="open-test").click().run()
    assert "Waiting for a free place" in words(app) + app.get("progress")[0].proto.text
    assert not [button for button in app.button if button.key == "open-test"]
    assert "The test rows are locked" not in words(app)
    assert not [fold for fold in app.expander if "looked at" in fold.label]


def test_the_certificate_is_no_all_clear_for_a_column_that_holds_the_answer(
    show: Opener, worked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "too good to be true" not in words(show("evaluate", worked))
    leak = Finding(
        code="leakage_suspect",
        severity="warning",
        title="'fee' may give the answer away",
        evidence="It tells the target in 99 % of the rows.",
        consequence="Scores are too good.",
    )
    monkeypatch.setattr(insight, "findings", lambda: (leak,))
    said = words(show("evaluate", worked))
    assert "'fee' may give the answer away: the scores above may be too good to be true" in said


def test_scores_that_mislead_are_folded_away_with_the_reason(show: Opener, worked: str) -> None:
    app = show("evaluate", worked)
    shown, folded = (grid.value for grid in app.table)
    assert "Accuracy" not in list(shown["Metric"])
    assert "Accuracy" in list(folded["Metric"])
    assert f"Misleading here ({len(folded)})" in [fold.label for fold in app.expander]
    assert "**Accuracy**: One class makes up 75 % of the rows" in words(app)


@pytest.mark.parametrize(("recall", "said"), [(0.0, False), (1.0, True)])
def test_a_score_below_the_baseline_is_named_beside_the_verdict(
    show: Opener, worked: str, home: Path, recall: float, said: bool
) -> None:
    edit_evaluation(
        worked, home, {"beats_baseline": {"state": "passed"}, "baseline": {"recall": recall}}
    )
    named = [box.value for box in show("evaluate", worked).warning]
    assert any("Worse than the baseline in" in text and "Recall" in text for text in named) == said


@pytest.mark.parametrize(("low", "said"), [(0.0, True), (0.1, False)])
def test_a_score_whose_interval_ends_at_its_limit_is_named(
    show: Opener, worked: str, home: Path, low: float, said: bool
) -> None:
    every = {name: {"value": 0.5, "low": 0.4, "high": 0.6} for name in ("recall", "precision")}
    edit_evaluation(worked, home, {"scores": every | {"recall": {"low": low}}})
    told = [text.value for text in show("evaluate", worked).caption if "ends at" in text.value]
    assert any("Recall" in text for text in told) == said
    assert not any("Precision" in text for text in told)


def test_predicted_numbers_have_intervals_and_the_page_says_how_many_held(
    show: Opener, project: str
) -> None:
    show("problem", project).selectbox(key="problem-target").select("age").run()
    change_recipe(
        project,
        candidates=(Candidate("ridge"), Candidate("dummy")),
        chosen=Candidate("ridge").name,
        split=Split(folds=2),
    )
    app = work(show("evaluate", project), "open-test", "evaluate")
    assert "90 % intervals (prediction ± " in words(app)
    specs = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    texts = [note["text"] for spec in specs for note in spec["layout"].get("annotations", ())]
    assert any(text.startswith("baseline ") for text in texts)


def test_the_threshold_is_chosen_on_training_rows(show: Opener, worked: str) -> None:
    app = show("evaluate", worked)
    app.session_state["threshold-fold"] = True
    app.run()
    app.number_input(key="threshold-room").set_value(16).run()
    app.button(key="threshold-by-room").click().run()
    assert recipe_of(worked).threshold != 0.5
    assert len(stores.store().looks(worked, "local")) == 1


def test_weights_of_rows_count_in_thresholds_and_scores(show: Opener, project: str) -> None:
    weighted = recipe_of(project).problem.with_role("age", "weight")
    change_recipe(
        project,
        problem=weighted.with_split(Split(folds=2)),
        candidates=QUICK,
        chosen=QUICK[0].name,
    )
    work(show("models", project), "train", "compare")
    app = show("evaluate", project)
    app.session_state["threshold-fold"] = True
    assert "The weights of rows are added up here" in words(app.run())
    room = app.number_input(key="threshold-weight")
    assert room.label.startswith("Weight to select (of ")
    room.set_value(900.0).run()
    app.button(key="threshold-by-room").click().run()
    assert recipe_of(project).threshold != 0.5
    app = work(app, "open-test", "evaluate")
    told = words(app)
    assert "Rows count by their weight in 'age', in learning and in every score." in told
    assert "The weights of rows are added up for shares, curves and the matrix" in told
    assert "Heaviest mistake" in told


def test_a_threshold_finer_than_the_slider_stays_when_it_is_only_looked_at(
    show: Opener, worked: str
) -> None:
    change_recipe(worked, threshold=0.2374)
    app = show("evaluate", worked)
    app.session_state["threshold-fold"] = True
    assert app.run().slider(key="threshold").value == 0.24
    app.selectbox(key="threshold-metric").select("mcc").run()
    assert recipe_of(worked).threshold == 0.2374
    app.slider(key="threshold").set_value(0.25).run()
    assert recipe_of(worked).threshold == 0.25


def test_a_slider_that_has_not_heard_of_a_threshold_does_not_take_it_back(
    show: Opener, worked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.ui.session.GRACE", 60)
    app = show("evaluate", worked)
    app.session_state["threshold-fold"] = True
    before = app.run().slider(key="threshold").value
    app.button(key="threshold-by-metric").click().run()
    best = recipe_of(worked).threshold
    assert best != before
    app.slider(key="threshold").set_value(before).run()
    assert recipe_of(worked).threshold == best


def test_another_threshold_makes_the_evaluation_stale(show: Opener, worked: str) -> None:
    app = show("evaluate", worked)
    assert "This evaluation is out of date" not in words(app)
    change_recipe(worked, threshold=0.3)
    assert "This evaluation is out of date" in words(app.run())


def test_one_threshold_is_drawn_on_every_chart(show: Opener, worked: str) -> None:
    change_recipe(worked, threshold=0.3)
    app = show("evaluate", worked)
    app.session_state["threshold-fold"] = True
    app.run()
    assert "click a point on either" in words(app)
    drawn, starts = {}, {}
    for curve in app.button_group(key="threshold-curve").options:
        app.button_group(key="threshold-curve").set_value(curve).run()
        assert not app.error
        over, beside = [
            json.loads(chart.proto.spec)["data"] for chart in app.get("plotly_chart")[:2]
        ]
        for traces in (over, beside):
            assert any(trace.get("customdata") is not None for trace in traces)
        (mark,) = [trace for trace in beside if trace.get("mode") == "markers"]
        drawn[curve] = mark["name"]
        starts[curve] = [
            (trace["x"][0], trace["y"][0]) for trace in beside if trace.get("customdata")
        ]
    assert drawn.keys() == {"ROC", "Precision-recall", "Gain"}
    assert drawn["ROC"] == drawn["Precision-recall"] == "threshold"
    assert drawn["Gain"].startswith("top ")
    assert starts["ROC"] == starts["Gain"] == [(0.0, 0.0)]


def test_both_outcomes_are_named_beside_the_threshold(show: Opener, worked: str) -> None:
    app = show("evaluate", worked)
    app.session_state["threshold-fold"] = True
    (matrix,) = [one for one in app.run().dataframe if "True class" in one.value.columns]
    assert list(matrix.value["True class"]) == ["yes", "no"]
    assert list(matrix.value.columns) == ["True class", "predicted yes", "predicted no"]


def test_outcomes_whose_names_are_cut_alike_are_still_told_apart(
    show: Opener, worked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threshold, "shown", lambda *_: "the customer …")
    app = show("evaluate", worked)
    app.session_state["threshold-fold"] = True
    (matrix,) = [one for one in app.run().dataframe if "True class" in one.value.columns]
    names = ["the customer …", "otherwise"]
    assert list(matrix.value["True class"]) == names
    assert list(matrix.value.columns) == ["True class", *(f"predicted {name}" for name in names)]


def test_what_the_errors_on_the_test_rows_cost_is_said_where_costs_are_stated(
    show: Opener, worked: str
) -> None:
    assert "the errors on" not in words(show("evaluate", worked))
    problem = replace(
        recipe_of(worked).problem, cost_false_positive=10.0, cost_false_negative=80.0, currency="€"
    )
    change_recipe(worked, problem=problem)
    said = words(show("evaluate", worked))
    assert "the errors on " in said
    assert " €; answering 'no' to all would cost " in said
