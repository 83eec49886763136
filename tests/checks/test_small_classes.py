"""Very small classes of the target: what is offered, and what it does to training."""

from __future__ import annotations

import pandas as pd
import pytest

from core.advice import view_of
from core.checks import CHECKS, Finding
from core.problem import Split
from core.recipe import Candidate, Recipe
from core.steps.one_hot import OneHot
from core.table import Dataset
from core.training.compare import compare
from core.training.fit import fit
from core.training.material import material_of
from tests.checks.planted import FLAWS, Planted

SIZES = {"gull": 60, "hawk": 40, "owl": 6, "swift": 5, "heron": 4}


def birds(sizes: dict[str, int] = SIZES, folds: int = 3) -> Planted:
    kinds = [name for name, rows in sizes.items() for _ in range(rows)]
    phase = [("climb", "taxi", "descent")[row % 3] for row in range(len(kinds))]
    frame = pd.DataFrame({"phase": phase, "bird": kinds})
    asked = Recipe().edit(target="bird", task="multiclass", metric="f1", split=Split(folds=folds))
    return Dataset.of(frame, "birds"), asked


def found(planted: Planted) -> Finding:
    dataset, recipe = planted
    finding = CHECKS.get("small_classes").look(view_of(recipe, dataset))
    assert finding is not None
    return finding


def test_it_names_the_classes_and_says_what_they_cost() -> None:
    finding = found(birds(folds=5))
    assert finding.title == "3 classes with fewer than 10 rows"
    assert "has 3 training rows." in finding.evidence
    assert finding.consequence.endswith("Every model is checked on 3 folds instead of 5.")


def test_a_class_of_two_rows_is_not_in_every_fold() -> None:
    consequence = found(birds({**SIZES, "heron": 3}, folds=5)).consequence
    assert "on 3 folds instead of 5. Some folds check none of 'heron'." in consequence


def test_it_says_how_many_folds_the_rarer_of_two_classes_allows() -> None:
    finding = found(birds({"gull": 90, "owl": 5}, folds=5))
    assert "Every model is checked on 4 folds instead of 5." in finding.consequence


@pytest.mark.parametrize(
    ("place", "classes"), [(0, {"gull", "hawk", "other"}), (1, {"gull", "hawk"})]
)
def test_each_fix_brings_back_five_folds(place: int, classes: set[str]) -> None:
    dataset, recipe = birds()
    fixed = recipe.apply(found((dataset, recipe)).fixes[place])
    material = material_of(fixed, dataset)
    assert set(material.target.classes) == classes
    assert len(material.folds) == 5


def test_merging_keeps_the_test_rows_that_were_locked_away() -> None:
    dataset, recipe = birds()
    fixed = recipe.apply(found((dataset, recipe)).fixes[0])
    before, after = material_of(recipe, dataset), material_of(fixed, dataset)
    assert before.test.index.tolist() == after.test.index.tolist()


def test_the_merged_class_is_learned_and_predicted_without_the_target() -> None:
    dataset, recipe = birds()
    fixed = recipe.apply(found((dataset, recipe)).fixes[0]).add(OneHot())
    fixed = fixed.edit(candidates=(Candidate("logistic"),))
    assert all(result.state == "finished" for result in compare(fixed, dataset).results)
    model = fit(fixed, fixed.candidates[0], dataset)
    assert model.predict(dataset.frame[["phase"]]).probabilities.shape == (115, 3)


def test_a_class_called_other_is_not_taken_over() -> None:
    sizes = {"other": 60, "hawk": 40, "owl": 6, "swift": 5, "heron": 4}
    assert found(birds(sizes)).fixes[0].label == "Merge them into 'other classes'"


def test_classes_that_stay_small_when_merged_can_only_be_left_out() -> None:
    labels = [
        fix.label for fix in found(birds({"gull": 60, "hawk": 40, "owl": 4, "swift": 4})).fixes
    ]
    assert labels == ["Leave their rows out"]


def test_nothing_is_offered_that_leaves_one_class() -> None:
    finding = found(birds({"gull": 90, "owl": 6}))
    assert finding.fixes == ()


def test_the_rarer_of_two_classes_is_never_taken_away() -> None:
    dataset, recipe = FLAWS["small_classes"]()
    fixes = found((dataset, recipe)).fixes
    assert [fix.label for fix in fixes] == ["Leave their rows out"]
