"""Compare candidates by cross-validation on the training rows, one unit at a time.

A unit is one candidate on one fold. Units run in parallel threads, longest first, each
with one thread of its own. Every finished unit is put on the shelf at once: a run that is
cancelled or killed goes on where it stopped, and a changed list of candidates repeats
nothing that is still valid.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import RecipeError
from core.metrics import offered
from core.models import MODELS
from core.problem import Problem
from core.progress import Event, Report, silent
from core.recipe import Candidate, Recipe
from core.shelf import MemoryShelf, Shelf
from core.table import Dataset
from core.training.estimate import (
    Point,
    Span,
    by_fit,
    points_from,
    points_json,
    timing_key,
    together,
    unit_span,
)
from core.training.fit import takes_weights
from core.training.material import Material, material_of
from core.training.ranking import left_unranked
from core.training.results import Comparison
from core.training.scored import Result
from core.training.threads import one_thread
from core.training.timing import TIMING, Bench, measure
from core.training.unit import run_unit

COMPARISON = "comparison"
CELLS = 2_000_000  # from here on the first fit takes so long that timing small ones pays
TIMING_SECONDS = 5.0


@dataclass(frozen=True, eq=False)
class Work:
    """What all units of a run share; `finished` maps unit keys to their JSON values.

    `timings` are the fits measured so far, `cores` how many run at once.
    """

    recipe: Recipe
    candidates: tuple[Candidate, ...]
    material: Material
    data_version: str
    shelf: Shelf
    report: Report = silent
    deadline: float = math.inf
    finished: dict[str, Any] = field(default_factory=dict)
    lock: Any = field(default_factory=threading.Lock)
    timings: list[Point] = field(default_factory=list)
    cores: int = 1


def compare(
    recipe: Recipe,
    dataset: Dataset,
    report: Report = silent,
    shelf: Shelf | None = None,
    cores: int = 1,
) -> Comparison:
    """Cross-validate the candidates that are switched on, the baseline always among them.

    The scores are the same whatever `cores` is. With `recipe.minutes` set, units that have
    not begun by then are left out; only candidates with all folds have a place.
    """
    work = begin(recipe, dataset, shelf, report)
    if work.material.train.size >= CELLS:
        _measure(work, cores)
    return run_units(work, cores)


def run_units(work: Work, cores: int = 1) -> Comparison:
    """Run every unit that the shelf does not hold yet, and return the comparison."""
    from joblib import Parallel, delayed

    work = replace(work, cores=cores)
    units = _ordered(work)
    waiting = [unit for unit in units if not _recall(work, *unit)]
    _publish(work)
    work.report(Event(len(work.finished), len(units), "Starting", _left(work)))
    with one_thread():
        Parallel(n_jobs=cores, backend="threading", batch_size=1, pre_dispatch=cores)(
            delayed(_run)(work, candidate, fold, len(units)) for candidate, fold in waiting
        )
    return _publish(work, ended=True)


def _measure(work: Work, cores: int) -> None:
    """Time small fits of the candidates that no earlier run has timed."""
    known = points_from(work.shelf.get(TIMING) or ())
    keys = {point.fit for point in known}
    fresh = [c for c in work.candidates if timing_key(work.recipe, c) not in keys]
    bench = Bench(work.recipe, fresh, work.material, work.report)
    work.timings.extend((*known, *measure(bench, cores, TIMING_SECONDS)))
    work.shelf.put(TIMING, points_json(work.timings))


def begin(
    recipe: Recipe, dataset: Dataset, shelf: Shelf | None = None, report: Report = silent
) -> Work:
    """Make the rows ready for a run."""
    limit = math.inf if recipe.minutes is None else time.monotonic() + 60 * recipe.minutes
    return Work(
        recipe=recipe,
        candidates=with_baseline(recipe),
        material=material_of(recipe, dataset),
        data_version=dataset.fingerprint,
        shelf=MemoryShelf() if shelf is None else shelf,
        report=report,
        deadline=limit,
    )


def with_baseline(recipe: Recipe) -> tuple[Candidate, ...]:
    """Return the candidates that are switched on, a baseline first."""
    chosen = [candidate for candidate in recipe.candidates if candidate.on]
    unsuited = [c for c in chosen if not MODELS.get(c.model).suits(recipe.problem.task)]
    if unsuited:
        raise RecipeError(
            f"{unsuited[0].name} cannot be used for this type of problem.",
            "Remove it from the candidates.",
        )
    if not any(MODELS.get(candidate.model).baseline for candidate in chosen):
        baselines = [m for m in MODELS if m.baseline and m.suits(recipe.problem.task)]
        chosen.insert(0, Candidate(baselines[0].name))
    if len(chosen) == 1:
        raise RecipeError("No model is ticked.", "Tick at least one candidate.")
    return tuple(sorted(chosen, key=lambda candidate: not MODELS.get(candidate.model).baseline))


def unit_key(work: Work, candidate: Candidate, fold: int) -> str:
    """Return the shelf key of a unit: same recipe part, data and fold give the same key."""
    part = work.recipe.fingerprint("fit", candidate)[:20]
    return f"unit-{work.data_version[:12]}-{part}-{fold}"


def collect(work: Work, ended: bool) -> Comparison:
    """Return the comparison as far as it has come."""
    material, recipe = work.material, work.recipe
    comparison = Comparison(
        task=recipe.problem.task,
        metric=recipe.problem.metric,
        results=tuple(_result(work, candidate) for candidate in work.candidates),
        test_ratio=material.test_ratio,
        data_version=work.data_version,
        seed=recipe.seed,
        notes=(*material.notes, *_fold_note(recipe, material)),
        rows=len(material.train),
        folds=len(material.folds),
        whole=material.whole,
    )
    return comparison.ended() if ended else comparison


def out_of_fold(work: Work, candidate: Candidate) -> NDArray[np.float64] | None:
    """Return the predictions for the training rows once each, NaN where a row had none.

    Of repeated folds the first round counts; None before it is finished.
    """
    rows: NDArray[np.float64] | None = None
    first = len(work.material.folds) // rounds_of(work.recipe)
    for fold, (_, check) in enumerate(work.material.folds[:first]):
        outputs = work.shelf.get_array(unit_key(work, candidate, fold))
        if outputs is None:
            return None
        if rows is None:
            rows = np.full((len(work.material.train), outputs.shape[1]), np.nan)
        rows[check] = outputs
    return rows


def rounds_of(recipe: Recipe) -> int:
    """Return how often the folds are cut anew; by time there is only one way."""
    split = recipe.problem.split
    return 1 if split.kind == "time" else split.repeats


def _ordered(work: Work) -> list[tuple[Candidate, int]]:
    """Put the baseline and the quickest model first, for a first score; then longest first."""

    def place(candidate: Candidate) -> tuple[int, int]:
        model = MODELS.get(candidate.model)
        first = 0 if model.baseline else 1 if candidate is quickest else 2
        return first, -model.simplicity

    models = [c for c in work.candidates if not MODELS.get(c.model).baseline]
    quickest = min(models, key=lambda c: MODELS.get(c.model).simplicity)
    ordered = sorted(work.candidates, key=place)
    return [(c, fold) for c in ordered for fold in range(len(work.material.folds))]


def _recall(work: Work, candidate: Candidate, fold: int) -> bool:
    key = unit_key(work, candidate, fold)
    kept = work.shelf.get(key)
    if kept is None or kept["error"] or _lacks(kept["scores"], work.recipe.problem):
        return False
    work.finished[key] = kept
    _note_time(work, candidate, fold, kept)
    return True


def _lacks(scores: Mapping[str, Any], problem: Problem) -> bool:
    """Tell whether a unit was scored before the chosen metric was there."""
    return any(m.name == problem.metric for m in offered(problem)) and problem.metric not in scores


def _note_time(work: Work, candidate: Candidate, fold: int, unit: Mapping[str, Any]) -> None:
    if unit.get("seconds") and not unit["error"]:
        rows = len(work.material.folds[fold][0])
        work.timings.append(Point(timing_key(work.recipe, candidate), rows, unit["seconds"]))


def _run(work: Work, candidate: Candidate, fold: int, total: int) -> None:
    with work.lock:
        if time.monotonic() > work.deadline or _has_failed(work, candidate):
            return
        work.report(_event(work, total, candidate, fold, "fitting"))
    began = time.perf_counter()
    result = run_unit(work.recipe, candidate, work.material, fold)
    kept = result.to_json() | {"seconds": time.perf_counter() - began}
    key = unit_key(work, candidate, fold)
    if result.outputs is not None:
        work.shelf.put_array(key, result.outputs)
    work.shelf.put(key, kept)
    with work.lock:
        work.finished[key] = kept
        _note_time(work, candidate, fold, kept)
        _publish(work)
        work.report(_event(work, total, candidate, fold, "finished"))


def _publish(work: Work, ended: bool = False) -> Comparison:
    comparison = collect(work, ended)
    work.shelf.put(COMPARISON, comparison.to_json())
    work.shelf.put(TIMING, points_json(work.timings))
    return comparison


def _event(work: Work, total: int, candidate: Candidate, fold: int, state: str) -> Event:
    folds = len(work.material.folds)
    message = f"{candidate.name}: fold {fold + 1} of {folds} {state}"
    facts = {"candidate": candidate.name, "fold": fold, "state": state, **_left(work)}
    return Event(len(work.finished), total, message, facts)


def _left(work: Work) -> dict[str, Any]:
    """Return the seconds that all other fits will take, nothing while one cannot be told."""
    known = by_fit(work.timings)
    rest: dict[str, list[Span]] = {}
    for candidate, fold in _ordered(work):
        if unit_key(work, candidate, fold) in work.finished or _has_failed(work, candidate):
            continue
        rows = len(work.material.folds[fold][0])
        span = unit_span(known.get(timing_key(work.recipe, candidate), {}), rows)
        if span is None:
            return {}
        rest.setdefault(candidate.name, []).append(span)
    left = together(tuple(rest.values()), work.cores)
    return {"left": [left.low, left.middle, left.high]}


def _units(work: Work, candidate: Candidate) -> dict[int, Mapping[str, Any]]:
    """Return the finished units of a candidate by fold."""
    keys = {fold: unit_key(work, candidate, fold) for fold in range(len(work.material.folds))}
    return {fold: work.finished[key] for fold, key in keys.items() if key in work.finished}


def _has_failed(work: Work, candidate: Candidate) -> bool:
    return any(unit["error"] for unit in _units(work, candidate).values())


def _result(work: Work, candidate: Candidate) -> Result:
    model = MODELS.get(candidate.model)
    units = _units(work, candidate)
    failed = next((unit for unit in units.values() if unit["error"]), None)
    good = [] if failed else list(units.values())
    return Result(
        name=candidate.name,
        model=candidate.model,
        state=_state(len(units), len(work.material.folds), failed is not None),
        fold_scores=_by_metric(good, "scores"),
        train_scores=_by_metric(good, "train_scores"),
        fit_seconds=_mean([unit["fit_seconds"] for unit in good]),
        predict_ms=_mean([unit["predict_ms"] for unit in good if unit["predict_ms"]]),
        size=max((unit.get("size", 0) for unit in good), default=0),
        error=failed["error"] if failed else "",
        hint=failed["hint"] if failed else "",
        notes=_weights_note(work, candidate),
        fingerprint=work.recipe.fingerprint("fit", candidate),
        params=dict(candidate.params),
        baseline=model.baseline,
        simplicity=model.simplicity,
        folds=() if failed else tuple(units),
    )


def _weights_note(work: Work, candidate: Candidate) -> tuple[str, ...]:
    if work.material.weights is None:
        return ()
    model = MODELS.get(candidate.model)
    if model.missing_packages():
        return ()
    if takes_weights(model.build(work.recipe.problem.task, candidate.params, work.recipe.seed)):
        return ()
    return (f"{candidate.name} takes no row weights: it learned from every row alike.",)


def _state(done: int, folds: int, failed: bool) -> str:
    if failed:
        return "failed"
    if done == folds:
        return "finished"
    return "running" if done else "waiting"


def _by_metric(units: Sequence[Mapping[str, Any]], part: str) -> dict[str, tuple[float, ...]]:
    names = sorted({name for unit in units for name in unit[part]})
    columns = {name: [unit[part].get(name) for unit in units] for name in names}
    return {
        name: tuple(float(value) for value in values)
        for name, values in columns.items()
        if all(value is not None for value in values)
    }


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0


def _fold_note(recipe: Recipe, material: Material) -> tuple[str, ...]:
    wanted, used = recipe.problem.split.folds, len(material.folds) // rounds_of(recipe)
    if used == wanted:
        return ()
    return (f"{used} folds instead of {wanted}: the smallest class or the groups allow no more.",)


def best_place(comparison: Comparison) -> str:
    """Return the candidate to choose, the first of the leaderboard.

    That is the simplest of those at most one standard error behind the best score.
    """
    places = [
        place for place in comparison.leaderboard() if place.rank and not place.result.baseline
    ]
    if not places:
        raise _no_place(comparison)
    return places[0].result.name


def _no_place(comparison: Comparison) -> RecipeError:
    """Return why no candidate can be chosen: one failed, none is judged, or time was short."""
    results = comparison.results
    failed = next((result for result in results if result.error), None)
    if failed:
        return RecipeError(f"No candidate finished. {failed.name}: {failed.error}", failed.hint)
    if any(result.state == "finished" and not result.baseline for result in results):
        why = left_unranked(results, comparison.metric, comparison.folds)
        return RecipeError("No candidate can be judged.", " ".join(why))
    return RecipeError("No candidate finished.", "Give the comparison more time.")
