"""Each bundled sample scores as its card says: the recipe we suggest, one quick candidate."""

from __future__ import annotations

import math

import pytest

from core.advice import suggest
from core.loading import load
from core.metrics import METRICS
from core.samples import SAMPLES, Sample
from core.sources.sample import SampleSource
from core.training.compare import compare

QUICK = {"penguins": "logistic"}


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_the_score_of_a_sample_falls_in_its_range(sample: Sample) -> None:
    table = load(None, SampleSource(sample.name))
    recipe = suggest(table, sample.target, sample.task)
    model = QUICK.get(sample.name, "lightgbm")
    quick = tuple(one for one in recipe.candidates if one.model == model)
    (result,) = [
        one
        for one in compare(recipe.edit(candidates=quick), table, cores=1).results
        if one.model == model
    ]
    name, low, high = sample.expected
    assert recipe.problem.metric == name
    scores = result.scores(name)
    assert len(scores) == recipe.problem.split.folds
    assert low <= math.fsum(scores) / len(scores) <= high


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_range_is_narrow_and_possible(sample: Sample) -> None:
    name, low, high = sample.expected
    metric = METRICS.get(name)
    assert low < high
    assert metric.high is None or high <= metric.high
    assert (high - low) / high < 0.25
