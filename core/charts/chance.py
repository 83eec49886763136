"""The dashed line of what mere chance would reach, on curves over shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.charts.template import BASELINE

if TYPE_CHECKING:
    import plotly.graph_objects as go


def draw_chance(drawn: go.Figure, name: str, ends: tuple[float, float] = (0, 1)) -> None:
    """Draw the line from `ends[0]` on the left to `ends[1]` on the right, named in the legend."""
    drawn.add_scatter(
        x=(0, 1),
        y=ends,
        mode="lines",
        line={"color": BASELINE, "dash": "dash"},
        hoverinfo="skip",
        name=name,
    )
