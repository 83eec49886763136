"""The line of the baseline: at its score, or at the edge where it is far from all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.charts.template import BASELINE
from core.text import number

if TYPE_CHECKING:
    import plotly.graph_objects as go


def far(scores: Sequence[float], baseline: float | None) -> str:
    """Return the side on which the baseline is so far off that scores would look alike, or ''.

    >>> far([0.90, 0.92], 0.05), far([0.6, 0.9], 0.5)
    ('down', '')
    """
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    if baseline is None or low - (high - low) <= baseline <= high + (high - low):
        return ""
    return "down" if baseline < low else "up"


def baseline_line(drawn: go.Figure, scores: Sequence[float], baseline: float, dash: str) -> None:
    """Draw the baseline across the scores and name it."""
    side = far(scores, baseline)
    edge = {"down": 0, "up": 1}.get(side)
    place = {"y": baseline} if edge is None else {"y": edge, "yref": "y domain"}
    words = f"baseline {number(baseline)}" + (f", further {side}" if side else "")
    drawn.add_hline(
        **place,
        line={"color": BASELINE, "dash": dash},
        annotation={"text": words, "font": {"size": 12}},
        annotation_position="bottom left" if side == "up" else "top left",
    )
