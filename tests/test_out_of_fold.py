"""A threshold is picked on rows that the model had not seen, from a recipe alone."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

import core
from core.errors import SettingError
from tests.export.shipped import customers, recipe_for


def test_a_threshold_is_picked_from_recipe_and_table() -> None:
    recipe, data = recipe_for("binary"), customers()
    cuts = core.threshold_cuts(recipe, core.Candidate("logistic"), data)
    sizes = core.part_sizes(data, recipe.problem, recipe.seed)
    assert cuts.rows == sizes.learn
    pick = core.best_by_metric(cuts, "f1")
    worth = [row.f1 for row in core.threshold_table(cuts)]
    assert pick.row.f1 == pytest.approx(np.max(worth))


def test_a_threshold_needs_two_outcomes() -> None:
    with pytest.raises(SettingError, match="has not two"):
        core.threshold_cuts(recipe_for("regression"), core.Candidate("ridge"), customers())


def test_the_choice_is_checked_and_reported_without_a_window() -> None:
    candidates = (core.Candidate("logistic"), core.Candidate("decision_tree"))
    recipe = recipe_for("binary").edit(candidates=candidates, chosen="Logistic regression")
    nested = core.nested_check(recipe, customers())
    assert len(nested.picks) == 3
    known = core.Known(core.compare(recipe, customers()))
    now = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
    page = core.report(recipe, customers(), known, now)
    assert "Logistic regression" in page
    assert "2026-01-02" in page
