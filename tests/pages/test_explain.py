"""Explain: over all rows and for one row, and never a stale reason as a fresh one."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Opener, change_recipe, errors_of, words, work


def one_row(app: AppTest) -> AppTest:
    """Open the tab of one row."""
    app.session_state["explain-tabs"] = "One row"
    return app.run()


def test_only_the_open_tab_is_drawn(show: Opener, worked: str) -> None:
    app = show("explain", worked)
    assert "of what moves predictions" in words(app)
    assert "The sum is checked" not in words(app)
    assert "of what moves predictions" not in words(one_row(app))


def test_a_drawn_figure_is_kept_and_looks_right_in_each_theme(show: Opener, worked: str) -> None:
    app = show("explain", worked)
    first = [chart.proto.spec for chart in app.get("plotly_chart")]
    assert first == [chart.proto.spec for chart in app.run().get("plotly_chart")]
    assert "#14181f" in first[0]


def test_without_a_project_the_page_leads_home(show: Opener) -> None:
    assert "No project is open yet" in words(show("explain"))


def test_without_a_chosen_model_the_page_leads_to_the_models(show: Opener, project: str) -> None:
    assert "No model is chosen yet" in words(show("explain", project))


def test_the_model_is_explained_to_the_sum(show: Opener, worked: str) -> None:
    app = work(show("explain", worked), "explain", "explain")
    assert not errors_of(app)
    assert "of what moves predictions" in words(app)
    one_row(app)
    assert "The sum is checked" in words(app)
    assert "the model's log-odds of 'yes', which is a probability of " in words(app)
    assert "every 0.7 more doubles the odds" in words(app)
    assert set(app.dataframe[-1].value["Column"]) == {"age", "plan", "visits"}


@pytest.mark.parametrize("pick", ["Middle prediction", "Lowest prediction", "By number"])
def test_another_row_is_explained(show: Opener, worked: str, pick: str) -> None:
    app = one_row(show("explain", worked))
    app.segmented_control(key="row-pick").select(pick).run()
    assert not errors_of(app)
    assert "The sum is checked" in words(app)
    assert " of the table. **" in words(app)


def test_another_model_makes_the_explanation_stale(show: Opener, worked: str) -> None:
    app = show("explain", worked)
    assert "This explanation is out of date" not in words(app)
    change_recipe(worked, chosen="Decision tree")
    assert "This explanation is out of date" in words(app.run())
