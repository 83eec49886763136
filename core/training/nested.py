"""Score the choice itself: choose anew inside each fold, score the pick on the fold's own rows.

The leader of a comparison is partly the luckiest, so its score flatters a little. Here each
outer fold repeats the whole choosing: all candidates are compared on inner folds of its
training rows, cut by the same rule (classes kept even, groups together, past before future),
and only the pick is scored on the rows set aside. Those rows had no say in the choice.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import RecipeError
from core.metrics import METRICS
from core.progress import Event, Report, silent
from core.recipe import Recipe
from core.shelf import Shelf
from core.table import Dataset, with_columns
from core.tasks.row_weights import refuse_weightless, weights_at
from core.tasks.supervised import Target, folds_of
from core.text import inside, listed, number
from core.training.compare import Work, begin, best_place, rounds_of, run_units, unit_key
from core.training.material import Material
from core.training.results import Comparison
from core.training.scored import Interval, corrected_interval, within
from core.training.unit import run_unit

NESTED = "nested"


@dataclass(frozen=True)
class Nested:
    """What the choosing is worth: per outer fold the pick and its score.

    leader is the mean score that the comparison itself gives to its leader, on the same folds.
    """

    metric: str
    picks: tuple[str, ...]
    scores: tuple[float, ...]
    leader: float
    test_ratio: float

    @property
    def interval(self) -> Interval:
        """The mean score with its corrected 95 % interval."""
        return within(corrected_interval(self.scores, self.test_ratio), self.metric)

    @property
    def flatters(self) -> float:
        """How much better the leader's own score looks; negative when it looks worse."""
        sign = 1 if METRICS.get(self.metric).greater_is_better else -1
        return sign * (self.leader - self.interval.mean)

    def sentence(self) -> str:
        """Say what the choosing is worth, and how steady it is."""
        label, spread = METRICS.get(self.metric).label, self.interval
        often = Counter(self.picks).most_common()
        picked = [f"{name} in {times} of {len(self.picks)}" for name, times in often]
        told = (
            f"Choosing included, {inside(label)} is {number(spread.mean)} "
            f"({number(spread.low)} to {number(spread.high)}); the leader's own score is "
            f"{number(self.leader)}"
        )
        if self.flatters > 0:
            told += f", which flatters by {number(self.flatters, 2)}"
        return f"{told}. Picked: {listed(picked, len(picked))} folds."

    def to_json(self) -> dict[str, Any]:
        """Return JSON values; `nested_from` gives an equal value back."""
        return {**vars(self), "picks": list(self.picks), "scores": list(self.scores)}


def nested_from(values: Mapping[str, Any]) -> Nested:
    """Build the value from JSON values."""
    return Nested(
        metric=str(values["metric"]),
        picks=tuple(values["picks"]),
        scores=tuple(values["scores"]),
        leader=float(values["leader"]),
        test_ratio=float(values["test_ratio"]),
    )


def nested_fits(recipe: Recipe) -> int:
    """Return how many more fits the check takes at most."""
    candidates = sum(candidate.on for candidate in recipe.candidates)
    return candidates * recipe.problem.split.folds**2


def check_choice(outer: Work, dataset: Dataset, comparison: Comparison, cores: int = 1) -> Nested:
    """Score the whole choosing; fits that stand on the shelf of `outer` are not repeated.

    The time limit of the comparison does not count here: half a check would say nothing.
    """
    recipe, material = outer.recipe, outer.material
    outer = replace(outer, deadline=math.inf)
    folds = material.folds[: len(material.folds) // rounds_of(recipe)]
    places = range(len(folds))
    picks = [best_place(run_units(_inner(outer, dataset, place), cores)) for place in places]
    leader = best_place(comparison)
    kept = [_score(outer, leader, place) for place in places]
    nested = Nested(
        metric=recipe.problem.metric,
        picks=tuple(picks),
        scores=tuple(_score(outer, pick, place) for place, pick in enumerate(picks)),
        leader=math.fsum(kept) / len(kept),
        test_ratio=float(np.mean([len(check) / len(fit) for fit, check in folds])),
    )
    outer.shelf.put(NESTED, nested.to_json())
    return nested


def nested_check(
    recipe: Recipe, dataset: Dataset, report: Report = silent, cores: int = 1
) -> Nested:
    """Compare the candidates, and score the choosing itself within each fold."""
    work = begin(recipe, dataset, report=report)
    return check_choice(work, dataset, run_units(work, cores), cores)


class _Apart:
    """A part of a shelf: its keys meet no others, and what nobody reads again is not kept."""

    def __init__(self, shelf: Shelf, part: str) -> None:
        self._shelf, self._part = shelf, part

    def put(self, key: str, value: Any) -> None:
        self._shelf.put(f"{self._part}-{key}", value)

    def get(self, key: str) -> Any | None:
        return self._shelf.get(f"{self._part}-{key}")

    def put_array(self, key: str, values: NDArray[Any]) -> None:
        """Keep no predictions of inner folds."""

    def get_array(self, key: str) -> NDArray[Any] | None:  # noqa: ARG002
        return None


def _inner(outer: Work, dataset: Dataset, place: int) -> Work:
    """Return the work of choosing anew on the training rows of one outer fold."""
    return replace(
        outer,
        material=inner_material(outer.recipe, dataset, outer.material, place),
        shelf=_Apart(outer.shelf, f"{NESTED}-{place}"),
        report=_part(outer, place),
        finished={},
    )


def inner_material(recipe: Recipe, dataset: Dataset, material: Material, place: int) -> Material:
    """Return the training rows of one outer fold, cut into folds by the recipe's own rule."""
    fit = material.folds[place][0]
    values = material.target.values[fit]
    rows = material.train.iloc[fit]
    raw = with_columns(dataset.frame.loc[rows.index], {recipe.problem.target: values})
    weights = weights_at(material.weights, fit)
    folds = folds_of(raw, _once(recipe).problem, recipe.seed)
    refuse_weightless(recipe.problem, weights, "training rows of one fold", folds)
    return replace(
        material,
        train=rows,
        target=Target(values, material.target.classes),
        weights=weights,
        timeline=None if material.timeline is None else material.timeline.of(fit),
        folds=folds,
    )


def _once(recipe: Recipe) -> Recipe:
    return recipe.edit(split=replace(recipe.problem.split, repeats=1))


def _score(outer: Work, name: str, place: int) -> float:
    """Return what a candidate scores on the rows that an outer fold set aside."""
    candidate = next(item for item in outer.candidates if item.name == name)
    key = unit_key(outer, candidate, place)
    unit = outer.shelf.get(key)
    if unit is None or unit["error"]:
        unit = run_unit(outer.recipe, candidate, outer.material, place).to_json()
        outer.shelf.put(key, unit)
    score = unit["scores"].get(outer.recipe.problem.metric)
    if score is None:
        why = unit["error"] or "The metric is not defined on the rows of one fold."
        raise RecipeError(
            f"The choice cannot be checked: {name} has no score on fold {place + 1}. {why}",
            "Use fewer folds, or untick that candidate.",
        )
    return float(score)


def _part(outer: Work, place: int) -> Report:
    parts = len(outer.material.folds) // rounds_of(outer.recipe)

    def tell(event: Event) -> None:
        message = f"Choosing again, part {place + 1} of {parts}: {event.message}"
        done = place * event.total + event.done
        outer.report(replace(event, done=done, total=parts * event.total, message=message))

    return tell
