"""Scaling is greyed out, with the reason, while every ticked model ignores scale."""

from __future__ import annotations

import pytest

from core.models import MODELS
from core.recipe import Candidate, Recipe
from core.steps import step_from
from tests.pages.conftest import Opener, change_recipe, words

REASON = "every ticked model ignores scale"
TREES = (Candidate("dummy"), Candidate("decision_tree"))
MIXED = (*TREES, Candidate("logistic"))


def with_scaling(project: str, candidates: tuple[Candidate, ...]) -> None:
    steps = Recipe().add(step_from({"step": "scale", "columns": ["age"]})).steps
    change_recipe(project, steps=steps, candidates=candidates)


@pytest.mark.parametrize(("candidates", "off"), [(TREES, True), (MIXED, False)])
def test_its_settings_are_greyed_out_with_the_reason(
    show: Opener, project: str, candidates: tuple[Candidate, ...], off: bool
) -> None:
    with_scaling(project, candidates)
    page = step_from({"step": "scale"}).page
    app = show(page, project)
    app.session_state["step-0-open"] = True
    app.run()
    method = next(
        widget
        for widget in (*app.segmented_control, *app.selectbox)
        if widget.key == "step-0-scale-method"
    )
    assert method.proto.disabled is off
    assert (REASON in words(app)) is off
    assert ("(not needed)" in app.toggle(key="step-0-on").label) is off


def test_only_models_that_are_ticked_count(show: Opener, project: str) -> None:
    assert MODELS.get("logistic").scale_matters
    assert not MODELS.get("decision_tree").scale_matters
    with_scaling(project, (*TREES, Candidate("logistic", on=False)))
    page = step_from({"step": "scale"}).page
    assert "(not needed)" in show(page, project).toggle(key="step-0-on").label
