"""The goal: the value called good enough, which belongs to one metric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.errors import SettingError
from core.metrics import METRICS, Metric
from core.params import Number
from core.problem import Problem

ENDLESS = 1e300


def check_goal(problem: Problem) -> None:
    """Refuse a goal that no score in the metric can reach or miss.

    >>> check_goal(Problem(metric="roc_auc", good_enough=1.5))
    Traceback (most recent call last):
    ...
    core.errors.SettingError: 'good_enough' in ROC-AUC must be a number between 0 and 1. Got 1.5.
    """
    goal = problem.good_enough
    if goal is None or problem.metric not in METRICS:
        return
    metric = METRICS.get(problem.metric)
    if not _holds(metric, goal):
        raise SettingError(
            f"'good_enough' in {metric.label} must be {goal_range(metric).allowed}. Got {goal:g}.",
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


def goal_range(metric: Metric) -> Number:
    """Return what a goal in a metric may be.

    >>> from core.metrics import METRICS
    >>> goal_range(METRICS.get("rmse")).allowed
    'a number of at least 0'
    """
    low = -ENDLESS if metric.low is None else metric.low
    high = ENDLESS if metric.high is None else metric.high
    return Number(low, high, optional=True)


def _holds(metric: Metric, goal: float) -> bool:
    return goal_range(metric).problem_with(goal) is None
