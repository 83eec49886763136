"""Every remedy also works on top of a suggested recipe: it still trains."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from core.advice import findings, suggest, view_of
from core.checks import CHECKS
from core.pipeline import compile_pipeline
from core.recipe import Recipe
from core.table import Dataset
from core.training.material import material_of
from tests.checks.planted import FLAWS


def trains(recipe: Recipe, dataset: Dataset) -> bool:
    """Fit a linear model that suits the recipe's task."""
    material = material_of(recipe, dataset)
    names = {candidate.model: candidate for candidate in recipe.candidates}
    wanted = "ridge" if recipe.problem.task == "regression" else "logistic"
    if wanted not in names:
        return True
    pipeline = compile_pipeline(recipe, names[wanted], material.train)
    pipeline.fit(material.train, material.target.values)
    return len(pipeline.predict(material.test)) > 0


@cache
def flawed(name: str) -> tuple[Dataset, Recipe, Recipe]:
    """Return a table with a flaw, the recipe that only asks, and the suggestion for it."""
    dataset, plain = FLAWS[name]()
    return dataset, plain, suggest(dataset, dataset.columns[-1])


@pytest.mark.parametrize("name", FLAWS)
def test_every_finding_on_a_suggestion_can_be_fixed(name: str) -> None:
    dataset, _, recipe = flawed(name)
    for finding in findings(view_of(recipe, dataset)):
        for place, fix in enumerate(finding.fixes):
            fixed = recipe.apply(fix)
            assert trains(fixed, dataset)
            after = CHECKS.get(finding.code).look(view_of(fixed, dataset))
            assert place or after is None


def test_another_task_leaves_no_model_that_cannot_answer_it() -> None:
    months = [row % 12 + 1 for row in range(480)]
    table = pd.DataFrame({"size": [row * 7 % 101 for row in range(480)], "month": months})
    dataset = Dataset.of(table, "months")
    recipe = suggest(dataset, "month")
    [asked] = [one for one in findings(view_of(recipe, dataset)) if one.code == "target_kind"]
    fixed = recipe.apply(asked.fixes[0])
    assert fixed.problem.task == "multiclass"
    assert {"ridge", "dummy"} & {item.model for item in fixed.candidates} == {"dummy"}


@pytest.mark.parametrize("name", FLAWS)
def test_remedies_for_the_raw_table_fit_a_suggestion(name: str) -> None:
    dataset, plain, recipe = flawed(name)
    finding = CHECKS.get(name).look(view_of(plain, dataset))
    assert finding is not None
    view = view_of(recipe, dataset)
    if not {*finding.columns} <= {*view.features(), recipe.problem.target}:
        pytest.skip("The suggestion has treated the column, so its remedy is not offered.")
    for fix in finding.fixes:
        assert trains(recipe.apply(fix), dataset)
