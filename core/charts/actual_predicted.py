"""Predicted against actual numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import headline
from core.charts.pickable import BY_BOX
from core.charts.row_dots import add_rows
from core.charts.template import AMOUNTS, BASELINE, plain
from core.text import count, number, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

_HOVER = "actual %{x:,.4~g}<br>predicted %{y:,.4~g}<extra></extra>"


@dataclass(frozen=True)
class Judged:
    """What is known of all rows that were judged.

    half      half of the errors are at most this large, in the units of the target
    baseline  what the baseline answers to every row, None where it is not one number
    """

    rows: int
    half: float
    baseline: float | None = None


@dataclass(frozen=True)
class ActualPredicted:
    """Dots of rows, which may be a sample; `ends` are the smallest and largest number.

    marked are rows that stand out, (actual, predicted) each.
    """

    target: str
    actual: tuple[float, ...]
    predicted: tuple[float, ...]
    judged: Judged
    ends: tuple[float, float]
    marked: tuple[tuple[float, float], ...] = ()


def data(
    target: str, actual: Sequence[float], predicted: Sequence[float], judged: Judged
) -> ActualPredicted:
    """Return dots of at least one row, which may be a sample of those judged."""
    every = [*actual, *predicted]
    ends = (min(every), max(every))
    return ActualPredicted(target, tuple(actual), tuple(predicted), judged, ends)


def text(dots: ActualPredicted) -> str:
    """Return the finding in one sentence."""
    half = number(dots.judged.half)
    return f"Half of the predictions of {shown(dots.target, 40)} are within {half} of the truth."


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
    if dots.judged.baseline is not None:
        _baseline(drawn, dots.ends, dots.judged.baseline)
    add_rows(drawn, (dots.actual, dots.predicted), dots.marked, _HOVER)
    drawn.add_annotation(
        x=dots.ends[1], y=dots.ends[1], text="perfect", showarrow=False, xanchor="right", yshift=12
    )
    name = plain(dots.target, 40)
    drawn_rows = len(dots.actual)
    sample = (
        f" ({drawn_rows:,} of {count(dots.judged.rows, 'row')})"
        if drawn_rows < dots.judged.rows
        else ""
    )
    drawn.update_layout(
        **headline(text(dots)),
        **BY_BOX,
        xaxis={"title": {"text": f"actual {name}{sample}"}, **AMOUNTS},
        yaxis={"title": {"text": f"predicted {name}"}, **AMOUNTS},
        showlegend=False,
    )
    return drawn


def _baseline(drawn: go.Figure, ends: tuple[float, float], answer: float) -> None:
    drawn.add_scatter(
        x=ends,
        y=(answer, answer),
        mode="lines",
        line={"color": BASELINE, "dash": "dot"},
        hoverinfo="skip",
    )
    drawn.add_annotation(
        x=ends[1],
        y=answer,
        text=f"baseline {number(answer)}",
        showarrow=False,
        xanchor="right",
        yshift=-10,
    )
