"""How many positives are found at which price in false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.chance import draw_chance
from core.charts.headline import headline
from core.charts.marked import draw_marked
from core.charts.pickable import pickable
from core.charts.share_axis import whole_share_axis
from core.charts.template import ACCENT, CONTRAST, MUTED, plain
from core.text import number, percent, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class Line:
    """One class against the rest: shares of false alarms (x) and of positives found (y)."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    area: float


@dataclass(frozen=True)
class Roc:
    """One line per class, and the place of the chosen threshold if there is one.

    cuts are the thresholds of the points of a single line, which can then be clicked. marked
    are places on it that stand out.
    """

    lines: tuple[Line, ...]
    point: tuple[float, float] | None = None
    cuts: tuple[float, ...] = ()
    marked: tuple[tuple[float, float], ...] = ()


def data(
    lines: Sequence[tuple[str, Sequence[float], Sequence[float]]],
    point: tuple[float, float] | None = None,
    area: float | None = None,
    cuts: Sequence[float] = (),
) -> Roc:
    """Return ROC lines with their areas; `area` is the exact one of a single line."""
    found = []
    for name, x, y in lines:
        own = area if area is not None and len(lines) == 1 else trapezoid(x, y)
        found.append(Line(name, tuple(x), tuple(y), own))
    return Roc(tuple(found), point, tuple(cuts))


def trapezoid(x: Sequence[float], y: Sequence[float]) -> float:
    """Return the area under a line.

    >>> trapezoid((0, 0, 1), (0, 0.5, 1))
    0.75
    """
    steps = zip(x, x[1:], y, y[1:], strict=False)
    return float(sum((right - left) * (a + b) / 2 for left, right, a, b in steps))


def text(roc: Roc) -> str:
    """Return the finding in one sentence."""
    if not roc.lines:
        return "One class only: there is nothing to rank."
    if len(roc.lines) == 1:
        return (
            f"In {percent(roc.lines[0].area)} of pairs the positive row gets the higher "
            "probability; guessing gives 50 %."
        )
    ordered = sorted(roc.lines, key=lambda line: line.area)
    best, worst = ordered[-1], ordered[0]
    if number(best.area) == number(worst.area):
        return f"Every class is told apart equally well (area {number(best.area)})."
    return (
        f"'{shown(best.name, 30)}' is told apart best (area {number(best.area)}), "
        f"'{shown(worst.name, 30)}' worst ({number(worst.area)})."
    )


def figure(roc: Roc) -> go.Figure:
    """Draw the lines over the diagonal of guessing, and a dot at the threshold."""
    import plotly.graph_objects as go

    drawn = go.Figure()
    draw_chance(drawn, "guessing")
    worst = min(roc.lines, key=lambda line: line.area, default=None)
    single = len(roc.lines) == 1
    for line in roc.lines:
        colour = ACCENT if single else CONTRAST if line is worst else MUTED
        drawn.add_scatter(
            x=line.x,
            y=line.y,
            line={"color": colour, "width": 3 if colour != MUTED else 1},
            hovertext=_told(line),
            hoverinfo="text",
            showlegend=False,
            **pickable(roc.cuts),
        )
    draw_marked(drawn, roc.marked)
    if roc.point is not None:
        _mark(drawn, roc.point)
    drawn.update_layout(
        **headline(text(roc)),
        xaxis=whole_share_axis("share of negatives raised as alarms"),
        yaxis=whole_share_axis("share of positives found"),
        showlegend=True,
    )
    return drawn


def _mark(drawn: go.Figure, point: tuple[float, float]) -> None:
    drawn.add_scatter(
        x=(point[0],),
        y=(point[1],),
        mode="markers",
        marker={"color": CONTRAST, "size": 11},
        hoverinfo="skip",
        name="threshold",
    )


def _told(line: Line) -> list[str]:
    name = f"{plain(line.name, 40)}: " if line.name else ""
    return [
        f"{name}{percent(found)} found, {percent(alarms)} false alarms"
        for alarms, found in zip(line.x, line.y, strict=True)
    ]
