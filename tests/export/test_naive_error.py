"""What scores are judged against goes with the bundle, and older bundles do without."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import BundleError
from core.evaluation.evaluation import evaluate_rows
from core.export import Evidence, load_bundle, make_bundle
from core.problem import Split
from core.training.fit import FittedModel, fit
from core.training.scored import Interval
from tests.export.shipped import candidate, customers, recipe_for, shipped
from tests.export.test_bundle import rewrite

ROWS = customers().frame


@pytest.fixture(scope="module")
def ordered() -> FittedModel:
    recipe = recipe_for("regression", split=Split("time", column="joined", folds=3))
    recipe = replace(recipe, candidates=(candidate("ridge"),)).edit(metric="mase")
    return fit(recipe, candidate("ridge"), customers())


@pytest.fixture
def packed(ordered: FittedModel, tmp_path: Path) -> Path:
    evidence = Evidence(test={"mase": Interval(0.4, 0.3, 0.5)})
    return make_bundle(ordered, ROWS, tmp_path / "bundle.zip", evidence)


def with_error(value: object, packed: Path) -> Path:
    """Return the bundle with another error of the naive forecast, without one for None."""

    def changed(members: dict[str, bytes]) -> None:
        values = json.loads(members["model.json"])
        del values["naive_error"]
        values |= {} if value is None else {"naive_error": value}
        members["model.json"] = json.dumps(values).encode()

    return rewrite(packed, changed)


def test_a_bundle_scores_new_rows_as_the_model_did(ordered: FittedModel, packed: Path) -> None:
    opened = load_bundle(packed)
    assert opened.fitted.naive_error == ordered.naive_error > 0
    assert evaluate_rows(opened.fitted, ROWS) == evaluate_rows(ordered, ROWS)
    assert evaluate_rows(opened.fitted, ROWS).score.value is not None
    assert "| Mean absolute scaled error | test rows" in opened.card
    assert "with the one just before them in time is off by" in opened.card


def test_a_bundle_made_before_it_was_kept_has_no_such_score(packed: Path) -> None:
    older = load_bundle(with_error(None, packed)).fitted
    assert math.isnan(older.naive_error)
    found = evaluate_rows(older, ROWS)
    assert found.score.value is None
    assert found.scores["mae"].value is not None


@pytest.mark.parametrize("value", [0, -1.0, "much", 1e999])
def test_an_error_that_cannot_be_is_refused(value: object, packed: Path) -> None:
    with pytest.raises(BundleError, match="does not hold together"):
        load_bundle(with_error(value, packed))


def test_a_model_of_rows_without_an_order_ships_none(tmp_path: Path) -> None:
    fitted = shipped("ridge", "regression")
    path = make_bundle(fitted, ROWS, tmp_path / "bundle.zip")
    assert math.isnan(load_bundle(path).fitted.naive_error)
    assert "just before them" not in load_bundle(path).card
