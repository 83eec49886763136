"""Predicted against actual numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import headline
from core.charts.template import ACCENT, BASELINE, plain
from core.text import count, number, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class ActualPredicted:
    """Dots of rows; half of all errors are at most `half`, in the units of the target.

    ends are the smallest and largest number on both axes; `rows` is how many were judged.
    """

    target: str
    actual: tuple[float, ...]
    predicted: tuple[float, ...]
    half: float
    rows: int
    ends: tuple[float, float]


def data(
    target: str, actual: Sequence[float], predicted: Sequence[float], half: float, rows: int
) -> ActualPredicted:
    """Return dots of at least one row, which may be a sample of `rows`."""
    every = [*actual, *predicted]
    return ActualPredicted(
        target, tuple(actual), tuple(predicted), half, rows, (min(every), max(every))
    )


def text(dots: ActualPredicted) -> str:
    """Return the finding in one sentence."""
    return (
        f"Half of the predictions of {shown(dots.target, 40)} are within {number(dots.half)} "
        "of the truth."
    )


def figure(dots: ActualPredicted) -> go.Figure:
    """Draw a dot per row over the line on which predictions would be perfect."""
    import plotly.graph_objects as go

    drawn = go.Figure()
    drawn.add_scatter(
        x=dots.ends,
        y=dots.ends,
        mode="lines",
        line={"color": BASELINE, "dash": "dash"},
        hoverinfo="skip",
    )
    drawn.add_scatter(
        x=dots.actual,
        y=dots.predicted,
        mode="markers",
        marker={"color": ACCENT, "size": 6, "opacity": 0.45},
        hovertemplate="actual %{x:,.4~g}<br>predicted %{y:,.4~g}<extra></extra>",
    )
    drawn.add_annotation(
        x=dots.ends[1], y=dots.ends[1], text="perfect", showarrow=False, xanchor="right", yshift=12
    )
    name = plain(dots.target, 40)
    drawn_rows = len(dots.actual)
    sample = f" ({drawn_rows:,} of {count(dots.rows, 'row')})" if drawn_rows < dots.rows else ""
    drawn.update_layout(
        **headline(text(dots)),
        xaxis={"title": {"text": f"actual {name}{sample}"}},
        yaxis={"title": {"text": f"predicted {name}"}},
        showlegend=False,
    )
    return drawn
