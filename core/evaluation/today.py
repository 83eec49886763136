"""Judge a stored evaluation by what is asked today: its scores hold, its verdict may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.evaluation.evaluation import Evaluation
from core.evaluation.judge import Verdict, against_goal
from core.metrics import METRICS
from core.problem import Problem


def judged_today(
    evaluation: Evaluation, problem: Problem, looks: Sequence[float] = ()
) -> Evaluation:
    """Return the evaluation under the metric and goal of today; nothing is predicted again.

    `looks` are the moments of all looks at the test rows, oldest first. The gain over the
    baseline was measured in the metric of then, and stays.
    """
    if problem.task != evaluation.task or problem.metric not in evaluation.scores:
        return evaluation
    metric = METRICS.get(problem.metric)
    verdict = against_goal(metric, evaluation.scores[metric.name], problem.good_enough)
    late = changed_after(problem, looks)
    if late:
        told = f"The goal was changed after look {late}, so it may follow what was seen."
        verdict = Verdict(verdict.state, f"{verdict.sentence} {told}")
    return replace(
        evaluation,
        metric=metric.name,
        verdict=verdict,
        notes=(*evaluation.notes, *_former(evaluation, metric.name)),
    )


def changed_after(problem: Problem, looks: Sequence[float]) -> int:
    """Return how many looks came before the goal was decided; 0 where that is not known."""
    if problem.good_enough is None:
        return 0
    try:
        decided = datetime.fromisoformat(problem.good_enough_set).timestamp()
    except ValueError:
        return 0
    return sum(look < decided for look in looks)


def _former(evaluation: Evaluation, metric: str) -> tuple[str, ...]:
    if evaluation.metric == metric:
        return ()
    label = METRICS.get(evaluation.metric).label
    return (
        f"{label} was the measure when the test rows were opened; "
        "better than the baseline is judged by it.",
    )
