"""Each bundled sample scores as its card says: the recipe we suggest, one quick candidate."""

from __future__ import annotations

import math

import pytest

from core.advice import suggest
from core.evaluation.evaluation import evaluate_test
from core.loading import load
from core.metrics import METRICS
from core.recipe import Recipe
from core.samples import SAMPLES, Sample, sample_named
from core.sources.sample import SampleSource
from core.table import Dataset
from core.training.compare import compare, with_baseline
from core.training.fit import fit_material
from core.training.material import material_of

QUICK = {"penguins": "logistic"}
EVERY = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def suggested(sample: Sample, model: str, twin: bool = False) -> tuple[Recipe, Dataset]:
    """Return the suggested recipe with one candidate only, and its table."""
    table = load(None, SampleSource(sample.name, twin))
    recipe = suggest(table, sample.target, sample.task)
    return recipe.edit(candidates=tuple(c for c in recipe.candidates if c.model == model)), table


def mean_score(recipe: Recipe, table: Dataset) -> float:
    """Return the mean over the folds of the one candidate."""
    (candidate,) = recipe.candidates
    results = compare(recipe, table, cores=1).results
    (result,) = [one for one in results if one.model == candidate.model]
    return math.fsum(result.scores(recipe.problem.metric)) / recipe.problem.split.folds


@pytest.mark.slow
@EVERY
def test_the_scores_of_a_sample_fall_in_its_range(sample: Sample) -> None:
    recipe, table = suggested(sample, QUICK.get(sample.name, "lightgbm"))
    name, low, high = sample.expected
    assert recipe.problem.metric == name
    assert low <= mean_score(recipe, table) <= high
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
    score = mean_score(*suggested(sample, model, twin=True))
    metric, low, high = sample.expected
    assert METRICS.get(metric).better(score, high if METRICS.get(metric).greater_is_better else low)


@EVERY
def test_a_range_is_narrow_and_possible(sample: Sample) -> None:
    name, low, high = sample.expected
    metric = METRICS.get(name)
    assert low < high
    assert metric.high is None or high <= metric.high
    assert (high - low) / high < 0.3
