"""Each bundled sample scores as its card says: the recipe we suggest, one quick candidate."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from core.evaluation.evaluation import evaluate_test
from core.metrics import METRICS
from core.recipe import Recipe
from core.samples import MEASURES, SAMPLES, Sample, sample_named
from core.table import Dataset
from core.training.compare import compare, with_baseline
from core.training.fit import fit_material
from core.training.material import material_of
from tests.samples.reference import REFERENCES
from tests.samples.tables import suggested, table_of

FOLDS = 3  # the ranges hold from three folds on; three cost half as much as five
MANY = 5_000  # rows; above, the score on the test rows says as much as those of the folds
QUICK = {"penguins": "logistic"}
EVERY = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
TRAINED = pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES if sample.trains], ids=lambda sample: sample.name
)
UNTRAINED = pytest.mark.parametrize(
    "sample", [sample for sample in SAMPLES if not sample.trains], ids=lambda sample: sample.name
)


def with_one(sample: Sample, model: str, twin: bool = False) -> tuple[Recipe, Dataset]:
    """Return the suggested recipe with one candidate only, and its table."""
    recipe = suggested(sample.name, twin)
    recipe = recipe.edit(split=replace(recipe.problem.split, folds=FOLDS))
    only = tuple(c for c in recipe.candidates if c.model == model)
    return recipe.edit(candidates=only), table_of(sample.name, twin)


def mean_score(recipe: Recipe, table: Dataset) -> float:
    """Return the mean over the folds of the one candidate."""
    (candidate,) = recipe.candidates
    results = compare(recipe, table, cores=1).results
    (result,) = [one for one in results if one.model == candidate.model]
    return math.fsum(result.scores(recipe.problem.metric)) / recipe.problem.split.folds


@pytest.mark.slow
@TRAINED
def test_the_scores_of_a_sample_fall_in_its_range(sample: Sample) -> None:
    recipe, table = with_one(sample, QUICK.get(sample.name, "lightgbm"))
    name, low, high = sample.expected
    assert recipe.problem.metric == name
    assert table.rows > MANY or low <= mean_score(recipe, table) <= high
    material = material_of(recipe, table)
    fitted, baseline = (
        fit_material(recipe, candidate, material, table.fingerprint)
        for candidate in (recipe.candidates[0], with_baseline(recipe)[0])
    )
    assert low <= evaluate_test(fitted, material, baseline).scores[name].value <= high


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "model"), [("churn", "logistic"), ("house_prices", "ridge"), ("titanic", "logistic")]
)
def test_a_leak_left_in_the_twin_gives_a_score_too_good_for_its_range(
    name: str, model: str
) -> None:
    sample = sample_named(name)
    score = mean_score(*with_one(sample, model, twin=True))
    metric, low, high = sample.expected
    assert METRICS.get(metric).better(score, high if METRICS.get(metric).greater_is_better else low)


@pytest.mark.slow
@UNTRAINED
def test_the_method_on_the_card_gives_what_the_card_says(sample: Sample) -> None:
    frame = table_of(sample.name, False).frame
    found = REFERENCES[sample.name](frame)
    _, low, high = sample.expected
    assert all(low <= value <= high for value in (found if isinstance(found, list) else [found]))


@pytest.mark.slow
def test_a_leak_given_back_makes_the_calls_of_the_bank_too_good() -> None:
    sample = sample_named("bank_calls")
    recipe, table = with_one(sample, "logistic")
    honest = mean_score(recipe, table)
    leaky = recipe.edit(problem=recipe.problem.with_role("duration", "feature"))
    assert mean_score(leaky, table) > max(honest + 0.1, sample.expected[2])


@EVERY
def test_a_range_is_narrow_and_possible(sample: Sample) -> None:
    name, low, high = sample.expected
    top = METRICS.get(name).high if sample.trains else None
    assert low < high
    assert top is None or high <= top
    assert (high - low) / high < 0.3 or sample.task == "recommend"


@UNTRAINED
def test_a_sample_without_training_names_its_method_and_no_target(sample: Sample) -> None:
    assert sample.method and not sample.target
    assert sample.expected[0] in {**MEASURES, "roc_auc": ""}


@TRAINED
def test_a_sample_with_training_has_a_target_and_a_metric(sample: Sample) -> None:
    assert sample.target and not sample.method
    assert sample.expected[0] in METRICS
