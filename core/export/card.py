"""The model card: what the model is for, what it saw, how good it is, what nobody checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.metrics import METRICS
from core.models import MODELS
from core.problem import TASK_LABELS
from core.tasks.timeline import naive_words
from core.text import count, listed, number, percent, shown, times
from core.training.fit import FittedModel, weighed_words
from core.training.results import Comparison
from core.training.scored import Interval, Result

CHECKS = {
    "comparison": "Scores on held-out folds of the training rows (cross-validation)",
    "test": "Scores on rows the model never saw",
    "slices": "Weak groups of rows",
    "fairness": "Fairness between groups",
    "calibration": "Whether probabilities can be taken at face value",
    "explanation": "Which columns drive the predictions",
    "certificate": "That no held-out row influenced the fit (leakage certificate)",
    "drift": "Whether new data still look like the training data",
}


@dataclass(frozen=True)
class Evidence:
    """What is known about a model when its bundle is made.

    test        metric name -> score with interval on the locked test rows
    looks       how often the test rows were used for scoring
    importance  columns and their share of what moves predictions, the largest first
    checked     names of `CHECKS` that were done
    held        the share of the test rows that the intervals of the predictions held
    limits      sentences on where the model should not be used
    data_name   the name of the table
    """

    comparison: Comparison | None = None
    test: Mapping[str, Interval] = field(default_factory=dict)
    looks: int = 0
    importance: tuple[tuple[str, float], ...] = ()
    checked: tuple[str, ...] = ()
    held: float | None = None
    limits: tuple[str, ...] = ()
    data_name: str = ""


def card_text(fitted: FittedModel, evidence: Evidence, made_at: str) -> str:
    """Return the model card as Markdown."""
    sections = [
        _head(fitted, made_at),
        _data(fitted, evidence),
        _scores(fitted, evidence),
        _intervals(fitted, evidence),
        _drivers(evidence),
        _limits(fitted, evidence),
        _unchecked(fitted, evidence),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(fitted: FittedModel, made_at: str) -> str:
    problem = fitted.recipe.problem
    goal = _cell(problem.goal) or f"{TASK_LABELS[problem.task]}: {_cell(problem.target)}"
    lines = [
        f"# Model card: {_cell(fitted.candidate.name)}",
        "",
        f"- Purpose: {goal}",
        f"- Predicts: {_cell(problem.target)} ({TASK_LABELS[problem.task].lower()})",
        f"- Kind of model: {MODELS.get(fitted.candidate.model).label}",
        f"- Made: {made_at}",
    ]
    if problem.prediction_moment:
        lines.append(f"- The prediction is made: {_cell(problem.prediction_moment)}")
    if len(fitted.classes) == 2:
        rule = f"'{fitted.classes[1]}' from a probability of {fitted.recipe.threshold:g}"
        lines.append(f"- Predicts {_cell(rule)}")
    return "\n".join(lines)


def _data(fitted: FittedModel, evidence: Evidence) -> str:
    name = f"'{_cell(evidence.data_name)}', " if evidence.data_name else ""
    chosen = fitted.recipe.problem.split
    split = {
        "group": "whole groups",
        "time": "the latest rows",
        "column": _cell(f"{listed(chosen.tested)} in '{chosen.column}'"),
    }
    apart = split.get(chosen.kind, "a random part")
    return "\n".join(
        [
            "## What it saw",
            "",
            f"The model in this bundle was fitted on {_rows(fitted)} of "
            f"{name}data version `{fitted.data_version[:16]}`. The test rows "
            f"({apart}) were locked away: this model has not learned from them.",
            "",
            f"It reads {count(len(fitted.features), 'column')}: {_names(fitted.features)}.",
            *_sensitive(fitted),
            *_weighted(fitted),
        ]
    )


def _sensitive(fitted: FittedModel) -> list[str]:
    names = fitted.recipe.problem.columns_with("sensitive")
    read = tuple(name for name in names if name in fitted.features)
    return ["", f"Sensitive, and used: {_names(read)}."] if read else []


def _weighted(fitted: FittedModel) -> list[str]:
    said = weighed_words(fitted)
    return ["", _cell(said)] if said else []


def _rows(fitted: FittedModel) -> str:
    if fitted.whole <= fitted.rows:
        return count(fitted.rows, "training row")
    return f"a sample of {fitted.rows:,} of the {fitted.whole:,} training rows"


def _scores(fitted: FittedModel, evidence: Evidence) -> str:
    lines = ["## How good it is", ""]
    rows = [
        (METRICS.get(name).label, f"test rows, looked at {times(evidence.looks)}", interval)
        for name, interval in evidence.test.items()
    ]
    rows += _validation(fitted, evidence)
    if not rows:
        return "\n".join([*lines, "No score was kept with this bundle."])
    lines += ["| measure | on | score | 95 % interval |", "|---|---|---|---|"]
    for label, where, score in rows:
        interval = f"{number(score.low)} to {number(score.high)}"
        lines.append(f"| {label} | {where} | {number(score.mean)} | {interval} |")
    said = naive_words(fitted.naive_error)
    return "\n".join([*lines, *(["", said] if said else [])])


def _intervals(fitted: FittedModel, evidence: Evidence) -> str:
    margin = fitted.margin
    if margin is None:
        return ""
    held = "How many of the test rows it holds was not measured."
    if evidence.held is not None:
        held = f"It held {percent(evidence.held, 1)} of the test rows."
    return "\n".join(
        [
            f"## The {percent(margin.level)} interval",
            "",
            "Each prediction comes with `prediction_low` and `prediction_high`: "
            f"the prediction ± {number(margin.half)}, from the errors on {margin.rows:,} training "
            f"rows, each predicted by a model that had not seen it. {held} It assumes that new "
            "rows are like the training rows.",
        ]
    )


def _validation(fitted: FittedModel, evidence: Evidence) -> list[tuple[str, str, Interval]]:
    comparison = evidence.comparison
    if comparison is None:
        return []
    label = METRICS.get(comparison.metric).label
    wanted = {fitted.candidate.name: "cross-validation"}
    if comparison.baseline is not None:
        wanted[comparison.baseline.name] = "cross-validation of the baseline"
    return [
        (label, _where(wanted[place.result.name], place.result, comparison.folds), place.interval)
        for place in comparison.leaderboard()
        if place.interval and place.result.name in wanted
    ]


def _where(words: str, result: Result, folds: int) -> str:
    return words if result.state == "finished" else f"{words}, {result.standing(folds)}"


def _drivers(evidence: Evidence) -> str:
    if not evidence.importance:
        return ""
    lines = [f"- {_cell(name)}: {percent(share)}" for name, share in evidence.importance[:10]]
    return "\n".join(
        [
            "## What drives it",
            "",
            "Share of what moves predictions. It says what the model uses, not what causes what.",
            "",
            *lines,
        ]
    )


def _limits(fitted: FittedModel, evidence: Evidence) -> str:
    lines = [f"- {_cell(limit)}" for limit in evidence.limits]
    lines.append(
        "- It knows the past it was shown. Rows outside the ranges in schema.json are guesses."
    )
    if any(column.levels for column in fitted.schema.columns):
        lines.append("- Categories never seen in training count as unknown; each answer says so.")
    return "\n".join(["## Limits", "", *lines])


def _unchecked(fitted: FittedModel, evidence: Evidence) -> str:
    done = set(evidence.checked) | ({"test"} if evidence.test else set())
    done |= {"explanation"} if evidence.importance else set()
    done |= {"comparison"} if _validation(fitted, evidence) else set()
    rest = [words for name, words in CHECKS.items() if name not in done]
    if not rest:
        return ""
    return "\n".join(["## Not checked", "", *(f"- {words}" for words in rest)])


def _names(names: tuple[str, ...]) -> str:
    return _cell(listed(names, limit=30), 2000)


def _cell(text: str, limit: int = 300) -> str:
    """Return words of the user that cannot break out of a line of Markdown."""
    safe = shown(text, limit)
    for mark in "\\`*_[]<>|!#":
        safe = safe.replace(mark, f"\\{mark}")
    return safe
