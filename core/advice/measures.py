"""Which measures of success mislead for this target, told before anything is trained."""

from __future__ import annotations

from core.checks import View
from core.errors import AppError
from core.metrics import misled, truth_of
from core.problem import TASKS
from core.tasks.row_weights import row_weights
from core.tasks.supervised import check_target, encode_target


def misleading_metrics(view: View) -> dict[str, str]:
    """Return the metrics that mislead for the target of the training rows, with the reasons.

    Nothing while the target cannot be learned.
    """
    problem = view.problem
    if problem.task not in TASKS:
        return {}
    try:
        check_target(view.frame, problem)
        known = view.frame[problem.target].dropna()
        target = encode_target(known, problem)
        raw = view.frame if view.raw is None else view.raw
        weights = row_weights(problem, raw.loc[known.index])
    except (AppError, ValueError):  # a number is asked for where the target holds words
        return {}
    return misled(problem.task, truth_of(target.values, target.classes, weights))
