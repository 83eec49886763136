"""Margins of predictions: the right error is picked, and intervals hold what they promise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.evaluation import evaluate
from core.problem import Problem, Split
from core.recipe import Candidate, Recipe
from core.shelf import MemoryShelf
from core.steps.scale import Scale
from core.table import Dataset
from core.training.compare import begin, compare, out_of_fold
from core.training.conformal import with_margin
from core.training.fit import fit
from core.training.margin import margin_of
from tests.training.tables import customers, recipe


@pytest.mark.parametrize(("errors", "half"), [(9, 9.0), (19, 18.0), (29, 27.0), (99, 90.0)])
def test_the_margin_is_an_error_that_one_in_ten_exceeds(errors: int, half: float) -> None:
    sizes = np.arange(1.0, errors + 1)
    signs = np.where(np.arange(errors) % 2, 1, -1)
    found = margin_of(sizes * signs)
    assert found is not None
    assert (found.half, found.rows, found.level) == (half, errors, 0.9)


def test_fewer_than_nine_errors_have_no_margin() -> None:
    assert margin_of(np.arange(8.0)) is None


def test_rows_without_a_prediction_do_not_count() -> None:
    found = margin_of(np.append(np.arange(1.0, 10.0), [np.nan, np.nan]))
    assert found is not None
    assert (found.half, found.rows) == (9.0, 9)


@pytest.mark.parametrize(
    ("weights", "half", "rows"),
    [
        # the new row weighs the mean: 0.9 * (10 + 1) = 9.9 of 10
        ([1.0] * 10, 10.0, 10),
        # 0.9 * 30 * 1.1 = 29.7, and the errors up to 9 weigh 29
        ([11.0, *[2.0] * 8, 3.0], 10.0, 10),
        # 0.9 * 110 * 1.1 = 108.9, reached by the second of them
        ([1.0, 108.0, *[0.125] * 8], 2.0, 10),
        # rows of weight 0 are not there: 0.9 * (9 + 1) = 9
        ([0.0, *[1.0] * 9], 10.0, 9),
    ],
)
def test_weighted_errors_are_counted_by_their_weight(
    weights: list[float], half: float, rows: int
) -> None:
    order = np.array([3, 0, 9, 1, 7, 5, 2, 8, 6, 4])
    errors = np.append([np.nan], np.arange(1.0, 11.0)[order])
    counted = np.append([1000.0], np.array(weights)[order])
    found = margin_of(errors, weights=counted)
    assert found is not None
    assert (found.half, found.rows) == (half, rows)


def test_the_margin_is_that_of_the_folds_of_the_comparison() -> None:
    asked, table, shelf = recipe("ridge", task="regression"), customers(), MemoryShelf()
    compare(asked, table, shelf=shelf)
    work = begin(asked, table, shelf)
    outputs = out_of_fold(work, Candidate("ridge"))
    assert outputs is not None
    errors = np.sort(np.abs(work.material.target.values - outputs[:, 0]))
    kept = with_margin(fit(asked, Candidate("ridge"), table), table, shelf)
    fresh = with_margin(fit(asked, Candidate("ridge"), table), table)
    assert len(errors) == 96
    assert kept.margin is not None
    assert kept.margin.half == errors[87]  # the 88th: 0.9 * 97 = 87.3, upwards
    assert fresh.margin == kept.margin


def test_a_model_of_classes_has_no_margin() -> None:
    fitted = fit(recipe("logistic"), Candidate("logistic"), customers())
    assert with_margin(fitted, customers()).margin is None


def test_a_baseline_has_a_margin_too() -> None:
    asked = recipe("ridge", task="regression")
    assert with_margin(fit(asked, Candidate("dummy"), customers()), customers()).margin


def test_a_model_that_fails_on_a_fold_has_none() -> None:
    asked, table = recipe("ridge", task="regression"), customers()
    fitted = fit(asked, Candidate("ridge"), table)
    broken = Candidate("ridge", {"alpha": -1.0})
    assert with_margin(replace(fitted, candidate=broken), table).margin is None


@pytest.mark.parametrize("split", [Split(test_share=0.5), Split(test_share=0.5, repeats=2)])
@pytest.mark.parametrize("model", ["linear", "decision_tree"])
def test_nine_in_ten_new_rows_lie_inside(model: str, split: Split) -> None:
    generator = np.random.default_rng(11)
    size = generator.normal(100, 20, 3000)
    price = size * 3 + generator.standard_t(4, 3000) * 10
    table = Dataset.of(pd.DataFrame({"size": size, "price": price}), "houses")
    problem = Problem(task="regression", target="price", metric="mae", split=split)
    fitted = fit(Recipe(problem=problem).add(Scale()), Candidate(model), table)
    coverage = evaluate(with_margin(fitted, table), table).coverage
    assert coverage is not None
    assert 0.88 < coverage.held < 0.92
    assert coverage.rows == 1500
