"""How many positives the best-ranked rows hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.chance import draw_chance
from core.charts.headline import headline
from core.charts.marked import draw_marked
from core.charts.pickable import pickable
from core.charts.share_axis import whole_share_axis
from core.charts.template import ACCENT, CONTRAST
from core.text import number, percent, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class Lift:
    """Share of rows picked, best first, and share of positives among them.

    found is the share of positives in the first `top` share of the rows. cuts are the
    thresholds of the points, which can then be clicked. marked are places that stand out.
    """

    name: str
    picked: tuple[float, ...]
    gained: tuple[float, ...]
    top: float
    found: float
    cuts: tuple[float, ...] = ()
    marked: tuple[tuple[float, float], ...] = ()


def data(name: str, picked: Sequence[float], gained: Sequence[float], top: float = 0.2) -> Lift:
    """Return the gain line of a class, read at the share `top` of the rows."""
    return Lift(name, tuple(picked), tuple(gained), top, _height(picked, gained, top))


def text(lift: Lift) -> str:
    """Return the finding in one sentence."""
    if not lift.top:
        return "No row is picked."
    return (
        f"The top {percent(lift.top)} of the rows hold {percent(lift.found)} of "
        f"'{shown(lift.name, 30)}': {number(lift.found / lift.top, 2)} times as many as at random."
    )


def figure(lift: Lift) -> go.Figure:
    """Draw the gain over the diagonal of random picks, with the top share marked."""
    import plotly.graph_objects as go

    drawn = go.Figure()
    draw_chance(drawn, "at random")
    drawn.add_scatter(
        x=lift.picked,
        y=lift.gained,
        line={"color": ACCENT, "width": 3},
        hovertext=[
            f"top {percent(rows)} hold {percent(found)}"
            for rows, found in zip(lift.picked, lift.gained, strict=True)
        ],
        hoverinfo="text",
        showlegend=False,
        **pickable(lift.cuts),
    )
    draw_marked(drawn, lift.marked)
    drawn.add_scatter(
        x=(lift.top,),
        y=(lift.found,),
        mode="markers",
        marker={"color": CONTRAST, "size": 11},
        hoverinfo="skip",
        name=f"top {percent(lift.top)}",
    )
    drawn.update_layout(
        **headline(text(lift)),
        xaxis=whole_share_axis("share of rows, most likely first"),
        yaxis=whole_share_axis("share of positives among them"),
        showlegend=True,
    )
    return drawn


def _height(x: Sequence[float], y: Sequence[float], place: float) -> float:
    points = list(zip(x, y, strict=True))
    for (left, low), (right, high) in zip(points, points[1:], strict=False):
        if left <= place <= right and right > left:
            return low + (high - low) * (place - left) / (right - left)
    return points[-1][1] if points else 0.0
