"""One prediction taken apart: from the average to the row's own value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.template import ACCENT, CONTRAST, MUTED, plain
from core.text import count, number

if TYPE_CHECKING:
    import plotly.graph_objects as go

MOST = 10
ROOM = 0.15


@dataclass(frozen=True)
class Bar:
    """One part: what it is, how far it moves, and where it starts and ends."""

    label: str
    effect: float
    start: float
    end: float


@dataclass(frozen=True)
class Waterfall:
    """Bars from `base` to `total`, the largest effect first, small ones together last."""

    unit: str
    base: float
    total: float
    bars: tuple[Bar, ...]
    limits: tuple[float, float]


def data(base: float, parts: Sequence[tuple[str, float]], total: float, unit: str) -> Waterfall:
    """Return the bars of one row; each part is a label such as "tenure = 3" and its effect."""
    ordered = sorted(parts, key=lambda part: -abs(part[1]))
    few = len(ordered) <= MOST
    top = ordered if few else ordered[: MOST - 1]
    if not few:
        rest = ordered[MOST - 1 :]
        top = [*top, (count(len(rest), "other column"), sum(effect for _, effect in rest))]
    bars = []
    level = base
    for label, effect in top:
        bars.append(Bar(label, effect, level, level + effect))
        level += effect
    return Waterfall(unit, base, total, tuple(bars), _limits([base, total], bars))


def _limits(ends: Sequence[float], bars: Sequence[Bar]) -> tuple[float, float]:
    """Return the ends of the axis, with room for the labels beside the bars."""
    levels = [*ends, *(bar.start for bar in bars), *(bar.end for bar in bars)]
    room = ROOM * (max(levels) - min(levels) or 1.0)
    return min(levels) - room, max(levels) + room


def text(waterfall: Waterfall) -> str:
    """Return the finding in one sentence."""
    if not waterfall.bars:
        return "No column was used."
    first = waterfall.bars[0]
    verb = "raises" if first.effect >= 0 else "lowers"
    return f"{first.label} {verb} the {waterfall.unit} most, by {number(abs(first.effect))}."


def figure(waterfall: Waterfall) -> go.Figure:
    """Draw one bar per part, the average below the first and the prediction after the last."""
    import plotly.graph_objects as go

    bars = waterfall.bars
    places = list(range(1, len(bars) + 1))
    drawn = go.Figure(
        go.Bar(
            x=[bar.effect for bar in bars],
            base=[bar.start for bar in bars],
            y=places,
            orientation="h",
            marker={"color": [CONTRAST if bar.effect >= 0 else ACCENT for bar in bars]},
            hoverinfo="skip",
        )
    )
    words = [_beside(bar, waterfall.limits) for bar in bars]
    drawn.add_scatter(
        x=[x for x, _ in words],
        y=places,
        mode="text",
        text=[f"\u00a0{signed(bar.effect)}\u00a0" for bar in bars],  # a gap to the bar
        textposition=[side for _, side in words],
        cliponaxis=False,
        hoverinfo="skip",
    )
    ends = {0: f"average {number(waterfall.base)}", len(bars) + 1: _total(waterfall)}
    for place, value in zip(ends, (waterfall.base, waterfall.total), strict=True):
        drawn.add_scatter(
            x=[value],
            y=[place],
            mode="markers",
            marker={"symbol": "diamond", "size": 11, "color": MUTED},
            hoverinfo="skip",
        )
    ticks = [ends[0], *(plain(bar.label, 45) for bar in bars), ends[len(bars) + 1]]
    drawn.update_layout(
        title=plain(text(waterfall), 120),
        xaxis={"title": {"text": plain(waterfall.unit, 80)}, "range": list(waterfall.limits)},
        yaxis={
            "tickvals": list(range(len(ticks))),
            "ticktext": ticks,
            "autorange": "reversed",
            "showgrid": False,
        },
        height=150 + 34 * len(ticks),
        showlegend=False,
    )
    return drawn


def _beside(bar: Bar, limits: tuple[float, float]) -> tuple[float, str]:
    """Return the end of a bar and the side on which its words have the more room."""
    if bar.start + bar.end <= sum(limits):
        return max(bar.start, bar.end), "middle right"
    return min(bar.start, bar.end), "middle left"


def signed(value: float) -> str:
    """Return a number with its sign.

    >>> signed(0.42), signed(-1500.0)
    ('+0.420', '−1,500')
    """
    return f"{'−' if value < 0 else '+'}{number(abs(value))}"


def _total(waterfall: Waterfall) -> str:
    return f"this row {number(waterfall.total)}"
