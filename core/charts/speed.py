"""What a better score costs in time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import headline
from core.charts.template import ACCENT, BASELINE, MUTED, plain
from core.text import duration, number, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

QUICKEST = 0.001
WIDE, HIGH = 0.25, 0.09  # of the chart, that a name takes
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
            textposition=_sides(speed.points),
            cliponaxis=False,
            hovertemplate="%{y:.4~g} in %{x:.3~g} s<extra></extra>",
        )
    )
    if speed.baseline is not None:
        drawn.add_hline(
            y=speed.baseline,
            line={"color": BASELINE, "dash": "dash"},
            annotation={"text": "baseline", "font": {"size": 12}},
        )
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


def _sides(points: Sequence[Point]) -> list[str]:
    """Return where each name stands: towards the middle, clear of names that are placed already.

    Names take a share of the chart's width and height, whatever their length.
    """
    across = _shares([math.log10(point.seconds) for point in points])
    up = _shares([point.score for point in points])
    sides: list[str] = []
    taken: list[tuple[float, float]] = []
    for x, y in zip(across, up, strict=True):
        side, way = ("right", 1) if x < 0.5 else ("left", -1)
        middle = x + way * WIDE / 2
        row, place = next(
            (
                (row, (middle, y + lift))
                for row, lift in (("middle", 0), ("top", HIGH), ("bottom", -HIGH))
                if not any(
                    abs(middle - left) < WIDE and abs(y + lift - low) < HIGH for left, low in taken
                )
            ),
            ("middle", (middle, y)),
        )
        sides.append(f"{row} {side}")
        taken.append(place)
    return sides


def _shares(values: Sequence[float]) -> list[float]:
    low, high = min(values, default=0.0), max(values, default=0.0)
    return [(value - low) / (high - low) if high > low else 0.0 for value in values]
