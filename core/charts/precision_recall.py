"""How right the picks are as more of the positives are found."""

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
from core.text import percent, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class PrecisionRecall:
    """Precision over recall of one class; `share` of the rows belong to it.

    half is the precision at the point where half of the class is found. cuts are the
    thresholds of the points, which can then be clicked. marked are places that stand out.
    """

    name: str
    recall: tuple[float, ...]
    precision: tuple[float, ...]
    share: float
    half: float
    point: tuple[float, float] | None = None
    cuts: tuple[float, ...] = ()
    marked: tuple[tuple[float, float], ...] = ()


def data(
    name: str,
    recall: Sequence[float],
    precision: Sequence[float],
    share: float,
    point: tuple[float, float] | None = None,
) -> PrecisionRecall:
    """Return the line of one class; `point` is (recall, precision) at the threshold."""
    reached = [p for r, p in zip(recall, precision, strict=True) if r >= 0.5]
    half = reached[0] if reached else share
    return PrecisionRecall(name, tuple(recall), tuple(precision), share, half, point)


def text(line: PrecisionRecall) -> str:
    """Return the finding in one sentence."""
    return (
        f"When half of '{shown(line.name, 30)}' is found, {percent(line.half)} of the picks are "
        f"right; picking at random gives {percent(line.share)}."
    )


def figure(line: PrecisionRecall) -> go.Figure:
    """Draw precision over recall, picking at random as a dashed line."""
    import plotly.graph_objects as go

    drawn = go.Figure()
    drawn.add_scatter(
        x=line.recall,
        y=line.precision,
        line={"color": ACCENT, "width": 3},
        hovertext=[
            f"{percent(found)} found, {percent(right)} of picks right"
            for found, right in zip(line.recall, line.precision, strict=True)
        ],
        hoverinfo="text",
        showlegend=False,
        **pickable(line.cuts),
    )
    draw_marked(drawn, line.marked)
    draw_chance(drawn, "at random", (line.share, line.share))
    if line.point is not None:
        drawn.add_scatter(
            x=(line.point[0],),
            y=(line.point[1],),
            mode="markers",
            marker={"color": CONTRAST, "size": 11},
            hoverinfo="skip",
            name="threshold",
        )
    drawn.update_layout(
        **headline(text(line)),
        xaxis=whole_share_axis("share found (recall)"),
        yaxis=whole_share_axis("share of picks right (precision)"),
        showlegend=True,
    )
    return drawn
