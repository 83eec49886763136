"""Evaluate: one selection of test rows, marked on every chart and listed below."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from core.evaluation.choice import Cell, Within
from core.problem import Split
from core.recipe import Candidate
from pages.ui import session, stores, theme
from tests.pages.conftest import Opener, change_recipe, words, work


@pytest.fixture
def nothing_remembered() -> Iterator[None]:
    """Begin and end with nothing in the caches: all tests are one session for these."""
    streamlit.cache_resource.clear()
    yield
    streamlit.cache_resource.clear()


def evaluated(show: Opener, project: str, target: str, model: str) -> AppTest:
    """Choose a target and a model, and look at the test rows."""
    show("problem", project).selectbox(key="problem-target").select(target).run()
    change_recipe(
        project,
        candidates=(Candidate(model), Candidate("dummy")),
        chosen=Candidate(model).name,
        split=Split(folds=2),
    )
    return work(show("evaluate", project), "open-test", "evaluate")


def offered(app: AppTest, label: str) -> int:
    """Choose the list of rows whose label begins so, and return how many rows it says it has."""
    options = app.button_group(key="rows-offer").options
    place = next(i for i, option in enumerate(options) if _plain(option).startswith(label))
    app.button_group(key="rows-offer").set_value(place).run()
    assert not app.exception and "Something went wrong" not in words(app)
    return int(_plain(options[place]).rpartition("(")[2].rstrip(")"))


def _plain(label: str) -> str:
    return label.replace("\\", "")


def listed(app: AppTest) -> Any:
    """Return the table of the selected rows."""
    return next(grid.value for grid in app.dataframe if "row" in grid.value)


def specs(app: AppTest) -> list[dict[str, Any]]:
    """Return the charts of the page as Plotly gets them."""
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def test_nothing_of_the_test_rows_is_shown_before_a_look(show: Opener, project: str) -> None:
    change_recipe(project, chosen="Logistic regression")
    app = show("evaluate", project)
    assert not app.get("plotly_chart") and "Look at test rows" not in words(app)
    assert not any(group.key == "rows-offer" for group in app.button_group)


def test_missed_rows_of_a_class_are_marked_and_listed(show: Opener, worked: str) -> None:
    change_recipe(worked, threshold=0.9)
    app = work(show("evaluate", worked), "open-test", "evaluate")
    rows = offered(app, "Missed 'yes'")
    table = listed(app)
    assert len(table) == rows > 0
    assert set(table["true left"]) == {"yes"} and set(table["predicted left"]) == {"no"}
    assert {"row", "probability of yes", "age", "plan", "visits"} <= set(table.columns)
    assert "left" not in table.columns
    assert f"{rows} of 16 test rows selected: Missed 'yes'" in _plain(words(app))
    matrix, scores, *curves = specs(app)
    assert matrix["layout"]["shapes"][0]["x0"] < 0 < matrix["layout"]["shapes"][0]["x1"]
    assert [trace["name"] for trace in scores["data"]] == ["no", "yes", "selected"]
    assert all("selected rows" in [t.get("name") for t in curve["data"]] for curve in curves)


def test_the_worst_numbers_are_marked_and_listed(show: Opener, project: str) -> None:
    app = evaluated(show, project, "age", "ridge")
    before = [len(spec["data"]) for spec in specs(app)]
    rows = offered(app, "Largest errors")
    table = listed(app)
    sizes = table["error"].abs().tolist()
    assert len(table) == rows == 10 and sizes == sorted(sizes, reverse=True)
    assert (table["true age"] - table["predicted age"] - table["error"]).abs().max() < 1e-9
    assert [len(spec["data"]) for spec in specs(app)] == [size + 1 for size in before]
    assert all(spec["layout"]["dragmode"] == "select" for spec in specs(app))


def test_charts_name_the_target_that_was_judged(show: Opener, project: str) -> None:
    evaluated(show, project, "age", "ridge")
    change_recipe(project, target="visits")
    charts = json.dumps(specs(show("evaluate", project)))
    assert "actual age" in charts and "visits" not in charts


def test_mistakes_among_several_classes_are_listed(show: Opener, project: str) -> None:
    app = evaluated(show, project, "plan", "decision_tree")
    rows = offered(app, "Surest mistakes")
    table = listed(app)
    assert len(table) == rows > 0
    assert (table["true plan"] != table["predicted plan"]).all()


def test_clear_takes_the_marks_away(show: Opener, worked: str) -> None:
    app = show("evaluate", worked)
    offered(app, "Least sure")
    app.button(key="rows-clear").click().run()
    assert "test rows selected" not in words(app)
    assert app.button_group(key="rows-offer").value is None


def test_a_redraw_reads_the_rows_no_more(
    show: Opener, worked: str, nothing_remembered: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = show("evaluate", worked)
    rows = offered(app, "Least sure")
    monkeypatch.setattr(stores, "rows", None)
    assert len(listed(app.run())) == rows


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Cell(0, 0), "'no' recognised"),
        (Within((("score", 0.0, 1.0),)), "16 of 16 test rows"),
        (Within((("score", 2.0, 3.0),)), "0 of 16 test rows"),
    ],
)
def test_what_a_chart_chose_is_told(show: Opener, worked: str, choice: Any, said: str) -> None:
    app = show("evaluate", worked)
    job = stores.engine().latest(worked, "evaluate")
    assert job is not None
    _remember(app, session.Picked(job.id, choice))
    assert said in _plain(words(app.run()))
    assert not app.exception


def test_another_evaluation_forgets_the_rows_of_the_last(show: Opener, worked: str) -> None:
    app = show("evaluate", worked)
    offered(app, "Least sure")
    assert "test rows selected" in words(app)
    assert "test rows selected" not in words(work(app, "open-test", "evaluate"))


def test_an_evaluation_that_kept_no_rows_says_so_and_shows_its_charts(
    show: Opener, worked: str, nothing_remembered: None
) -> None:
    job = stores.engine().latest(worked, "evaluate")
    assert job is not None
    for kept in stores.engine().shelf(job.id).folder.glob("*.npy"):
        kept.unlink()
    app = show("evaluate", worked)
    assert "made before Modelwright kept them" in words(app)
    assert len(app.get("plotly_chart")) == 4
    assert all(spec["layout"]["dragmode"] is False for spec in specs(app))


@pytest.mark.parametrize("touched", [True, False])
def test_charts_let_a_finger_scroll_the_page(
    show: Opener, worked: str, touched: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "names_phone", lambda _: touched)
    app = show("evaluate", worked)
    app.session_state["threshold-fold"] = True
    assert offered(app, "Least sure") == len(listed(app))
    modes = [chart.proto.selection_mode for chart in app.get("plotly_chart")]
    assert len(modes) == 7
    assert sum(map(bool, modes)) == (0 if touched else 4)
    assert ("the slider sets it" in words(app)) == touched


def test_the_rows_are_those_of_the_table_that_was_judged(show: Opener, worked: str) -> None:
    app = show("evaluate", worked)
    offered(app, "Least sure")
    loaded = stores.table(app.session_state["modelwright"].data, "local").frame
    table = listed(app)
    ages = loaded["age"].iloc[[place - 1 for place in table["row"]]]
    assert table["age"].tolist() == ages.tolist()
    assert table["true left"].tolist() == loaded["left"].iloc[ages.index].tolist()


def test_the_verdict_stands_before_the_next_look(show: Opener, worked: str) -> None:
    app = show("evaluate", worked)
    assert _order(app) == ["verdict", "look"]
    change_recipe(worked, threshold=0.3)
    assert _order(app.run()) == ["look", "verdict"]


def _order(app: AppTest) -> list[str]:
    found = []
    for element in app.main:
        if element.type == "button" and element.key == "open-test":
            found.append("look")
        if "Evaluated model" in str(getattr(element, "value", "")):
            found.append("verdict")
    return found


def _remember(app: AppTest, picked: session.Picked) -> None:
    from dataclasses import replace

    app.session_state["modelwright"] = replace(app.session_state["modelwright"], picked=picked)
