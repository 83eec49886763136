"""Pack what is known about a chosen model: bundle, report, recipe and script in one folder."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.evaluation.bootstrap import Score
from core.evaluation.error_cost import error_cost
from core.evaluation.evaluation import Evaluation
from core.explain import Explanation, global_importance
from core.export.bundle import make_bundle
from core.export.card import Evidence
from core.export.report import TestScore, Told, report_html
from core.files import write_text
from core.metrics import METRICS
from core.problem import Problem
from core.recipe import Recipe, write_recipe
from core.table import Dataset
from core.training.certificate import Certificate
from core.training.fit import FittedModel
from core.training.results import Comparison
from core.training.scored import Interval, Place

BUNDLE, REPORT, RECIPE = "bundle.zip", "report.html", "recipe.json"
MOST_COLUMNS = 15


@dataclass(frozen=True, eq=False)
class Known:
    """What was found out about a model; absent parts are printed as not checked.

    importance  columns with their share of the effect on predictions, the largest first
    explained   how the shares were computed, in one sentence
    looks       how often the test rows were looked at
    """

    comparison: Comparison
    evaluation: Evaluation | None = None
    certificate: Certificate | None = None
    importance: tuple[tuple[str, float], ...] = ()
    explained: str = ""
    looks: int = 0


def ship(
    fitted: FittedModel, dataset: Dataset, known: Known, folder: Path, now: datetime.datetime
) -> None:
    """Write bundle, report and recipe into a folder, each whole or not at all."""
    recipe = fitted.recipe
    rows = dataset.frame[dataset.frame[recipe.problem.target].notna()].head(2000)
    make_bundle(fitted, rows, folder / BUNDLE, _evidence(known, dataset), now)
    write_text(folder / REPORT, report(recipe, dataset, known, now))
    write_text(folder / RECIPE, write_recipe(recipe))


def report(recipe: Recipe, dataset: Dataset, known: Known, now: datetime.datetime) -> str:
    """Write what is known of a run as one HTML page; what is not known is called unchecked."""
    return report_html(recipe, known.comparison, _told(known, dataset, recipe.problem, now))


def shares(explanation: Explanation | None) -> tuple[tuple[str, float], ...]:
    """Return columns with their share of what moves predictions, the largest first."""
    if explanation is None:
        return ()
    ranked = global_importance(explanation)[:MOST_COLUMNS]
    return tuple((item.column, item.share) for item in ranked)


def results_json(recipe: Recipe, known: Known) -> dict[str, Any]:
    """Return the results of a run as JSON values, as `results.json` holds them.

    Times are the only values that differ between two runs of one recipe.
    """
    comparison = known.comparison
    lines = {p.result.name: _line(p, comparison.metric) for p in comparison.leaderboard()}
    base = comparison.baseline
    scores = known.evaluation.scores if known.evaluation else {}
    coverage = known.evaluation.coverage if known.evaluation else None
    return {
        "task": comparison.task,
        "metric": comparison.metric,
        "greater_is_better": METRICS.get(comparison.metric).greater_is_better,
        "leaderboard": list(lines.values()),
        "baseline": lines[base.name] if base else None,
        "chosen": recipe.chosen,
        "notes": list(comparison.remarks),
        "test": {name: dict(vars(score)) for name, score in scores.items()},
        "interval": None if coverage is None else _known(vars(coverage)),
        "data_version": comparison.data_version,
        "rows": comparison.rows,
        "training_rows": comparison.whole,
        "recipe_fingerprint": recipe.fingerprint("fit", recipe.candidate(recipe.chosen)),
        "seed": recipe.seed,
    }


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _line(place: Place, metric: str) -> dict[str, Any]:
    result, interval = place.result, place.interval
    return {
        "name": result.name,
        "rank": place.rank or None,
        "state": result.state,
        "mean": interval.mean if interval else None,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "fold_scores": list(result.scores(metric)),
        "folds": list(result.folds),
        "fit_seconds": result.fit_seconds,
        "predict_ms": result.predict_ms,
        "error": result.error or None,
    }


def _evidence(known: Known, dataset: Dataset) -> Evidence:
    scores = known.evaluation.scores if known.evaluation else {}
    coverage = known.evaluation.coverage if known.evaluation else None
    checked = {
        "test": known.evaluation is not None,
        "explanation": bool(known.importance),
        "certificate": known.certificate is not None and known.certificate.clean,
    }
    return Evidence(
        comparison=known.comparison,
        test={name: i for name, score in scores.items() if (i := _interval(score))},
        looks=known.looks,
        held=coverage.held if coverage else None,
        importance=known.importance,
        checked=tuple(name for name, done in checked.items() if done),
        data_name=dataset.name,
    )


def _interval(score: Score) -> Interval | None:
    if score.value is None:
        return None
    low = score.value if score.low is None else score.low
    return Interval(score.value, low, score.value if score.high is None else score.high)


def _told(known: Known, dataset: Dataset, problem: Problem, now: datetime.datetime) -> Told:
    evaluation = known.evaluation
    return Told(
        table=dataset.name,
        rows=dataset.rows,
        columns=len(dataset.columns),
        written=now.strftime("%Y-%m-%d %H:%M UTC"),
        scores=_scores(evaluation) if evaluation else (),
        verdicts=_verdicts(evaluation, problem) if evaluation else (),
        classes=evaluation.classes if evaluation else (),
        confusion=evaluation.confusion.counts if evaluation and evaluation.confusion else (),
        weighted=evaluation is not None and evaluation.weighted,
        importance=known.importance,
        explained=known.explained,
        certificate=known.certificate.sentence if known.certificate else "",
        looks=known.looks,
        notes=dataset.notes,
    )


def _scores(evaluation: Evaluation) -> tuple[TestScore, ...]:
    ordered = sorted(evaluation.scores, key=lambda name: (name != evaluation.metric, name))
    return tuple(
        TestScore(
            METRICS.get(name).label,
            evaluation.scores[name].value,
            evaluation.scores[name].low,
            evaluation.scores[name].high,
            evaluation.misleading.get(name, ""),
        )
        for name in ordered
    )


def _verdicts(evaluation: Evaluation, problem: Problem) -> tuple[str, ...]:
    held = evaluation.coverage.sentence if evaluation.coverage else ""
    cost = error_cost(evaluation, problem)
    every = (evaluation.verdict.sentence, evaluation.beats_baseline.sentence, cost, held)
    return tuple(sentence for sentence in every if sentence)
