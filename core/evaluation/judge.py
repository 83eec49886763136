"""Judge scores in one sentence: good enough, and better than the baseline?"""

from __future__ import annotations

from dataclasses import dataclass

from core.evaluation.bootstrap import Score
from core.metrics import Metric
from core.text import number


@dataclass(frozen=True)
class Verdict:
    """A judgement and the sentence that gives it.

    state is passed, failed, close (the interval contains the limit), unset (no limit was
    stated) or undefined (the score is).
    """

    state: str
    sentence: str


def against_goal(metric: Metric, score: Score, good_enough: float | None) -> Verdict:
    """Judge a score by the value that was called good enough beforehand.

    It passes or fails only when the whole 95 % interval lies on that side.
    """
    if score.value is None:
        return Verdict("undefined", f"{metric.label} is not defined on these rows.")
    shown = with_interval(metric, score)
    if good_enough is None:
        return Verdict("unset", f"{shown}. No value was called good enough beforehand.")
    goal = metric.words(good_enough)
    low, high = _ends(score)
    worst, best = (low, high) if metric.greater_is_better else (high, low)
    if not metric.better(good_enough, worst):
        return Verdict("passed", f"Good enough: {shown}; the goal was {goal}.")
    if metric.better(good_enough, best):
        return Verdict("failed", f"Not good enough: {shown}; the goal was {goal}.")
    return Verdict(
        "close", f"Too close to tell: {shown}; the interval contains the goal of {goal}."
    )


def against_baseline(
    metric: Metric, score: Score, baseline: float | None, gained: Score
) -> Verdict:
    """Say whether a model beats the baseline by more than chance.

    `gained` is the gain over the baseline with its interval, above 0 when better.
    """
    if score.value is None or baseline is None or gained.value is None:
        return Verdict("undefined", f"{metric.label} cannot be compared with the baseline.")
    both = f"{with_interval(metric, score)}, baseline {metric.words(baseline)}"
    low, high = _ends(gained)
    if low > 0:
        return Verdict(
            "passed", f"Better than the baseline{_cut(metric, score, baseline)}. {both}."
        )
    if high < 0 or (low == high == 0):
        word = "Worse than" if high < 0 else "No better than"
        return Verdict("failed", f"{word} the baseline. {both}: it has learned nothing useful.")
    return Verdict("close", f"Not clearly better than the baseline. {both}.")


def gain_words(metric: Metric, value: float | None, baseline: float | None) -> str:
    """Say how much better a score is than that of the baseline.

    >>> from core.metrics import METRICS
    >>> gain_words(METRICS.get("mae"), 4.0, 10.0), gain_words(METRICS.get("r2"), 0.6, 0.0)
    ('2.50 times', '+0.600')
    """
    if value is None or baseline is None:
        return "–"
    if not metric.greater_is_better and metric.low == 0:
        return _times(value, baseline)
    better = value - baseline if metric.greater_is_better else baseline - value
    sign = "-" if better < 0 else "+"
    return f"{sign}{metric.apart(abs(better))}"


def with_interval(metric: Metric, score: Score) -> str:
    """Return a metric's value and 95 % interval in words.

    >>> from core.metrics import METRICS
    >>> with_interval(METRICS.get("roc_auc"), Score(0.847, 0.825, 0.868))
    'ROC-AUC 0.847 (95 % interval 0.825 to 0.868)'
    """
    words = f"{metric.label} {metric.words(score.value)}"
    if score.low is None or score.high is None:
        return words
    return f"{words} (95 % interval {metric.words(score.low)} to {metric.words(score.high)})"


def _ends(score: Score) -> tuple[float, float]:
    value = score.value if score.value is not None else 0.0
    low = score.low if score.low is not None else value
    return low, score.high if score.high is not None else value


def _times(error: float, baseline: float) -> str:
    if baseline <= 0:
        return "–"
    if error == baseline:
        return "none"
    if error == 0:
        return "no error left"
    if error > baseline:
        return f"{number(error / baseline)} times worse"
    return f"{number(baseline / error)} times"


def _cut(metric: Metric, score: Score, baseline: float) -> str:
    errors = not metric.greater_is_better and metric.low == 0 and baseline > 0
    if not errors or score.value is None:
        return ""
    share = round((1 - score.value / baseline) * 100)
    return " by more than 99 %" if share == 100 and score.value > 0 else f" by {share} %"
