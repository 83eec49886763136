"""The goal: the value called good enough, which belongs to one metric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.errors import SettingError
from core.metrics import METRICS, Metric
from core.problem import Problem


def check_goal(problem: Problem) -> None:
    """Refuse a goal that no score in the metric can reach or miss.

    >>> check_goal(Problem(metric="roc_auc", good_enough=1.5))
    Traceback (most recent call last):
    ...
    core.errors.SettingError: 'good_enough' in ROC-AUC must be between 0 and 1. Got 1.5.
    """
    goal = problem.good_enough
    if goal is None or problem.metric not in METRICS:
        return
    metric = METRICS.get(problem.metric)
    if not _holds(metric, goal):
        raise SettingError(
            f"'good_enough' in {metric.label} must be {_range(metric)}. Got {goal:g}.",
            f"Say what would be good enough in {metric.label}, or leave it empty.",
        )


def without_goal(problem: Problem) -> Problem:
    """Return the problem with nothing called good enough yet."""
    return replace(problem, good_enough=None, good_enough_set="")


def goal_mended(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the JSON values of a stored recipe without a goal that its metric cannot have.

    Goals used to stay when the metric changed; a project with such a goal must still open.
    """
    problem = values.get("problem", {})
    goal, name = problem.get("good_enough"), problem.get("metric")
    if goal is None or name not in METRICS or _holds(METRICS.get(name), goal):
        return values
    return {**values, "problem": {**problem, "good_enough": None, "good_enough_set": ""}}


def cleared_goal(before: Problem, after: Problem) -> str:
    """Say which goal another metric or target took along, empty if none."""
    same = (before.metric, before.target) == (after.metric, after.target)
    if same or before.good_enough is None or after.good_enough is not None:
        return ""
    if before.metric not in METRICS:
        return "The goal is cleared."
    metric = METRICS.get(before.metric)
    return f"The goal of {metric.words(before.good_enough)} was for {metric.label} and is cleared."


def _holds(metric: Metric, goal: float) -> bool:
    above = metric.low is None or goal >= metric.low
    return above and (metric.high is None or goal <= metric.high)


def _range(metric: Metric) -> str:
    if metric.low is None:
        return f"at most {metric.high:g}"
    if metric.high is None:
        return f"at least {metric.low:g}"
    return f"between {metric.low:g} and {metric.high:g}"
