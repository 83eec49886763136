"""Dots of rows, pale where some of them stand out, and those on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.charts.template import ACCENT, CONTRAST

if TYPE_CHECKING:
    import plotly.graph_objects as go

Dot = tuple[float, float]


def add_rows(
    drawn: go.Figure,
    places: tuple[Sequence[float], Sequence[float]],
    marked: Sequence[Dot],
    hover: str,
) -> None:
    """Add a dot per row at its `places` (along x, along y), then the marked ones as diamonds."""
    drawn.add_scatter(
        x=places[0],
        y=places[1],
        mode="markers",
        marker={"color": ACCENT, "size": 6, "opacity": 0.2 if marked else 0.45},
        hovertemplate=hover,
    )
    if marked:
        drawn.add_scatter(
            x=[x for x, _ in marked],
            y=[y for _, y in marked],
            mode="markers",
            marker={"color": CONTRAST, "size": 7, "symbol": "diamond"},
            hovertemplate=hover,
        )
