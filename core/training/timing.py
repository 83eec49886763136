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
    timed: list[_Timed] = []
    every, end = len(bench.candidates), time.perf_counter() + seconds
    for place, candidate in enumerate(bench.candidates):
        message = f"Timing {candidate.name} on small samples"
        bench.report(Event(0, every, message, {"timing": place}))
        left = max(end - time.perf_counter(), 0.0)
        timed += _of_one(bench, candidate, cores, left / (every - place))
    waiting = _waiting(timed)
    return tuple(Point(one.key, one.rows, one.worked * waiting) for one in timed)


@dataclass(frozen=True)
class _Timed:
    """One size: seconds of work of one fit, and seconds that passed meanwhile."""

    key: str
    rows: int
    worked: float
    passed: float


def _waiting(timed: Sequence[_Timed]) -> float:
    """Return how much longer everything took than it worked: how busy the machine is.

    Taken over all fits, because by itself a wait in one of them would look like growth.
    """
    worked = sum(one.worked for one in timed)
    return max(sum(one.passed for one in timed) / worked, 1.0) if worked else 1.0


def _of_one(bench: Bench, candidate: Candidate, cores: int, seconds: float) -> list[_Timed]:
    recipe, material = bench.recipe, bench.material
    key = timing_key(recipe, candidate)
    most = max(len(fit) for fit, _ in material.folds)
    if _timed(bench, candidate, min(WARM, most), 1) is None:
        return []
    found: list[_Timed] = []
    began, size = time.perf_counter(), min(FIRST, most // 3)
    while size <= most:
        once = _timed(bench, candidate, size, cores)
        if once is None:
            return []
        found.append(_Timed(key, size, *once))
        spent = time.perf_counter() - began
        if len(found) >= 2 and spent + once[1] * GROWTH**1.2 > seconds:
            break
        size = int(size * GROWTH)
    return found


def _timed(
    bench: Bench, candidate: Candidate, rows: int, copies: int
) -> tuple[float, float] | None:
    """Return mean seconds of work, and that passed, of `copies` fits at once; None if one fails."""
    from joblib import Parallel, delayed

    material = _small(bench.material, rows, bench.recipe.seed)

    def once() -> tuple[float, float] | None:
        began, working = time.perf_counter(), time.thread_time()
        unit = run_unit(bench.recipe, candidate, material, 0)
        if unit.error:
            return None
        return max(time.thread_time() - working, 1e-4), time.perf_counter() - began

    with one_thread():
        taken = Parallel(n_jobs=copies, backend="threading", batch_size=1)(
            delayed(once)() for _ in range(copies)
        )
    known = [pair for pair in taken if pair is not None]
    if len(known) < copies:
        return None
    return sum(pair[0] for pair in known) / copies, sum(pair[1] for pair in known) / copies


def _small(material: Material, rows: int, seed: int) -> Material:
    """Return the material with one fold of `rows` rows, its classes in their shares."""
    fit, check = max(material.folds, key=lambda fold: len(fold[0]))
    target = material.target
    codes = target.values[fit] if target.classes else np.zeros(len(fit))
    kept = fit[even_sample(codes, rows, 2, seed)] if rows < len(fit) else fit
    checked = max(round(len(check) * len(kept) / len(fit)), 1)
    some = np.random.default_rng(seed).permutation(check)[:checked]
    return replace(material, folds=((kept, np.sort(some)),))
