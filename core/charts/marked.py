"""Rows that stand out on a curve: those that were selected on another chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.charts.template import CONTRAST

if TYPE_CHECKING:
    import plotly.graph_objects as go


def draw_marked(drawn: go.Figure, places: Sequence[tuple[float, float]]) -> None:
    """Draw a mark at each place, named in the legend; nothing where there are none."""
    if not places:
        return
    drawn.add_scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="markers",
        marker={"color": CONTRAST, "size": 7, "symbol": "diamond-open", "line": {"width": 2}},
        hoverinfo="skip",
        name="selected rows",
    )
