"""A comparison takes at most 1.15 times as long as plain scikit-learn on the same cores.

python -m benchmarks.comparison [--short]

The peer cross-validates the same compiled pipelines on the same folds and only scores them;
ours also keeps every fold, its out-of-fold predictions and its intervals. `--short` runs each
once with two candidates, to see that the benchmark works.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from benchmarks.verdict import Verdict, judge, median
from core.advice import suggest
from core.loading import load
from core.pipeline import compile_pipeline
from core.recipe import Recipe
from core.samples import sample_named
from core.table import Dataset
from core.training.compare import compare, with_baseline
from core.training.material import material_of
from core.training.threads import one_thread

LIMIT = 1.15
CORES = os.cpu_count() or 1


def main() -> int:
    """Measure, print and return 1 if the promise is broken."""
    return judge(verdicts(short="--short" in sys.argv))


def verdicts(short: bool = False) -> Iterator[Verdict]:
    """Run the peer and ours in turn, once to warm up and then three times."""
    dataset = load(sample_named("churn").file)
    recipe = suggest(dataset, "Churn")
    if short:
        recipe = replace(recipe, candidates=recipe.candidates[:2])
    ours: list[float] = []
    peers: list[float] = []
    for turn in range(1 if short else 4):
        for taken, work in ((peers, _peer), (ours, _ours)):
            seconds = _seconds(work, recipe, dataset)
            if turn or short:
                taken.append(seconds)
    name = f"comparison of {len(with_baseline(recipe))} candidates against cross_validate"
    yield Verdict(name, median(ours) / median(peers), LIMIT, "times")


def _seconds(work: Callable[[Recipe, Dataset], Any], recipe: Recipe, dataset: Dataset) -> float:
    started = time.perf_counter()
    work(recipe, dataset)
    return time.perf_counter() - started


def _ours(recipe: Recipe, dataset: Dataset) -> None:
    done = compare(recipe, dataset, cores=CORES)
    failed = [result.name for result in done.results if result.state != "finished"]
    assert not failed, failed


def _peer(recipe: Recipe, dataset: Dataset) -> None:
    from joblib import parallel_config
    from sklearn.model_selection import cross_validate

    material = material_of(recipe, dataset)
    with one_thread(), parallel_config(backend="threading", n_jobs=CORES):
        for candidate in with_baseline(recipe):
            cross_validate(
                compile_pipeline(recipe, candidate, material.train),
                material.train,
                material.target.values,
                cv=material.folds,
                scoring="roc_auc",
                error_score="raise",
            )


if __name__ == "__main__":
    sys.exit(main())
