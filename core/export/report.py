"""The report of a run: one HTML file that a manager reads, without scripts or links out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.metrics import METRICS
from core.problem import TASK_LABELS
from core.recipe import Recipe
from core.text import amount, count, duration, listed, number, percent, shown
from core.training.results import Comparison
from core.training.scored import Place

TEMPLATE = "report.html.j2"
WIDTH = 260.0


@dataclass(frozen=True)
class TestScore:
    """One metric on the test rows, with the ends of its 95 % interval."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    note: str = ""


@dataclass(frozen=True)
class Told:
    """What a report tells beside recipe and comparison; empty parts are printed as unchecked.

    confusion  class names and counts, the true class down; with `weighted` the weights of rows
               are added up in place of counting them
    importance columns with their share of the effect on predictions, largest first
    looks      how often the test rows were looked at
    """

    table: str
    rows: int
    columns: int
    written: str
    scores: tuple[TestScore, ...] = ()
    verdicts: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    confusion: tuple[tuple[float, ...], ...] = ()
    weighted: bool = False
    importance: tuple[tuple[str, float], ...] = ()
    explained: str = ""
    certificate: str = ""
    looks: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of the leaderboard, with the places of its marks on a drawing `WIDTH` wide."""

    name: str
    score: str
    spread: str
    tie: bool
    chosen: bool
    fit: str
    state: str
    at: float | None = None
    left: float = 0.0
    right: float = 0.0


def report_html(recipe: Recipe, comparison: Comparison, told: Told) -> str:
    """Return the report as one HTML document; every text from the data is escaped."""
    from jinja2 import Environment, FileSystemLoader

    folder = Path(__file__).resolve().parent
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "amount": amount,
        "number": number,
        "percent": percent,
        "shown": shown,
    }
    return environment.get_template(TEMPLATE).render(**_facts(recipe, comparison, told))


def _facts(recipe: Recipe, comparison: Comparison, told: Told) -> dict[str, Any]:
    places = comparison.leaderboard()
    scale = _Scale.over(places)
    middle = next((place.interval for place in places if place.result.baseline), None)
    return {
        "problem": recipe.problem,
        "question": recipe.problem.goal or TASK_LABELS[recipe.problem.task],
        "task": TASK_LABELS[recipe.problem.task],
        "metric": METRICS.get(comparison.metric),
        "steps": [(entry.step.describe(), entry.reason) for entry in recipe.steps if entry.on],
        "lines": [_line(place, comparison, recipe.chosen, scale) for place in places],
        "baseline_at": scale.at(middle.mean) if middle else None,
        "width": WIDTH,
        "comparison": comparison,
        "recipe": recipe,
        "told": told,
        "trained_on": _trained_on(comparison),
        "unchecked": _unchecked(recipe, comparison, told),
    }


def _trained_on(comparison: Comparison) -> str:
    rows = count(comparison.rows, "training row")
    if comparison.whole <= comparison.rows:
        return rows
    return f"a sample of {comparison.rows:,} of {count(comparison.whole, 'training row')}"


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float

    @classmethod
    def over(cls, places: Sequence[Place]) -> _Scale:
        known = [place.interval for place in places if place.interval]
        ends = [end for interval in known for end in (interval.low, interval.high)]
        return cls(min(ends, default=0.0), max(ends, default=1.0))

    def at(self, value: float) -> float:
        spread = self.high - self.low or 1.0
        return round(6 + (WIDTH - 12) * (value - self.low) / spread, 1)


def _line(place: Place, comparison: Comparison, chosen: str, scale: _Scale) -> Line:
    result, interval = place.result, place.interval
    state = result.standing(comparison.folds)
    words = state if not result.error else f"{state}: {result.error}"
    if interval is None:
        so_far = comparison.interval(result)
        score = number(so_far.mean) if so_far else "–"
        return Line(result.name, score, "–", False, result.name == chosen, "–", words)
    return Line(
        name=result.name + (" (baseline)" if result.baseline else ""),
        score=number(interval.mean),
        spread=f"{number(interval.low)} to {number(interval.high)}",
        tie=place.tie,
        chosen=result.name == chosen,
        fit=duration(result.fit_seconds),
        state=words,
        at=scale.at(interval.mean),
        left=scale.at(interval.low),
        right=scale.at(interval.high),
    )


def _unchecked(recipe: Recipe, comparison: Comparison, told: Told) -> tuple[str, ...]:
    missing = []
    if recipe.chosen not in {result.name for result in comparison.results}:
        missing.append("How the chosen model compares with others and with the baseline.")
    if not told.scores:
        missing.append("The score on the locked test rows.")
    if not told.importance:
        missing.append("Which columns move the predictions.")
    if not told.certificate:
        missing.append("Whether held-out rows leak into what is learned.")
    sensitive = recipe.problem.columns_with("sensitive")
    if sensitive:
        missing.append(f"Whether groups by {listed(sensitive)} are treated alike.")
    return (
        *missing,
        "How the model does on data from another time or place.",
        "Whether the effects are causes.",
    )
