"""Errors over what was predicted: do they grow, bend or lean along the way?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.charts.headline import headline
from core.charts.pickable import BY_BOX
from core.charts.row_dots import add_rows
from core.charts.template import AMOUNTS, BASELINE, plain
from core.text import number, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go

_HOVER = "predicted %{x:,.4~g}<br>error %{y:,.4~g}<extra></extra>"


@dataclass(frozen=True)
class ErrorDots:
    """Dots of rows, which may be a sample; an error is truth minus prediction.

    halves  half of the errors are at most this large, where low and where high numbers are
            predicted; marked are rows that stand out, (predicted, error) each
    """

    target: str
    predicted: tuple[float, ...]
    errors: tuple[float, ...]
    halves: tuple[float, float]
    marked: tuple[tuple[float, float], ...] = ()


def data(
    target: str,
    predicted: Sequence[float],
    errors: Sequence[float],
    halves: tuple[float, float],
) -> ErrorDots:
    """Return dots of at least one row, which may be a sample of those judged."""
    return ErrorDots(target, tuple(predicted), tuple(errors), halves)


def text(dots: ErrorDots) -> str:
    """Return the finding in one sentence."""
    low, high = (number(half) for half in dots.halves)
    return (
        f"Half of the errors are within {low} where {shown(dots.target, 40)} is predicted low, "
        f"within {high} where it is predicted high."
    )


def figure(dots: ErrorDots) -> go.Figure:
    """Draw a dot per row around the line without error."""
    import plotly.graph_objects as go

    drawn = go.Figure()
    drawn.add_hline(y=0, line={"color": BASELINE, "dash": "dash"})
    add_rows(drawn, (dots.predicted, dots.errors), dots.marked, _HOVER)
    name = plain(dots.target, 40)
    drawn.update_layout(
        **headline(text(dots)),
        **BY_BOX,
        xaxis={"title": {"text": f"predicted {name}"}, **AMOUNTS},
        yaxis={"title": {"text": f"actual minus predicted {name}"}, **AMOUNTS},
        showlegend=False,
    )
    return drawn
