"""How a search went: every trial's score, and the best so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.template import ACCENT, AMOUNTS, BASELINE, CONTRAST
from core.text import inside, number

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class TuningHistory:
    """Scores by trial number; `best` is the best up to each trial, `start` trial 0.

    `baseline` is its score on the same folds, None where it is not known.
    """

    metric: str
    trials: tuple[int, ...]
    scores: tuple[float, ...]
    best: tuple[float, ...]
    start: float
    failed: int
    baseline: float | None = None


def data(
    metric: str,
    greater_is_better: bool,
    scores: Sequence[float | None],
    baseline: float | None = None,
) -> TuningHistory:
    """Return the history of a search; failed trials (None) are counted and left out."""
    done = [(trial, score) for trial, score in enumerate(scores) if score is not None]
    pick = max if greater_is_better else min
    best: list[float] = []
    for _, score in done:
        best.append(pick(best[-1], score) if best else score)
    return TuningHistory(
        metric=metric,
        trials=tuple(trial for trial, _ in done),
        scores=tuple(score for _, score in done),
        best=tuple(best),
        start=done[0][1] if done else float("nan"),
        failed=len(scores) - len(done),
        baseline=baseline,
    )


def text(history: TuningHistory) -> str:
    """Return the finding in one sentence."""
    if not history.best:
        return "No trial has finished yet."
    last = history.best[-1]
    if last == history.start:
        return f"No trial beats the starting settings ({inside(history.metric)} {number(last, 4)})."
    trial = history.trials[history.best.index(last)]
    return (
        f"Trial {trial} is the best: {inside(history.metric)} {number(last, 4)} "
        f"after {number(history.start, 4)} at the start."
    )


def figure(history: TuningHistory) -> go.Figure:
    """Draw one dot per trial, the best so far as a line, the start and the baseline as lines."""
    import plotly.graph_objects as go

    dots = go.Scatter(
        x=history.trials,
        y=history.scores,
        mode="markers",
        marker={"color": ACCENT, "size": 8},
        name="trial",
        hovertemplate="trial %{x}<br>%{y:.4f}<extra></extra>",
    )
    line = go.Scatter(
        x=history.trials,
        y=history.best,
        mode="lines",
        line={"color": CONTRAST, "width": 2, "shape": "hv"},
        name="best so far",
        hoverinfo="skip",
    )
    drawn = go.Figure([dots, line])
    drawn.add_hline(
        y=history.start,
        line={"color": BASELINE, "dash": "dash"},
        annotation={"text": "starting settings", "font": {"size": 12}},
        annotation_position=f"{_clear_side(history)} right",
    )
    if history.baseline is not None:
        drawn.add_hline(
            y=history.baseline,
            line={"color": BASELINE, "dash": "dot"},
            annotation={"text": f"baseline {number(history.baseline)}", "font": {"size": 12}},
            annotation_position="top left",
        )
    drawn.update_layout(
        title=text(history),
        xaxis={"title": {"text": "Trial"}, "tickformat": "d", "dtick": _step(history.trials)},
        yaxis={"title": {"text": history.metric}, **AMOUNTS},
        showlegend=False,
    )
    return drawn


def _clear_side(history: TuningHistory) -> str:
    """Return the side of the starting line on which the better trials do not lie."""
    return "top" if history.best[-1:] < (history.start,) else "bottom"


def _step(trials: Sequence[int]) -> int:
    """Return a whole step between the ticks of trials, so that none is named twice.

    >>> _step(range(4)), _step(range(60))
    (1, 5)
    """
    last = max(trials, default=0)
    return next(step for step in (1, 2, 5, 10, 20, 50, 100, 200) if last <= 12 * step)
