"""Training on a sample: the test rows stay whole, and every result says so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.problem import Split
from core.recipe import Recipe, read_recipe, write_recipe
from core.table import Dataset
from core.training.certificate import certify
from core.training.compare import compare
from core.training.fit import fit
from core.training.material import material_of
from core.training.results import comparison_from
from tests.training.tables import customers, recipe

LABEL = "Trained on 100 of 240 training rows"


def few(kind: str = "random", column: str = "") -> tuple[Recipe, Dataset]:
    frame = customers(300).frame.assign(
        shop=[f"s{n % 30}" for n in range(300)],
        day=pd.date_range("2024-01-01", periods=300).astype("datetime64[us]"),
    )
    asked = recipe("logistic").edit(sample=100, split=Split(kind=kind, folds=3, column=column))
    problem = asked.problem.with_role("shop", "group").with_role("day", "time")
    return asked.edit(problem=problem), Dataset.of(frame, "customers")


@pytest.mark.parametrize(("kind", "column"), [("random", ""), ("group", "shop"), ("time", "day")])
def test_training_rows_are_sampled_and_test_rows_are_not(kind: str, column: str) -> None:
    asked, data = few(kind, column)
    whole, part = material_of(asked.edit(sample=None), data), material_of(asked, data)
    assert part.test.index.tolist() == whole.test.index.tolist()
    assert set(part.train.index) < set(whole.train.index)
    assert len(part.train) == 100
    assert (part.whole, whole.whole) == (240, 240)


def test_the_sample_of_a_series_is_its_end() -> None:
    asked, data = few("time", "day")
    assert material_of(asked, data).train.index.tolist() == list(range(140, 240))


def test_the_comparison_says_how_many_rows_of_how_many() -> None:
    asked, data = few()
    found = compare(asked, data)
    assert (found.rows, found.whole) == (100, 240)
    assert found.notes[0].startswith(LABEL)
    assert comparison_from(found.to_json()) == found


def test_a_comparison_from_before_samples_is_read() -> None:
    asked, data = few()
    values = compare(asked, data).to_json()
    del values["whole"]
    assert comparison_from(values).whole == 0


def test_the_fitted_model_knows_what_it_was_fitted_on() -> None:
    asked, data = few()
    model = fit(asked, asked.candidates[0], data)
    assert (model.rows, model.whole) == (100, 240)


def test_a_sample_makes_results_of_all_rows_stale() -> None:
    asked, _ = few()
    one = asked.candidates[0]
    assert asked.fingerprint("fit", one) != asked.edit(sample=None).fingerprint("fit", one)
    assert asked.fingerprint("fit", one) != asked.edit(sample=101).fingerprint("fit", one)


def test_no_sample_leaves_the_fingerprint_as_it_was() -> None:
    plain = recipe("logistic")
    assert "sample" not in plain.to_json()
    assert read_recipe(write_recipe(plain)) == plain


def test_the_recipe_file_keeps_the_sample() -> None:
    asked, _ = few()
    assert read_recipe(write_recipe(asked)).sample == 100


def test_the_certificate_is_clean_with_a_sample() -> None:
    asked, data = few()
    certificate = certify(asked, asked.candidates[0], data)
    assert certificate.clean
    assert certificate.rows_scrambled > 300 - 100


def test_weights_belong_to_the_sampled_rows() -> None:
    asked, data = few()
    frame = data.frame.assign(weight=np.arange(1.0, 301.0))
    asked = asked.edit(problem=asked.problem.with_role("weight", "weight"))
    made = material_of(asked, Dataset.of(frame, "weighted"))
    assert made.weights is not None
    assert made.weights.tolist() == [index + 1.0 for index in made.train.index]
