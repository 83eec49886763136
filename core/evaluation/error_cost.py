"""What the errors on the test rows cost, beside what answering all rows alike would cost."""

from __future__ import annotations

from core.evaluation.evaluation import Evaluation
from core.evaluation.threshold import costs_of
from core.problem import Problem
from core.text import amount, count, cutoff, shown


def error_cost(evaluation: Evaluation, problem: Problem) -> str:
    """Return what the errors cost by the costs of today, in one sentence; '' where none are stated.

    A model is worth its use only where it costs less than both: acting on no row, and on all.
    """
    costs, found = costs_of(problem), evaluation.confusion
    if not costs.stated or found is None or found.classes[1:] != (problem.positive,):
        return ""
    (spared, alarms), (missed, hits) = found.counts
    cost = alarms * costs.false_positive + missed * costs.false_negative
    none, every = (missed + hits) * costs.false_negative, (spared + alarms) * costs.false_positive
    rows = spared + alarms + missed + hits
    of = f"a weight of {amount(rows)}" if evaluation.weighted else count(int(rows), "test row")
    unit = f" {problem.currency}" if problem.currency else ""
    no, yes = (shown(name, 30) for name in found.classes)
    cheapest, name = min((none, no), (every, yes))
    better = f" Answering '{name}' to all is cheaper." if cheapest < cost else ""
    return (
        f"At a threshold of {cutoff(evaluation.threshold)} the errors on {of} cost "
        f"{amount(cost)}{unit}; answering '{no}' to all would cost {amount(none)}{unit}, "
        f"'{yes}' to all {amount(every)}{unit}.{better}"
    )
