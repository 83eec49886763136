"""Propose which models to compare, by the task and the size of the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.checks import View
from core.models import MODELS
from core.recipe import Candidate
from core.text import count, percent

MANY_ROWS = 200_000
MANY_CELLS = 30_000_000
MANY_COLUMNS = 2_000
FEW_ROWS = 100
VERY_RARE = 0.01
_BOOSTERS = ("hist_boosting", "xgboost", "lightgbm")


@dataclass(frozen=True)
class Traits:
    """What about a table decides which models suit it.

    `rare` is the share of the rarest class, 1 for a number.
    """

    task: str
    metric: str
    rows: int
    columns: int
    rare: float = 1.0


def traits_of(view: View) -> Traits:
    """Read the traits of the training rows."""
    problem = view.problem
    rare = 1.0
    if problem.task != "regression":
        rare = float(view.frame[problem.target].value_counts(normalize=True).min())
    return Traits(problem.task, problem.metric, len(view.frame), len(view.features()), rare)


def candidates_for(traits: Traits) -> tuple[Candidate, ...]:
    """Return the models to compare, the baseline first; slow ones are listed switched off."""
    number = traits.task == "regression"
    baseline = "median" if number and traits.metric in ("mae", "median_ae") else "dummy"
    linear: tuple[str, ...] = ("ridge",) if number else ("logistic",)
    if number and traits.columns > traits.rows:
        linear = ("ridge", "lasso")
    names = (baseline, *linear, "random_forest", *_BOOSTERS)
    return tuple(_candidate(name, traits) for name in names if name in MODELS)


def _candidate(name: str, traits: Traits) -> Candidate:
    against = _against(name, traits)
    params = _params(name, traits)
    reason = against or _reason(name, traits)
    if params:
        reason += f" Rare rows ({percent(traits.rare, 1)}) count as much as common ones."
    return Candidate(name, params, on=not against, reason=reason)


def _against(name: str, traits: Traits) -> str:
    """Return why a model is left switched off, '' if it is not."""
    missing = MODELS.get(name).missing_packages()
    if missing:
        return f"Needs the package {missing[0]}, which is not installed."
    wide = traits.columns > MANY_COLUMNS
    if name == "random_forest" and traits.rows > MANY_ROWS:
        return f"Slow on {traits.rows:,} rows; boosting is as good and faster."
    if name == "random_forest" and traits.rows * traits.columns > MANY_CELLS:
        return f"Slow on {traits.rows:,} rows with {traits.columns:,} columns."
    if name in _BOOSTERS and wide:
        return f"Slow with {traits.columns:,} columns; linear models suit wide tables."
    if name in _BOOSTERS[1:] and traits.rows < FEW_ROWS:
        return f"{count(traits.rows, 'row')} are too few for many small trees."
    return ""


def _reason(name: str, traits: Traits) -> str:
    rows = count(traits.rows, "row")
    reasons: Mapping[str, str] = {
        "dummy": "The baseline: whatever does not beat it has learned nothing.",
        "median": "The baseline for absolute errors: always the median.",
        "logistic": f"Fast and easy to explain; a fair first answer for {rows}.",
        "ridge": f"Fast and easy to explain; steady with {count(traits.columns, 'column')}.",
        "lasso": f"{count(traits.columns, 'column')} for {rows}: it drops those that do not help.",
        "random_forest": "Sees bends and interactions, and works well without tuning.",
        "hist_boosting": f"Often the best on tables; quick with {rows}.",
        "xgboost": "Boosted trees with strong guards against over-fitting.",
        "lightgbm": f"Boosted trees grown leaf by leaf: fast with {rows}.",
    }
    return reasons.get(name, MODELS.get(name).teaching.good_when)


def _params(name: str, traits: Traits) -> dict[str, Any]:
    settings = {setting.name for setting in MODELS.get(name).settings}
    if traits.rare < VERY_RARE and "class_weight" in settings:
        return {"class_weight": "balanced"}
    return {}
