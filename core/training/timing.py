"""Measure how long candidates take: small fits of growing size, for a few seconds in all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.progress import Event, Report, silent
from core.recipe import Candidate, Recipe
from core.tasks.training_sample import even_sample
from core.training.estimate import Point, timing_key
from core.training.material import Material
from core.training.threads import one_thread
from core.training.unit import run_unit

TIMING = "timing"
LARGE = 50_000
SECONDS = 20.0
FIRST, GROWTH = 1000, 2.5
WARM = 200


@dataclass(frozen=True, eq=False)
class Bench:
    """What is measured: candidates on the rows of a recipe."""

    recipe: Recipe
    candidates: Sequence[Candidate]
    material: Material
    report: Report = silent


def measure(bench: Bench, cores: int = 1, seconds: float = SECONDS) -> tuple[Point, ...]:
    """Fit each candidate on growing samples, as many at once as the run will, and time them.

    Every candidate gets its share of what is left of `seconds`; sizes stop before they would
    go beyond it, but there are at least two, because one says nothing about growth.
    """
    points: list[Point] = []
    every, end = len(bench.candidates), time.perf_counter() + seconds
    for place, candidate in enumerate(bench.candidates):
        message = f"Timing {candidate.name} on small samples"
        bench.report(Event(0, every, message, {"timing": place}))
        left = max(end - time.perf_counter(), 0.0)
        points += _of_one(bench, candidate, cores, left / (every - place))
    return tuple(points)


def _of_one(bench: Bench, candidate: Candidate, cores: int, seconds: float) -> list[Point]:
    recipe, material = bench.recipe, bench.material
    key = timing_key(recipe, candidate)
    most = max(len(fit) for fit, _ in material.folds)
    if _timed(recipe, candidate, _small(material, min(WARM, most), recipe.seed), 1) is None:
        return []
    points: list[Point] = []
    began, size = time.perf_counter(), min(FIRST, most // 3)
    while size <= most:
        once = _timed(recipe, candidate, _small(material, size, recipe.seed), cores)
        if once is None:
            return []
        points.append(Point(key, size, once))
        spent = time.perf_counter() - began
        if len(points) >= 2 and spent + once * GROWTH**1.2 > seconds:
            break
        size = int(size * GROWTH)
    return points


def _timed(recipe: Recipe, candidate: Candidate, material: Material, copies: int) -> float | None:
    """Return the mean seconds of a fit while `copies` run at once, None if it fails.

    Time in which other work held the processor does not count: it would look like growth.
    """
    from joblib import Parallel, delayed

    def once() -> float | None:
        began = time.thread_time()
        unit = run_unit(recipe, candidate, material, 0)
        return None if unit.error else max(time.thread_time() - began, 1e-4)

    with one_thread():
        taken = Parallel(n_jobs=copies, backend="threading", batch_size=1)(
            delayed(once)() for _ in range(copies)
        )
    known = [seconds for seconds in taken if seconds is not None]
    return sum(known) / len(known) if len(known) == copies else None


def _small(material: Material, rows: int, seed: int) -> Material:
    """Return the material with one fold of `rows` rows, its classes in their shares."""
    fit, check = max(material.folds, key=lambda fold: len(fold[0]))
    target = material.target
    codes = target.values[fit] if target.classes else np.zeros(len(fit))
    kept = fit[even_sample(codes, rows, 2, seed)] if rows < len(fit) else fit
    checked = max(round(len(check) * len(kept) / len(fit)), 1)
    some = np.random.default_rng(seed).permutation(check)[:checked]
    return replace(material, folds=((kept, np.sort(some)),))
