"""What a better score costs in time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.baseline import baseline_line, far
from core.charts.headline import headline
from core.charts.template import ACCENT, MUTED, plain
from core.text import duration, number, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

QUICKEST = 0.001
WIDE, HIGH = 0.25, 0.09  # of the chart, that a name takes
ROWS = (("middle", 0.0), ("top", HIGH), ("bottom", -HIGH))
TICKS = (0.001, 0.01, 0.1, 1, 10, 100, 1000, 10_000)


@dataclass(frozen=True)
class Point:
    """One candidate: seconds per fit, mean score, and whether it ties with the best."""

    name: str
    seconds: float
    score: float
    tie: bool = False


@dataclass(frozen=True)
class Speed:
    """Candidates by time and score; `best` and `quick` are places.

    quick is the fastest of those within noise of the best.
    """

    metric: str
    points: tuple[Point, ...]
    best: int
    quick: int
    baseline: float | None = None


def data(
    metric: str,
    greater_is_better: bool,
    points: Sequence[Point],
    baseline: float | None = None,
) -> Speed:
    """Return candidates by time and score; fits under a millisecond count as one."""
    timed = tuple(Point(p.name, max(p.seconds, QUICKEST), p.score, p.tie) for p in points)
    places = range(len(timed))
    sign = 1 if greater_is_better else -1
    best = max(places, key=lambda place: sign * timed[place].score, default=-1)
    tied = [place for place in places if timed[place].tie or place == best]
    quick = min(tied, key=lambda place: timed[place].seconds, default=-1)
    return Speed(metric, timed, best, quick, baseline)


def text(speed: Speed) -> str:
    """Return the finding in one sentence."""
    if not speed.points:
        return "No candidate has a score yet."
    best, quick = speed.points[speed.best], speed.points[speed.quick]
    if best is quick:
        return f"{shown(best.name, 30)} scores best and takes {duration(best.seconds)} per fit."
    times = number(best.seconds / quick.seconds, 2)
    return (
        f"{shown(quick.name, 30)} ties with the best and is {times} times as fast as "
        f"{shown(best.name, 30)}."
    )


def figure(speed: Speed) -> go.Figure:
    """Draw a labelled dot per candidate: time to the right, score up."""
    import plotly.graph_objects as go

    marked = (speed.best, speed.quick)
    colours = [
        ACCENT if place in marked or point.tie else MUTED
        for place, point in enumerate(speed.points)
    ]
    drawn = go.Figure(
        go.Scatter(
            x=[point.seconds for point in speed.points],
            y=[point.score for point in speed.points],
            mode="markers+text",
            marker={"color": colours, "size": 12},
            text=[plain(point.name, 30) for point in speed.points],
            textposition=_sides(speed),
            cliponaxis=False,
            hovertemplate="%{y:.4~g} in %{x:.3~g} s<extra></extra>",
        )
    )
    if speed.baseline is not None:
        scores = [point.score for point in speed.points]
        baseline_line(drawn, scores, speed.baseline, "dash")
    drawn.update_layout(
        **headline(text(speed)),
        xaxis={
            "title": {"text": "time per fit (each mark ten times the one before)"},
            "type": "log",
            "tickvals": TICKS,
            "ticktext": [f"{tick:g} s" for tick in TICKS],
        },
        yaxis={"title": {"text": plain(speed.metric, 60)}},
        showlegend=False,
    )
    return drawn


def _sides(speed: Speed) -> list[str]:
    """Return where each name stands: towards the middle, clear of names that are placed already.

    Names take a share of the chart's width and height, whatever their length.
    """
    across = _shares([math.log10(point.seconds) for point in speed.points])
    scores = [point.score for point in speed.points]
    beside = [] if speed.baseline is None or far(scores, speed.baseline) else [speed.baseline]
    up = _shares([*scores, *beside])
    sides: list[str] = []
    taken: list[tuple[float, float]] = []
    for x, y in zip(across, up, strict=False):
        side, way = ("right", 1) if x < 0.5 else ("left", -1)
        middle = x + way * WIDE / 2
        row, lift = next((row for row in ROWS if _free(middle, y + row[1], taken)), ROWS[0])
        sides.append(f"{row} {side}")
        taken.append((middle, y + lift))
    return sides


def _free(middle: float, height: float, taken: Sequence[tuple[float, float]]) -> bool:
    return not any(abs(middle - x) < WIDE and abs(height - y) < HIGH for x, y in taken)


def _shares(values: Sequence[float]) -> list[float]:
    low, high = min(values, default=0.0), max(values, default=0.0)
    return [(value - low) / (high - low) if high > low else 0.0 for value in values]
